#pragma once

#include <functional>
#include <string_view>

#include "applications/document.hpp"
#include "db/db.hpp"
#include "journal/journal.hpp"

/// What the audits of applications and of documents share.
namespace qyzmet::applications {

inline constexpr int kAuditChunk = 200;  ///< rows, or events, that one snapshot reads

/// What was found to be wrong: as much as somebody may still read.
class Findings {
 public:
  explicit Findings(journal::AuditReport& report) : report_(report) {}
  bool full() const;
  /// `index`: of the event in the journal, or -1.
  void add(std::int64_t index, ApplicationId id, std::string_view what);
  void add(std::int64_t index, DocumentId id, std::string_view what);

 private:
  journal::AuditReport& report_;
};

/// Tells every event of the journal, oldest first, until `findings` is full.
void each_event(db::Database& database, const Findings& findings,
                const std::function<void(db::Snapshot&, const journal::Stored&)>& tell);

}  // namespace qyzmet::applications

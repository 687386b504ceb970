#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/text.hpp"
#include "catalogue/catalogue.hpp"

namespace qyzmet::exchange {

/// One thing that a register answers: a member of the value's object.
struct Fact {
  std::string id;
  Text title;
  std::vector<std::pair<std::string, Text>>
      values;                 ///< what its closed values mean; one that is not here is shown as is
  std::vector<Fact> members;  ///< of an object, or of each object of a list; no deeper than this
};

/// Something that a register tells of by itself, as it becomes known.
struct NoticeKind {
  std::string id;  ///< "birth.reported"
  Text title;      ///< what happened, as the person is told it
};

/// When a register counts as frozen, and how it is tried again.
struct FreezeRule {
  int silent = 5;     ///< so many attempts in a row without a sign of life …
  int within_s = 60;  ///< … the oldest of them not longer ago than this
  int probe_s = 5;    ///< while frozen, one lookup goes out at most this often
};

/// An agency's system that holds facts. All of it is data: data/kz/registers.json.
struct Register {
  std::string id;      ///< "kz.family"
  std::string agency;  ///< whose it is: an id of agencies.json
  std::string system;  ///< what its keepers call it: "ГБД ФЛ"; empty: not known
  Text title;
  std::vector<std::string> asked_by;  ///< members that a request may have: "iin"; "act": the register does something
  std::vector<Fact> facts;            ///< members of the value that it gives
  std::vector<NoticeKind> notices;    ///< what it tells of by itself; usually nothing
  std::string certainty;              ///< how sure this description is: "sourced", "unverified" or "assumed"
  std::string source;                 ///< where it comes from; empty: nowhere, it is assumed
  int timeout_ms = 10'000;            ///< one attempt; after that the register was silent
  int slow_ms = 2'000;                ///< a median answer time above this is called slow
  int limit = 4;                      ///< lookups in flight at once
  FreezeRule freeze;
};

/// Every register of the country, by id. Read once, never changed.
class Registers {
 public:
  /// A file that is not there: the country has none. Errors: those of `read_file`; invalid "registers.malformed" {file,
  /// what}.
  static Result<Registers> load(const std::filesystem::path& file, const catalogue::Country& country);

  const Register* find(std::string_view id) const;
  /// Null if no register tells of this.
  const NoticeKind* notice(std::string_view kind) const;
  const std::vector<Register>& all() const { return all_; }

 private:
  std::vector<Register> all_;
};

}  // namespace qyzmet::exchange

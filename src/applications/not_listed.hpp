#pragma once

#include <string>
#include <vector>

#include "applications/tries.hpp"
#include "base/id.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "db/db.hpp"
#include "http/http.hpp"

namespace qyzmet::applications {

using ReportId = Id<struct ReportTag>;

/// Somebody tells of a service that nobody lists: the beginning of its way into the registry.
struct NotListed {
  ReportId id;
  std::string what;    ///< what is wanted or given, as they say it: 1-500 characters
  std::string where;   ///< empty, or at most 200 characters
  std::string agency;  ///< who gives it, as they say it: empty, or at most 200 characters
  Lang lang = Lang::kk;
  Instant at{};
};

/// Reports of services that are not listed. Safe to use from every thread.
class Reports {
 public:
  explicit Reports(Clock& clock) : clock_(clock) {}

  /// Reads {what, where?, agency?}. Errors: invalid "request.invalid" with the fields at fault.
  static Result<NotListed> read(const json::object& body, Lang lang);
  /// Counts reports by session, else by address. Errors: too_many "not_listed.too_many".
  Result<void> count(const http::Request& request);
  /// Keeps it, with its event "service.not_listed": the words are personal, because people write anything.
  NotListed keep(db::Tx& tx, const http::Caller& caller, const NotListed& report) const;

 private:
  static constexpr int kMostAnHour = 30;  ///< a hall shares one address
  Clock& clock_;
  Tries tries_{kMostAnHour, std::chrono::hours(1)};
};

}  // namespace qyzmet::applications

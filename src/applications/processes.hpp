#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "applications/application.hpp"
#include "applications/flow.hpp"
#include "applications/process_doors.hpp"
#include "base/calendar.hpp"
#include "catalogue/catalogue.hpp"

namespace qyzmet::applications {

/// A version of a service; if it is no longer there, the current one. Null: there is no such service.
const catalogue::Service* version_of(const catalogue::Catalogue& catalogue, std::string_view service, int version);

/// How one version of a service is carried to its end.
struct Way {
  const catalogue::Definition* definition = nullptr;  ///< null: that version is no longer there, an officer decides
  catalogue::Process process;
};

/// The ways of all versions of all services, and what they need of others. Doors and `set` before anything runs; the
/// rest from every thread.
class Processes {
 public:
  /// All outlive this object.
  Processes(const catalogue::Catalogue& catalogue, const WorkingCalendar& calendar, int utc_offset_minutes);

  /// Never fails: a version that is not there any more, or says nothing of steps, is reviewed by an officer. A version
  /// that was published meanwhile is there. What is given stays for good.
  const Way& of(std::string_view service, int version) const;
  const Way& of(const Application& application) const { return of(application.service, application.service_version); }
  /// Puts a process in the place of what the definition says: for tests and rehearsals.
  void set(std::string_view service, int version, catalogue::Process process);

  /// The agency of a service; empty if the service is no longer there.
  std::string agency_of(std::string_view service) const;
  /// The one that has this application: its local body, or its service's agency.
  std::string agency_of(const Application& application) const;
  /// The agency on whose desk it lies; "nobody" if it is no longer there.
  std::string desk_of(const Application& application) const;
  Surroundings around(const Way& way, const EvidenceStates& evidence) const;

  const catalogue::Catalogue& catalogue() const { return catalogue_; }
  const WorkingCalendar& calendar() const { return calendar_; }
  int utc_offset_minutes() const { return utc_offset_minutes_; }

  Doors doors;

 private:
  const catalogue::Catalogue& catalogue_;
  const WorkingCalendar& calendar_;
  int utc_offset_minutes_;
  mutable std::mutex mutex_;
  mutable std::map<std::pair<std::string, int>, Way> ways_;  ///< made when they are asked for; never taken away
  Way unknown_;
};

}  // namespace qyzmet::applications

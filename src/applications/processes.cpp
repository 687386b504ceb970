#include "applications/processes.hpp"

namespace qyzmet::applications {

const catalogue::Service* version_of(const catalogue::Catalogue& catalogue, std::string_view service, int version) {
  const auto* known = catalogue.find(service, version);
  return known != nullptr ? known : catalogue.find(service);
}

Processes::Processes(const catalogue::Catalogue& catalogue, const WorkingCalendar& calendar, int utc_offset_minutes)
    : catalogue_(catalogue), calendar_(calendar), utc_offset_minutes_(utc_offset_minutes) {
  unknown_.process = review_only({});
}

const Way& Processes::of(std::string_view service, int version) const {
  std::pair key(std::string(service), version);
  const std::lock_guard lock(mutex_);
  if (const auto found = ways_.find(key); found != ways_.end()) return found->second;
  const auto* known = catalogue_.find(service, version);
  if (known == nullptr) return unknown_;
  Way way{.definition = &known->definition, .process = known->definition.process};
  if (way.process.steps.empty()) way.process = review_only(known->definition.deadline);
  return ways_.emplace(std::move(key), std::move(way)).first->second;
}

void Processes::set(std::string_view service, int version, catalogue::Process process) {
  const std::lock_guard lock(mutex_);
  Way& way = ways_[std::pair(std::string(service), version)];
  way.process = std::move(process);
  if (const auto* known = catalogue_.find(service, version)) way.definition = &known->definition;
}

std::string Processes::agency_of(std::string_view service) const {
  const auto* known = catalogue_.find(service);
  return known == nullptr ? std::string() : known->definition.agency.id;
}

std::string Processes::agency_of(const Application& application) const {
  return application.local_body.empty() ? agency_of(application.service) : application.local_body;
}

std::string Processes::desk_of(const Application& application) const {
  std::string agency = agency_of(application);
  return agency.empty() ? "nobody" : agency;
}

Surroundings Processes::around(const Way& way, const EvidenceStates& evidence) const {
  return {.process = way.process,
          .evidence = evidence,
          .agency_of_register = doors.agency_of_register,
          .agency_of_service = [this](std::string_view service) { return agency_of(service); }};
}

}  // namespace qyzmet::applications

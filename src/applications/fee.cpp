#include "applications/fee.hpp"

#include <cmath>

#include "applications/told.hpp"

namespace qyzmet::applications {
namespace {

/// Whole tiyn, half of one upwards.
std::int64_t tiyn_of(std::int64_t mrp_milli, double index_tenge) {
  return std::llround(static_cast<double>(mrp_milli) * index_tenge / 10);
}

json::value told(const catalogue::Definition& definition, const Result<std::optional<std::int64_t>>& mrp_milli,
                 std::optional<double> index_tenge) {
  const catalogue::Fee& fee = definition.fee;
  json::object object{{"certainty", catalogue::to_word(fee.certainty)},
                      {"index_tenge", nullptr},
                      {"mrp_milli", nullptr},
                      {"note", nullptr},
                      {"problem", nullptr},
                      {"tiyn", nullptr}};
  if (index_tenge) object["index_tenge"] = std::llround(*index_tenge);
  if (fee.note) object["note"] = to_object(*fee.note);
  if (!mrp_milli) {
    object["problem"] = mrp_milli.error().key;
  } else if (const auto milli = *mrp_milli) {
    object["mrp_milli"] = *milli;
    if (index_tenge || *milli == 0) object["tiyn"] = tiyn_of(*milli, index_tenge.value_or(0));
  }
  return object;
}

std::optional<double> monthly_index_at(const Processes& processes, Instant at) {
  return processes.doors.monthly_index(local_date(at, processes.utc_offset_minutes()));
}

}  // namespace

Result<json::value> fee_of(db::Snapshot& snapshot, const Processes& processes, const Application& application) {
  const Way& way = processes.of(application);
  if (way.definition == nullptr) return json::value(nullptr);
  const Instant at = application.submitted_at;
  json::object facts;
  if (!way.definition->fee.decision.empty()) {
    TRY_ASSIGN(facts, rule_facts(snapshot, processes, application, at));
  }
  return told(*way.definition, catalogue::fee_mrp_milli(*way.definition, facts, at), monthly_index_at(processes, at));
}

Result<json::value> fee_of(db::Snapshot& snapshot, const Processes& processes, const Filed& filed) {
  const Instant at = filed.submitted_at;
  TRY_ASSIGN(const json::object facts, filed_facts(snapshot, processes, filed, at));
  return told(*filed.definition, catalogue::fee_mrp_milli(*filed.definition, facts, at),
              monthly_index_at(processes, at));
}

}  // namespace qyzmet::applications

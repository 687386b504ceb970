#pragma once

#include <random>
#include <string>

#include "applications/flow.hpp"

/// For tests only: processes made by hand and at random.
namespace qyzmet::applications::testing {

inline Text text(const std::string& what) { return {what + " kk", what + " ru", what + " en"}; }

inline catalogue::Target to_step(std::string step) { return {catalogue::Target::Kind::step, std::move(step)}; }
inline const catalogue::Target kGranted{catalogue::Target::Kind::granted, ""};
inline const catalogue::Target kRefused{catalogue::Target::Kind::refused, ""};
inline const catalogue::Target kAsk{catalogue::Target::Kind::waiting_for_applicant, ""};

inline catalogue::Evidence evidence(std::string id, catalogue::Evidence::On_freeze on_freeze) {
  return {.id = id,
          .title = text(id),
          .register_id = "kz." + id,
          .ask = {{"iin", "applicant.iin"}},
          .on_freeze = on_freeze,
          .within = {catalogue::Deadline::Unit::hours, 24},
          .keep_days = 1};
}

/// Every kind of step: a rule over evidence, an officer, a second signature, a register that is told, another service.
///
///   check ──true──▶ consent ──sign──▶ assign ──done──▶ part ──granted──▶ granted
///     └───false──▶ review ─grant─▶ consent
catalogue::Process whole_process();

/// Some process that a definition may have: every step has an exit, every target leads somewhere.
catalogue::Process random_process(std::mt19937_64& random);

}  // namespace qyzmet::applications::testing

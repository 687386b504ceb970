#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

/// What a mandate is: pure, without database, clock or I/O.
namespace qyzmet::identity {

struct Mandate {
  std::int64_t id = 0;
  std::int64_t giver = 0;
  std::int64_t holder = 0;
  std::vector<std::string> services;
  Instant given_at{};
  Instant until{};
  int uses = 0;
  int uses_left = 0;
  std::optional<Instant> revoked_at;
};

enum class MandateState { active, over, revoked, used_up };
/// "active", "over", "revoked", "used_up".
std::string_view to_word(MandateState state);

/// Revoked goes before used up, that before over: what somebody did counts more than what happened by itself.
MandateState state_of(const Mandate& mandate, Instant now);

/// When the holder's sight of what they filed ends: when it was revoked, else when its time is over. That its uses are
/// used up ends nothing: they were all allowed.
Instant end_of(const Mandate& mandate);

/// May `holder` use it once more in matters of `service`? Errors: not_found "mandate.not_found"; conflict
/// "mandate.revoked", "mandate.used_up", "mandate.over", "mandate.other_service".
Result<void> check_use(const Mandate& mandate, std::int64_t holder, std::string_view service, Instant now);

}  // namespace qyzmet::identity

#include "identity/mandate.hpp"

#include <algorithm>

namespace qyzmet::identity {

std::string_view to_word(MandateState state) {
  switch (state) {
    case MandateState::active:
      return "active";
    case MandateState::over:
      return "over";
    case MandateState::revoked:
      return "revoked";
    case MandateState::used_up:
      return "used_up";
  }
  return "";
}

MandateState state_of(const Mandate& mandate, Instant now) {
  if (mandate.revoked_at) return MandateState::revoked;
  if (mandate.uses_left == 0) return MandateState::used_up;
  return now < mandate.until ? MandateState::active : MandateState::over;
}

Instant end_of(const Mandate& mandate) {
  return mandate.revoked_at ? std::min(*mandate.revoked_at, mandate.until) : mandate.until;
}

Result<void> check_use(const Mandate& mandate, std::int64_t holder, std::string_view service, Instant now) {
  if (mandate.holder != holder) return fail(Code::not_found, "mandate.not_found");
  switch (state_of(mandate, now)) {
    case MandateState::active:
      break;
    case MandateState::over:
      return fail(Code::conflict, "mandate.over");
    case MandateState::revoked:
      return fail(Code::conflict, "mandate.revoked");
    case MandateState::used_up:
      return fail(Code::conflict, "mandate.used_up");
  }
  const bool named = std::ranges::find(mandate.services, service) != mandate.services.end();
  return named ? Result<void>() : fail(Code::conflict, "mandate.other_service");
}

}  // namespace qyzmet::identity

#include "applications/sight.hpp"

#include "applications/history.hpp"
#include "identity/identity.hpp"

namespace qyzmet::applications {

Result<Sight> sight_of(db::Snapshot& snapshot, const Application& application, const http::Caller& caller,
                       http::Scope scope, Instant now) {
  Sight sight{.access = access_of(application, caller, scope)};
  if (sight.access != Access::filer || !application.filer.mandate) return sight;
  TRY_ASSIGN(const Instant end, identity::mandate_end(snapshot, *application.filer.mandate));
  if (end <= now) sight.until = end;
  return sight;
}

Result<Application> as_seen(db::Snapshot& snapshot, Application application, const Sight& sight) {
  if (!sight.until) return application;
  std::optional<State> state;
  each_event(snapshot, application.id, [&](const journal::Stored& event) {
    if (!sight.sees(event.at)) return false;
    if (const auto next = state_after(state, event.kind)) state = next;
    return true;
  });
  if (state) application.state = *state;
  return application;
}

}  // namespace qyzmet::applications

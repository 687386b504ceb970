#include "applications/desk.hpp"

#include <algorithm>

#include "applications/applications.hpp"
#include "applications/carry.hpp"
#include "applications/shared_clock.hpp"
#include "applications/store.hpp"
#include "applications/store_flow.hpp"

namespace qyzmet::applications {
namespace {

/// How many rows a page of what somebody has in hand looks through at most.
constexpr int kMostHeld = 2000;

using LocalBodies = std::vector<catalogue::LocalBody>;

Result<void> check_officer(const http::Caller& caller, const Application& application, const Processes& processes) {
  const std::string desk = application.flow.desk.empty() ? processes.agency_of(application) : application.flow.desk;
  const LocalBodies& bodies = processes.catalogue().local_bodies();
  if (caller.has(http::Role::officer) && stands_for(bodies, caller.agency, desk)) return {};
  return fail(Code::forbidden, "right.missing");
}

std::string_view desk_of(const http::Caller& caller, const InboxWanted& wanted) {
  return wanted.desk.empty() ? caller.agency : wanted.desk;
}

bool is_under_way(State state) { return state == State::in_progress || state == State::waiting_for_applicant; }

bool fits(const Application& application, const http::Caller& caller, const InboxWanted& wanted,
          const LocalBodies& bodies, Instant now) {
  using Whose = InboxWanted::Whose;
  const Flow& flow = application.flow;
  const Lane lane = lane_of(application);
  const bool whose = wanted.whose == Whose::all || (wanted.whose == Whose::mine && flow.holder == caller.staff) ||
                     (wanted.whose == Whose::free && lane == Lane::free);
  const bool theirs = wanted.desk.empty() ? stands_for(bodies, caller.agency, flow.desk) : flow.desk == wanted.desk;
  return !flow.desk.empty() && theirs && whose && (!wanted.waiting || lane == Lane::waiting) &&
         (wanted.service.empty() || application.service == wanted.service) &&
         (wanted.step.empty() || flow.step == wanted.step) &&
         (!wanted.overdue || (flow.next_at && *flow.next_at < now));
}

store::Slice slice_of(const http::Caller& caller, const InboxWanted& wanted, Instant now) {
  store::Slice slice{
      .desk = std::string(desk_of(caller, wanted)), .service = wanted.service, .step = wanted.step, .lane = {}};
  if (wanted.overdue) slice.before_ms = to_ms(now);
  if (wanted.waiting) slice.lane = Lane::waiting;
  if (wanted.whose == InboxWanted::Whose::free) slice.lane = Lane::free;
  return slice;
}

std::vector<Application> some_of(db::Snapshot& snapshot, const http::Caller& caller, const InboxWanted& wanted,
                                 const LocalBodies& bodies, Instant now, int limit) {
  if (wanted.whose == InboxWanted::Whose::mine) {
    auto held = store::in_hand(snapshot, caller.staff, wanted.after, kMostHeld);
    std::erase_if(held, [&](const Application& one) { return !fits(one, caller, wanted, bodies, now); });
    return held;
  }
  // Free and waiting at once: an application whose step waits for the applicant is nobody's to take.
  if (wanted.waiting && wanted.whose == InboxWanted::Whose::free) return {};
  return store::on_desk(snapshot, slice_of(caller, wanted, now), wanted.after, limit);
}

Result<void> check_reasons(const catalogue::Action& action, const OfficersAct& act) {
  using Kind = catalogue::Target::Kind;
  const bool refuses = action.to.kind == Kind::refused;
  const bool asks = action.to.kind == Kind::waiting_for_applicant;
  if ((refuses || asks || action.needs_reason) && act.reason.empty()) return fail_field("reason", "field.missing");
  if (refuses && act.remedy.empty()) return fail_field("remedy", "field.missing");
  return {};
}

}  // namespace

Inbox Desk::inbox(db::Snapshot& snapshot, const http::Caller& caller, const InboxWanted& wanted, Instant now,
                  int limit) const {
  Inbox inbox;
  const LocalBodies& bodies = applications_.catalogue().local_bodies();
  // Somebody else's desk gives nothing away.
  if (!stands_for(bodies, caller.agency, desk_of(caller, wanted))) return inbox;
  if (wanted.number) {
    if (auto found = store::find(snapshot, *wanted.number); found && fits(*found, caller, wanted, bodies, now))
      inbox.applications.push_back(*std::move(found));
    return inbox;
  }
  inbox.applications = some_of(snapshot, caller, wanted, bodies, now, limit + 1);
  if (std::ssize(inbox.applications) <= limit) return inbox;
  inbox.applications.resize(static_cast<std::size_t>(limit));
  const Application& last = inbox.applications.back();
  inbox.next = {.next_at_ms = to_ms(*last.flow.next_at), .id = last.id.value};
  return inbox;
}

InboxCounts Desk::counts(db::Snapshot& snapshot, const http::Caller& caller, const InboxWanted& wanted,
                         Instant now) const {
  const std::string_view desk = desk_of(caller, wanted);
  if (!stands_for(applications_.catalogue().local_bodies(), caller.agency, desk)) return {};
  const store::Slice slice{.desk = std::string(desk), .service = wanted.service, .step = wanted.step, .lane = {}};
  const store::Counts found = store::count(snapshot, slice, caller.staff, now, kMostCounted);
  const auto in_lane = [&](Lane lane) { return found.in_lane[static_cast<std::size_t>(lane)]; };
  return {.mine = found.in_hand,
          .free = in_lane(Lane::free),
          .held = in_lane(Lane::held),
          .waiting = in_lane(Lane::waiting),
          .elsewhere = in_lane(Lane::elsewhere),
          .overdue = found.overdue};
}

std::vector<const catalogue::Named*> Desk::desks(const http::Caller& caller) const {
  const catalogue::Catalogue& catalogue = applications_.catalogue();
  std::vector<const catalogue::Named*> all;
  if (const auto* own = catalogue.agency(caller.agency)) all.push_back(own);
  for (const catalogue::LocalBody& body : catalogue.local_bodies()) {
    if (body.part_of == caller.agency) all.push_back(catalogue.agency(body.id));
  }
  return all;
}

Result<Application> Desk::in_hand(db::Tx& tx, const http::Caller& caller, ApplicationId id) const {
  auto application = store::find(tx, id);
  if (!application) return fail(Code::not_found, "application.not_found");
  TRY(check_officer(caller, *application, applications_.processes()));
  if (application->flow.holder != caller.staff) return fail(Code::conflict, "application.not_in_hand");
  return *std::move(application);
}

Result<Application> Desk::take(db::Tx& tx, const http::Caller& caller, ApplicationId id) const {
  auto application = store::find(tx, id);
  if (!application) return fail(Code::not_found, "application.not_found");
  TRY(check_officer(caller, *application, applications_.processes()));
  Flow& flow = application->flow;
  if (flow.holder == caller.staff) return *application;
  if (application->filer.by == caller.id) return fail(Code::forbidden, "application.own_filing");
  if (flow.holder && !flow.overdue_since) return fail(Code::conflict, "application.taken_already");
  if (!is_under_way(application->state)) {
    return fail(Code::conflict, "application.not_under_way", {{"state", std::string(to_word(application->state))}});
  }
  Said said = said_of(caller);
  if (flow.holder) said.facts["from"] = "staff:" + std::to_string(*flow.holder);
  flow.holder = caller.staff;
  tell(tx, *application, "application.taken", said);
  store::save(tx, *application);
  return *application;
}

Result<Application> Desk::give_back(db::Tx& tx, const http::Caller& caller, ApplicationId id) const {
  TRY_ASSIGN(Application application, in_hand(tx, caller, id));
  application.flow.holder.reset();
  tell(tx, application, "application.given_back", said_of(caller));
  store::save(tx, application);
  return application;
}

Result<Application> Desk::act(db::Tx& tx, const http::Caller& caller, ApplicationId id, const OfficersAct& act) const {
  TRY_ASSIGN(Application application, in_hand(tx, caller, id));
  const Processes& processes = applications_.processes();
  const Way& way = processes.of(application);
  const AskedAll asked = store::asked(tx, id);
  const EvidenceStates evidence = states_of(asked);
  const bool overdue = application.flow.overdue_since.has_value();
  TRY_ASSIGN(const auto moves, next(processes.around(way, evidence), application.standing(),
                                    {Happening::Kind::officer, act.action, overdue}));
  const auto allowed = officers_actions(way.process, application.standing(), overdue);
  TRY(check_reasons(**std::ranges::find(allowed, act.action, [](const auto* one) { return one->id; }), act));
  Said said = said_of(caller);
  said.facts["action"] = act.action;
  if (!act.article.empty()) said.facts["article"] = act.article;
  if (!act.reason.empty()) said.personal["reason"] = act.reason;
  if (!act.remedy.empty()) said.personal["remedy"] = act.remedy;
  carry(tx, processes, application, asked, moves, said);
  return application;
}

Result<Application> Desk::write(db::Tx& tx, const http::Caller& caller, ApplicationId id, std::string_view text,
                                std::int64_t written) const {
  TRY_ASSIGN(const Application application, in_hand(tx, caller, id));
  if (text.empty()) return fail_field("text", "field.missing");
  if (written >= kMostLetters)
    return fail(Code::too_many, "application.too_many_letters", {{"limit", std::to_string(kMostLetters)}});
  Said said = said_of(caller);
  said.facts["from"] = "office";
  said.personal["text"] = text;
  tell(tx, application, "application.message_sent", said);
  return application;
}

Result<Application> Desk::extend(db::Tx& tx, const http::Caller& caller, ApplicationId id,
                                 std::string_view reason) const {
  TRY_ASSIGN(Application application, in_hand(tx, caller, id));
  const Processes& processes = applications_.processes();
  const auto& extension = processes.of(application).process.extension;
  if (!extension) return fail(Code::conflict, "application.no_extension");
  if (application.flow.extended) return fail(Code::conflict, "application.extended_already");
  if (reason.empty()) return fail_field("reason", "field.missing");
  const Due before = application.due;
  application.due =
      extended(before, *extension, application.submitted_at, processes.calendar(), processes.utc_offset_minutes());
  // Working days of a year without a calendar have no end from which other units could count.
  if (application.due == before) return fail(Code::conflict, "application.deadline_not_known");
  application.flow.extended = true;
  Said said = said_of(caller);
  tell_due(application.due, said.facts);
  if (renew_next_moment(tx, processes, application, before))
    said.facts["next_at"] = to_rfc3339(*application.flow.next_at);
  said.personal["reason"] = reason;
  tell(tx, application, "application.extended", said);
  store::save(tx, application);
  return application;
}

}  // namespace qyzmet::applications

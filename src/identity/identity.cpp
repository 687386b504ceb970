#include "identity/identity.hpp"

#include <algorithm>

#include "base/id.hpp"
#include "base/json.hpp"
#include "identity/events.hpp"
#include "identity/impl.hpp"

namespace qyzmet::identity {
namespace {

constexpr std::chrono::minutes kNoteEach{1};
/// Rows of sessions that ended are kept so long, for whoever asks what happened.
constexpr std::chrono::days kKeepEnded{30};
constexpr std::size_t kSeenInOneChange = 500;
constexpr JsonLimits kBodyLimits = {.max_bytes = 4096, .max_depth = 4};

}  // namespace

json::array words_json(std::string_view words) {
  json::array all;
  while (!words.empty()) {
    const auto end = words.find(' ');
    all.emplace_back(words.substr(0, end));
    words = end == std::string_view::npos ? std::string_view() : words.substr(end + 1);
  }
  return all;
}

Result<json::object> parse_body(const http::Request& request) {
  TRY_ASSIGN(json::value body, parse_json(request.body, kBodyLimits));
  if (!body.is_object()) return fail_field("", "field.wrong_type", {{"expected", "object"}});
  return std::move(body.get_object());
}

Result<void> parse_no_body(const http::Request& request) {
  if (request.body.empty()) return {};
  TRY_ASSIGN(const json::object body, parse_body(request));
  return only_fields(body, {});
}

Identity::Identity(db::Database& database, Clock& clock, Random& random, Options options)
    : impl_(std::make_unique<Impl>(database, clock, random, std::move(options))) {}
Identity::~Identity() = default;

Result<http::Caller> Identity::caller(const http::Request& request) { return impl_->caller(request); }

void Identity::stop() {
  impl_->hashing.stop();
  for (db::Change& change : impl_->seen_changes(impl_->clock.now())) {
    // What a session's silence is counted from would be a minute too early: no harm, so nobody is told.
    std::ignore = impl_->database.change(std::move(change.apply), db::Priority::background);
  }
}

Result<http::Caller> Impl::caller(const http::Request& request) {
  const Instant now = clock.now();
  constexpr std::string_view kScheme = "Bearer ";
  const auto authorization = request.header("Authorization");
  if (authorization.starts_with(kScheme)) return caller_by_token(request, authorization.substr(kScheme.size()), now);
  const auto token = request.cookie(kCookie);
  if (token.empty()) return http::Caller{};
  const auto session = live.find(sha256(token), now, !request.asked_again);
  note_seen_each_minute(now);
  if (!session || session->client != 0) return fail(Code::unauthenticated, "session.ended");
  return caller_of(*session);
}

Result<http::Caller> Impl::caller_by_token(const http::Request& request, std::string_view token, Instant now) {
  const auto session = live.find(sha256(token), now, false);
  if (!session || session->client == 0) return fail(Code::unauthenticated, "token.ended");
  http::Caller caller = caller_of(*session);
  const auto behalf = request.header("On-Behalf-Of");
  if (behalf.empty()) return caller;
  const auto id = parse_id(behalf);
  if (!id) return fail(Code::malformed, "http.on_behalf_of_malformed");
  const auto consent = live.find_consent(*id);
  if (!consent || consent->client != caller.client || consent->until <= now) {
    return fail(Code::forbidden, "consent.not_valid");
  }
  caller.person = consent->person;
  caller.scopes &= consent->scopes;
  caller.id += ":person:" + id_to_decimal(consent->person);
  return caller;
}

void Impl::note_seen_each_minute(Instant now) {
  auto noted = noted_ms.load();
  if (to_ms(now) - noted < std::chrono::milliseconds(kNoteEach).count()) return;
  if (!noted_ms.compare_exchange_strong(noted, to_ms(now))) return;  // somebody else does it
  for (db::Change& change : seen_changes(now)) database.submit(std::move(change));
}

std::vector<db::Change> Impl::seen_changes(Instant now) {
  const std::vector<Seen> seen = live.take_seen(now);
  std::vector<db::Change> changes;
  for (std::size_t from = 0; from < seen.size(); from += kSeenInOneChange) {
    const auto to = std::min(from + kSeenInOneChange, seen.size());
    db::Change change;
    change.priority = db::Priority::background;
    change.apply = [part = std::vector<Seen>(seen.begin() + static_cast<std::ptrdiff_t>(from),
                                             seen.begin() + static_cast<std::ptrdiff_t>(to)),
                    first = from == 0](db::Tx& tx) -> Result<void> {
      for (const Seen& one : part) store::note_seen(tx, one);
      if (first) store::delete_sessions_ended_before(tx, tx.now() - kKeepEnded);
      return {};
    };
    change.done = [](const Result<void>&) {};  // what was lost is seen again, or was not needed
    changes.push_back(std::move(change));
  }
  return changes;
}

Session open_session(db::Tx& tx, Impl& impl, const http::Caller& before, const Opening& opening) {
  // What there was may have ended meanwhile: then there is nothing to end.
  if (before.session != 0) std::ignore = end_session(tx, impl, before, before.session);
  Session session = opening.session;
  session.id = tx.new_id();
  session.opened_at = session.last_seen = tx.now();
  session.ends_at = tx.now() + (session.client != 0 ? kTokenLife : kLongestSession);
  const Digest token = sha256(opening.token);
  store::insert_session(tx, token, session);
  append_event(tx, "session.opened", session.id, {{"by", caller_of(session).id}, {"way", to_word(session.way)}});
  tx.after_commit([&impl, token, session] { impl.live.add(token, session); });
  return session;
}

Result<void> end_session(db::Tx& tx, Impl& impl, const http::Caller& owner, std::int64_t session) {
  if (!store::revoke_session(tx, owner, session)) return fail(Code::not_found, "session.not_found");
  append_event(tx, "session.revoked", session, {{"by", owner.id}});
  tx.after_commit([&impl, session] { impl.live.end(session); });
  return {};
}

Result<Instant> mandate_end(db::Snapshot& snapshot, std::int64_t mandate) {
  const auto found = store::find_mandate(snapshot, mandate);
  return found ? end_of(*found) : Result<Instant>(fail(Code::not_found, "mandate.not_found"));
}

Result<std::string> client_name(db::Snapshot& snapshot, std::int64_t client) {
  auto found = store::find_client(snapshot, client);
  return found ? std::move(found->name) : Result<std::string>(fail(Code::not_found, "client.not_found"));
}

std::int64_t end_other_sessions(db::Tx& tx, Impl& impl, const http::Caller& owner, std::int64_t kept) {
  const std::int64_t ended = store::revoke_other_sessions(tx, owner, kept);
  if (ended == 0) return 0;
  append_event(tx, "session.others_revoked", kept, {{"by", owner.id}, {"count", ended}});
  tx.after_commit([&impl, owner, kept] { impl.live.end_others(owner, kept); });
  return ended;
}

Result<Person> person(db::Snapshot& snapshot, std::int64_t id) {
  auto found = store::find_person(snapshot, id);
  if (!found) return fail(Code::not_found, "person.not_found");
  return *std::move(found);
}

db::Question person_question(std::int64_t id) { return store::person_question(id); }

std::optional<Person> person_of_iin(db::Snapshot& snapshot, std::string_view iin) {
  return store::find_person_by_iin(snapshot, iin);
}

Result<MandateUse> use_mandate(db::Tx& tx, const http::Caller& caller, std::int64_t mandate, std::string_view service) {
  const auto found = caller.client == 0 && caller.person != 0 ? store::find_mandate(tx, mandate) : std::nullopt;
  if (!found) return fail(Code::not_found, "mandate.not_found");
  TRY(check_use(*found, caller.person, service, tx.now()));
  auto giver = store::find_person(tx, found->giver);
  if (!giver) throw db::Broken("mandate: its giver is missing");
  store::count_use(tx, mandate);
  return MandateUse{mandate, *std::move(giver)};
}

}  // namespace qyzmet::identity

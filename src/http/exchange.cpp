#include "http/exchange.hpp"

#include <algorithm>
#include <charconv>
#include <initializer_list>

#include "http/trace.hpp"
#include "http/uri.hpp"

namespace qyzmet::http {
namespace {

std::optional<Method> method_of(std::string_view word) {
  if (word == "GET" || word == "HEAD") return Method::get;
  if (word == "POST") return Method::post;
  if (word == "PUT") return Method::put;
  if (word == "PATCH") return Method::patch;
  if (word == "DELETE") return Method::del;
  return std::nullopt;
}

bool same_secret(std::string_view a, std::string_view b) {
  // Time must not tell how many characters fit: digests are compared, of equal length and unknown to the caller.
  return sha256(a) == sha256(b);
}

}  // namespace

Exchange::Exchange(Core& core, std::string client_address, std::function<void()> hand_over)
    : core_(core), hand_over_(std::move(hand_over)) {
  request.client_address = std::move(client_address);
  request.lang = core.options.default_lang;
}

template <class F>
auto Exchange::guarded(F&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const db::Broken& broken) {
    core_.log.write_failure(core_.clock.now(), broken.what(), request.trace_id);
    return fail(Code::unavailable, "http.database_broken");
  } catch (const std::exception& fault) {
    core_.log.write_failure(core_.clock.now(), fault.what(), request.trace_id);
    return fail(Code::internal, "http.internal");
  }
}

void Exchange::reset() {
  reply.status = 200;
  reply.headers.clear();
  file = nullptr;
  route_ = nullptr;
  allow_.clear();
  figures = &core_.unmatched;
  route_name = "unmatched";
  request.body.clear();
  request.path.clear();
  request.query.clear();
  request.lang = core_.options.default_lang;
}

void Exchange::begin_unreadable() {
  reset();
  started_us = stopwatch_us();
  method_word = "OTHER";
  head_only = false;
  http11 = true;
  make_trace_id(core_.random, request.trace_id);
}

Result<void> Exchange::take_head(const Parser::Head& head) {
  reset();
  head_only = head.method == "HEAD";
  http11 = head.http11;
  keep_alive = head.keep_alive;
  const auto method = method_of(head.method);
  method_word = head_only ? "HEAD" : method ? to_word(*method) : "OTHER";
  const auto trace = trace_id_of(request.header("traceparent"));
  if (trace.empty()) {
    make_trace_id(core_.random, request.trace_id);
  } else {
    request.trace_id = trace;
  }
  const auto target = split_target(head.target);
  if (target) request.query = target->second;
  set_lang();
  if (!target || !decode_path(target->first, request.path)) return fail(Code::malformed, "http.malformed_path");
  if (!method) {
    auto match = core_.routes.match(Method::get, request.path, request);
    if (match.route == nullptr && match.allow.empty()) return fail(Code::not_found, "http.not_found");
    allow_ = match.route != nullptr ? "GET, HEAD" : match.allow;
    return fail(Code::method_not_allowed, "http.method_not_allowed");
  }
  request.method = *method;
  return {};
}

void Exchange::set_lang() {
  request.lang = core_.options.default_lang;
  if (!request.query.empty()) {
    if (const auto lang = parse_lang(request.parameter("lang"))) {
      request.lang = *lang;
      return;
    }
  }
  if (const auto header = request.header("Cookie"); !header.empty()) {
    if (const auto lang = parse_lang(cookie(header, "lang"))) {
      request.lang = *lang;
      return;
    }
  }
  if (const auto header = request.header("Accept-Language"); !header.empty()) {
    request.lang = negotiate_lang(header, core_.options.default_lang);
  }
}

bool Exchange::looks_local() const {
  const std::string_view address = request.client_address;
  if (!address.starts_with("127.") && address != "::1") return false;
  const bool forwarded = std::ranges::any_of(request.headers, [](const HeaderView& header) {
    constexpr std::string_view lead = "X-Forwarded-";
    if (equal_ignoring_case(header.name.substr(0, lead.size()), lead)) return true;
    return std::ranges::any_of(std::initializer_list<std::string_view>{"Forwarded", "X-Real-IP", "Via"},
                               [&](std::string_view name) { return equal_ignoring_case(header.name, name); });
  });
  // Another name in Host is a page of somebody else's that made its name point here.
  const auto host = request.header("Host");
  const auto name = host.starts_with('[') ? host.substr(0, host.find(']') + 1) : host.substr(0, host.find(':'));
  return !forwarded && (name == "127.0.0.1" || name == "localhost" || name == "[::1]" || name.empty());
}

Result<void> Exchange::check_right() const {
  switch (route_->right) {
    case Right::everyone:
    case Right::number_holder:
      return {};
    case Right::operations:
      break;
  }
  constexpr std::string_view scheme = "Bearer ";
  const auto authorization = request.header("Authorization");
  const auto& token = core_.options.operations_token;
  const bool shown = authorization.starts_with(scheme) && same_secret(authorization.substr(scheme.size()), token);
  // A proxy that says nothing of itself looks like the machine itself: with a token, only the token counts.
  if (token.empty() ? looks_local() : shown) return {};
  return fail(Code::forbidden, "http.operations_only");
}

Exchange::Answer Exchange::begin(const Self& self) {
  const auto match = core_.routes.match(request.method, request.path, request);
  route_ = match.route;
  if (route_ == nullptr) return answer_unmatched(match);
  figures = route_->figures;
  route_name = route_->pattern;
  if (const auto right = check_right(); !right) {
    answer(right.error());
    return Answer::ready;
  }
  switch (route_->kind) {
    case Kind::memory:
      return begin_memory();
    case Kind::read:
      return begin_read(self);
    case Kind::change:
      return begin_change(self);
    case Kind::look:
      return begin_look(self);
    case Kind::live:
      return begin_live();
  }
  return Answer::ready;
}

Exchange::Answer Exchange::answer_unmatched(const Match& match) {
  if (!match.allow.empty()) {
    allow_ = match.allow;
    answer({Code::method_not_allowed, "http.method_not_allowed", {}, {}});
    return Answer::ready;
  }
  if (const auto* page = core_.files.find(request)) {
    figures = &core_.pages;
    route_name = "pages";
    auto served = StaticFiles::serve(*page, request);
    reply = std::move(served.head);
    file = served.body;
    return Answer::ready;
  }
  answer({Code::not_found, "http.not_found", {}, {}});
  return Answer::ready;
}

Exchange::Answer Exchange::begin_memory() {
  set(guarded([&] { return route_->memory(request); }));
  return Answer::ready;
}

Exchange::Answer Exchange::begin_live() {
  cursor = -1;
  auto text = request.header("Last-Event-ID");
  const auto parameter = request.parameter("cursor");
  if (text.empty()) text = parameter;
  if (!text.empty()) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), cursor);
    if (error != std::errc() || end != text.data() + text.size() || cursor < -1) {
      answer({Code::malformed, "http.malformed_cursor", {}, {}});
      return Answer::ready;
    }
  }
  return Answer::live;
}

void Exchange::read_later(const Self& self, void (Exchange::*job)(const Self&, db::Snapshot&)) {
  const auto queued =
      core_.database.read_later([self, job](db::Snapshot& snapshot) { ((*self).*job)(self, snapshot); });
  if (queued) return;
  events = std::unexpected(queued.error());
  answer(queued.error());
  hand_over_();
}

Exchange::Answer Exchange::begin_read(const Self& self) {
  read_later(self, &Exchange::read_with);
  return Answer::later;
}

void Exchange::read_with(const Self&, db::Snapshot& snapshot) {
  set(guarded([&] { return route_->read(request, snapshot); }));
  hand_over_();
}

void Exchange::poll(const Self& self) { read_later(self, &Exchange::poll_with); }

void Exchange::poll_with(const Self&, db::Snapshot& snapshot) {
  events = guarded([&] { return route_->live(request, cursor, kLiveLimit, snapshot); });
  if (!events) answer(events.error());
  hand_over_();
}

Exchange::Answer Exchange::begin_look(const Self& self) {
  read_later(self, &Exchange::look_with);
  return Answer::later;
}

void Exchange::look_with(const Self& self, db::Snapshot& snapshot) {
  auto looked = guarded([&] { return route_->look(request, snapshot); });
  if (!looked) {
    answer(looked.error());
    hand_over_();
    return;
  }
  looked_ = std::move(*looked);
  submit_ledger(self);
}

void Exchange::submit_ledger(const Self& self) {
  db::Change change;
  change.apply = [self](db::Tx& tx) { return self->looked_->ledger(tx); };
  change.done = [self](Result<void> result) {
    // What was found leaves only behind its durable ledger line.
    if (result) {
      self->set(std::move(self->looked_->reply));
    } else {
      self->answer(result.error());
    }
    self->looked_.reset();
    self->hand_over_();
  };
  core_.database.submit(std::move(change));
}

Exchange::Answer Exchange::begin_change(const Self& self) {
  const auto key = idempotency_key(request);
  if (!key) {
    answer(key.error());
    return Answer::ready;
  }
  if (!request.body.empty()) {
    const auto type = request.header("Content-Type");
    if (!equal_ignoring_case(type.substr(0, type.find_first_of("; \t")), "application/json")) {
      answer({Code::unsupported, "http.not_json", {}, {}});
      return Answer::ready;
    }
  }
  scope_.key = *key;
  scope_.caller = request.caller.id;
  scope_.route = route_->name;
  parse_error_.reset();
  auto parsed = guarded([&] { return route_->change.parse(request); });
  if (parsed) {
    parsed_ = std::move(*parsed);
  } else {
    parse_error_ = std::move(parsed.error());
  }
  read_later(self, &Exchange::prepare);
  return Answer::later;
}

void Exchange::prepare(const Self& self, db::Snapshot& snapshot) {
  scope_.digest = request_digest(request);
  Result<std::shared_ptr<void>> prepared;
  if (parse_error_) {
    prepared = std::unexpected(*std::move(parse_error_));
  } else {
    prepared = guarded([&] { return route_->change.prepare(request, parsed_, snapshot); });
  }
  parsed_.reset();
  if (!prepared) {
    answer_kept_or(prepared.error(), snapshot);
    hand_over_();
    return;
  }
  prepared_ = std::move(*prepared);
  submit(self);
}

void Exchange::submit(const Self& self) {
  db::Change change;
  change.apply = [self](db::Tx& tx) { return self->apply(tx); };
  change.refused = [self](db::Tx& tx, const db::Refusal& refusal) { return self->apply_refused(tx, refusal); };
  change.done = [self](Result<void> result) { self->changed(self, std::move(result)); };
  core_.database.submit(std::move(change));
}

Result<void> Exchange::apply(db::Tx& tx) {
  TRY_ASSIGN(reply, route_->change.apply(tx, request, prepared_));
  keep_reply(tx, scope_, reply);
  return {};
}

Result<void> Exchange::apply_refused(db::Tx& tx, const db::Refusal& refusal) {
  if (refusal.table != "idempotency") return fail(Code::conflict, "db.refused", {{"table", refusal.table}});
  TRY_ASSIGN(auto kept, kept_reply(tx, scope_));
  if (!kept) return fail(Code::conflict, "db.refused", {{"table", refusal.table}});
  reply = *std::move(kept);
  reply.headers.push_back({"Idempotent-Replayed", "true"});
  return {};
}

void Exchange::changed(const Self& self, Result<void> result) {
  prepared_.reset();
  if (result) {
    hand_over_();
    return;
  }
  parse_error_ = std::move(result.error());
  const auto code = parse_error_->code;
  const bool may_be_repeat = code != Code::unavailable && code != Code::outcome_unknown && code != Code::internal &&
                             parse_error_->key != "idempotency.other_body";
  if (may_be_repeat) {
    read_later(self, &Exchange::look_up_kept);
    return;
  }
  answer(*parse_error_);
  hand_over_();
}

void Exchange::look_up_kept(const Self&, db::Snapshot& snapshot) {
  answer_kept_or(*parse_error_, snapshot);
  hand_over_();
}

void Exchange::answer_kept_or(const Error& error, db::Snapshot& snapshot) {
  auto kept = guarded([&] { return kept_reply(snapshot, scope_); });
  if (!kept) {
    answer(kept.error());
  } else if (!*kept) {
    answer(error);
  } else {
    reply = **std::move(kept);
    reply.headers.push_back({"Idempotent-Replayed", "true"});
  }
}

void Exchange::set(Result<Reply> result) {
  if (result) {
    reply = *std::move(result);
  } else {
    answer(result.error());
  }
}

void Exchange::answer(const Error& error) {
  if (error.code == Code::internal && error.key != "http.internal") {
    // How it broke is for the operators' log, not for the caller.
    auto what = error.key;
    for (const auto& [name, value] : error.details) what += ' ' + name + '=' + value;
    core_.log.write_failure(core_.clock.now(), what, request.trace_id);
    reply = problem({Code::internal, "http.internal", {}, {}}, request.lang, core_.words, request.trace_id);
  } else {
    reply = problem(error, request.lang, core_.words, request.trace_id);
  }
  file = nullptr;
  if (error.code == Code::method_not_allowed && !allow_.empty()) reply.headers.push_back({"Allow", allow_});
}

}  // namespace qyzmet::http

#include "http/exchange.hpp"

#include <charconv>

#include "http/rights.hpp"
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

}  // namespace

Exchange::Exchange(Core& core, Client client, std::function<void()> hand_over)
    : core_(core), hand_over_(std::move(hand_over)) {
  come_from(std::move(client));
  request.lang = core.options.default_lang;
}

void Exchange::come_from(Client client) {
  request.client_address = std::move(client.address);
  request.client_network = std::move(client.network);
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
  request.caller = {};
  request.asked_again = false;
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

Result<void> Exchange::admit() {
  request.caller = {};
  if (route_->right == Right::operations) return check_operations(request, core_.options.operations_token);
  if (core_.routes.callers) {
    auto caller = guarded([&] { return core_.routes.callers(request); });
    if (caller) {
      request.caller = *std::move(caller);
    } else if (!is_open(*route_) || caller.error().code != Code::unauthenticated) {
      return std::unexpected(std::move(caller.error()));
    }
  }
  TRY(check_right(route_->right, request.caller));
  if (route_->kind == Kind::look) return check_origin(request, true);
  return route_->kind == Kind::change ? check_origin(request, route_->change.kept) : Result<void>();
}

Exchange::Answer Exchange::begin(const Self& self) {
  const auto match = core_.routes.match(request.method, request.path, request);
  route_ = match.route;
  if (route_ == nullptr) return answer_unmatched(match);
  figures = route_->figures;
  route_name = route_->pattern;
  if (const auto admitted = admit(); !admitted) {
    answer(admitted.error());
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
    auto served = core_.files.serve(*page, request);
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

void Exchange::read_later(const Self& self, void (Exchange::*job)(const Self&, db::Snapshot&),
                          std::optional<db::Question> only) {
  const auto queued =
      core_.database.read_later([self, job](db::Snapshot& snapshot) { ((*self).*job)(self, snapshot); }, only);
  if (queued) return;
  events = std::unexpected(queued.error());
  answer(queued.error());
  hand_over_();
}

Exchange::Answer Exchange::begin_read(const Self& self) {
  read_later(self, &Exchange::read_with, route_->only ? route_->only(request) : std::nullopt);
  return Answer::later;
}

void Exchange::read_with(const Self&, db::Snapshot& snapshot) {
  set(guarded([&] { return route_->read(request, snapshot); }));
  hand_over_();
}

void Exchange::poll(const Self& self) {
  // A session may have ended since: what is open to everybody goes on, everything else is over.
  request.asked_again = true;
  const bool was_known = request.caller.session != 0 || request.caller.client != 0;
  auto admitted = admit();
  if (admitted && was_known && request.caller.session == 0 && request.caller.client == 0) {
    admitted = fail(Code::unauthenticated, "session.ended");
  }
  if (!admitted) {
    events = std::unexpected(std::move(admitted.error()));
    hand_over_();
    return;
  }
  read_later(self, &Exchange::poll_with);
}

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

Result<void> Exchange::begin_kept() {
  TRY_ASSIGN(scope_.key, idempotency_key(request));
  scope_.caller = request.caller.id;
  scope_.route = route_->name;
  return {};
}

Exchange::Answer Exchange::begin_change(const Self& self) {
  if (route_->change.kept) {
    if (const auto begun = begin_kept(); !begun) {
      answer(begun.error());
      return Answer::ready;
    }
  }
  if (!request.body.empty()) {
    const bool octets = route_->change.octets;
    const std::string_view wanted = octets ? "application/octet-stream" : "application/json";
    const auto type = request.header("Content-Type");
    if (!equal_ignoring_case(type.substr(0, type.find_first_of("; \t")), wanted)) {
      answer({Code::unsupported, octets ? "http.not_octets" : "http.not_json", {}, {}});
      return Answer::ready;
    }
  }
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
  if (route_->change.kept) scope_.digest = request_digest(request);
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
  if (route_->change.queue) {
    work_slowly(self);
  } else {
    submit(self);
  }
}

void Exchange::work_slowly(const Self& self) {
  auto queued = route_->change.queue(request, [self] {
    auto worked = self->guarded([&] { return self->route_->change.work(self->request, self->prepared_); });
    if (worked) {
      self->submit(self);
    } else {
      self->changed(self, std::move(worked));
    }
  });
  if (!queued) changed(self, std::move(queued));
}

void Exchange::submit(const Self& self) {
  db::Change change;
  change.apply = [self](db::Tx& tx) { return self->apply(tx); };
  change.refused = [self](db::Tx& tx, const db::Refusal& refusal) { return self->apply_refused(tx, refusal); };
  change.done = [self](Result<void> result) { self->changed(self, std::move(result)); };
  core_.database.submit(std::move(change));
}

/// A session or consent that has been revoked while the change waited counts as revoked.
Result<void> Exchange::check_caller_again() {
  if (request.caller.session == 0 && request.caller.client == 0) return {};
  TRY_ASSIGN(const Caller now, core_.routes.callers(request));
  if (now.id != request.caller.id) return fail(Code::unauthenticated, "session.needed");
  return check_right(route_->right, now);
}

Result<void> Exchange::apply(db::Tx& tx) {
  TRY(check_caller_again());
  TRY_ASSIGN(reply, route_->change.apply(tx, request, prepared_));
  if (route_->change.kept) keep_reply(tx, scope_, reply);
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
  const bool may_be_repeat = route_->change.kept && code != Code::unavailable && code != Code::outcome_unknown &&
                             code != Code::internal && parse_error_->key != "idempotency.other_body";
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
  const bool may_not = error.code == Code::unauthenticated || error.code == Code::forbidden;
  if (!route_->change.kept || may_not) return answer(error);
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

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/core.hpp"
#include "http/parser.hpp"
#include "http/proxies.hpp"
#include "http/store.hpp"

namespace qyzmet::http {

/// One request on its way through its handler to its reply. A connection has one and uses it for all its requests, so
/// that nothing is allocated anew for each. While a handler works elsewhere, only that thread touches it; the hand-over
/// is the mailbox's lock.
class Exchange {
 public:
  using Self = std::shared_ptr<Exchange>;

  /// `hand_over` is called on whatever thread finished a request that was answered `later`.
  Exchange(Core& core, Client client, std::function<void()> hand_over);

  Request request;
  Reply reply;
  const std::string* file = nullptr;  ///< the body when it is a static file; otherwise `reply.body` is
  RouteFigures* figures = nullptr;
  std::string_view route_name;   ///< pattern, for the log
  std::string_view method_word;  ///< for the log; "OTHER" for what we do not know
  bool head_only = false;        ///< HEAD: a reply without its body
  bool http11 = true;
  bool keep_alive = true;
  std::int64_t started_us = 0;

  /// Behind a trusted proxy each request may come from somebody else.
  void come_from(Client client);

  /// Takes a request's line and header (already in `request.headers`). An error is the whole answer.
  Result<void> take_head(const Parser::Head& head);

  /// Instead of `take_head`, for a request that cannot be read.
  void begin_unreadable();

  enum class Answer { ready, later, live };
  /// Finds the route, asks for the right and starts the handler. `ready`: `reply` stands. `live`: `poll` gives the
  /// events.
  Answer begin(const Self& self);

  void answer(const Error& error);

  /// One round of a live route: asks for what came after `cursor`; `hand_over` follows. Only after `begin` gave `live`.
  void poll(const Self& self);
  std::int64_t cursor = -1;
  Result<std::vector<LiveEvent>> events;
  static constexpr int kLiveLimit = 200;

 private:
  void reset();
  void set_lang();
  /// Finds out who calls, and whether the route is for them.
  Result<void> admit();
  Answer answer_unmatched(const Match& match);
  Answer begin_memory();
  Answer begin_read(const Self& self);
  Answer begin_look(const Self& self);
  Answer begin_change(const Self& self);
  Answer begin_live();

  Result<void> begin_kept();
  void prepare(const Self& self, db::Snapshot& snapshot);
  void work_slowly(const Self& self);
  void submit(const Self& self);
  Result<void> check_caller_again();
  Result<void> apply(db::Tx& tx);
  Result<void> apply_refused(db::Tx& tx, const db::Refusal& refusal);
  void changed(const Self& self, Result<void> result);
  /// A change that failed may be a repeat of one that was accepted: then the accepted answer is the answer.
  void answer_kept_or(const Error& error, db::Snapshot& snapshot);
  void submit_ledger(const Self& self);
  void read_later(const Self& self, void (Exchange::*job)(const Self&, db::Snapshot&),
                  std::optional<db::Question> only = {});
  void read_with(const Self& self, db::Snapshot& snapshot);
  void look_with(const Self& self, db::Snapshot& snapshot);
  void poll_with(const Self& self, db::Snapshot& snapshot);
  void look_up_kept(const Self& self, db::Snapshot& snapshot);

  void set(Result<Reply> result);
  /// Runs a handler; what it throws becomes an error, here and nowhere else.
  template <class F>
  auto guarded(F&& work) -> decltype(work());

  Core& core_;
  std::function<void()> hand_over_;
  const Route* route_ = nullptr;
  std::string allow_;  ///< for a 405: the methods that the path does have
  IdempotencyScope scope_;
  std::shared_ptr<void> parsed_;
  std::shared_ptr<void> prepared_;
  std::optional<Error> parse_error_;
  std::optional<Looked> looked_;
};

}  // namespace qyzmet::http

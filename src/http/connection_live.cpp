// A connection whose route is live: it asks for events when something was committed and sends them as they come. One
// write and one question at a time: a client that does not read is not asked for, and its backlog is never more than
// one answer.
#include "http/connection.hpp"
#include "http/live.hpp"
#include "http/reply_head.hpp"

namespace qyzmet::http {

void Connection::poll_live(std::int64_t now_ms) {
  live_polling_ = true;
  live_polled_ms_ = now_ms;
  live_commits_ = core_->commits.load(std::memory_order_acquire);
  exchange_.poll(exchange());
}

void Connection::begin_live() {
  exchange_.reply = Reply{.status = 200, .content_type = "text/event-stream", .body = {}, .headers = {}};
  if (exchange_.head_only || core_->stopping) {
    live_polling_ = false;
    return respond(false);
  }
  HeadFacts facts;
  facts.streamed = true;
  facts.http11 = exchange_.http11;
  facts.tls = transport_->tls();
  facts.now = core_->clock.now();
  facts.trace_id = exchange_.request.trace_id;
  out_.clear();
  append_reply_head(out_, exchange_.reply, facts, core_->random);
  account(out_.size());
  out_ += kLiveStart;
  state_ = State::live;
  discard_input();
  continue_live();
}

/// An answer has come, or a write is out: sends what there is.
void Connection::continue_live() {
  if (live_polling_) {
    live_polling_ = false;
    if (!exchange_.events) return abort();  // the client comes back with its cursor
    for (const auto& event : *exchange_.events) {
      append_event(out_, event);
      exchange_.cursor = event.cursor;
    }
    live_more_ = exchange_.events->size() >= static_cast<std::size_t>(Exchange::kLiveLimit);
    exchange_.events = std::vector<LiveEvent>{};
  }
  if (live_writing_ || out_.empty()) return;
  live_sent_ms_ = now_ms();
  live_writing_ = true;
  deadline_ms_ = live_sent_ms_ + core_->options.write_timeout_ms;
  switch (transport_->write(shared_from_this(), out_, {})) {
    case Transport::Write::failed:
      return abort();
    case Transport::Write::later:
      return;
    case Transport::Write::done:
      break;
  }
  live_written();
}

void Connection::live_written() {
  live_writing_ = false;
  deadline_ms_ = 0;
  out_.clear();
}

void Connection::sweep_live(std::int64_t now_ms) {
  if (live_polling_ || live_writing_) return;
  const auto& options = core_->options;
  const bool news = live_more_ || live_commits_ != core_->commits.load(std::memory_order_acquire);
  if (news && now_ms - live_polled_ms_ >= options.live_poll_ms) return poll_live(now_ms);
  if (now_ms - live_sent_ms_ < options.live_heartbeat_ms) return;
  out_ = kHeartbeat;
  continue_live();
}

}  // namespace qyzmet::http

#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "http/core.hpp"
#include "http/exchange.hpp"
#include "http/network.hpp"
#include "http/parser.hpp"
#include "http/transport.hpp"

namespace qyzmet::http {

/// One client's connection: reads requests, one in hand at a time, and writes replies in their order. All members run
/// on its network thread; `network->deliver` is the only thing that others call.
///
///   opening → head → body → handling → writing → head …
///                                    ↘ live            ↘ lingering → closed
class Connection final : public TransportUser, public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Core> core, std::shared_ptr<Network> network, std::unique_ptr<Transport> transport,
             boost::asio::ip::address peer, std::shared_ptr<Address> address);
  ~Connection() override;

  void start();
  /// Over a limit: says so and closes.
  void start_refused();
  /// What was answered `later` is ready.
  void on_handed_over();
  /// Looks at the clock: time-outs, live routes. Called several times a second.
  void sweep(std::int64_t now_ms);
  void wind_down();
  void abort();
  /// True when the last reply is out and only the client's close is waited for.
  bool answered() const { return state_ == State::lingering || state_ == State::closed; }

  void on_opened(bool ok) override;
  void on_read(std::size_t bytes) override;
  void on_written(bool ok) override;

  std::size_t place = 0;  ///< in the network's list

 private:
  enum class State { opening, head, body, handling, writing, live, lingering, closed };
  struct Buffer {
    std::string bytes;
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string_view view() const { return std::string_view(bytes).substr(begin, end - begin); }
  };

  Exchange::Self exchange() { return {shared_from_this(), &exchange_}; }
  std::int64_t now_ms() const { return core_->clock.monotonic_ms(); }
  void opened();
  void advance();
  bool step_head();
  bool step_body();
  bool take_head();
  void read_more();
  void handle();
  void refuse(const Error& error);
  void refuse(Parser::Outcome outcome);
  void respond(bool keep_alive);
  void account(std::size_t bytes);
  void written();
  void finish_request();
  void linger();
  void discard_input();
  void on_deadline();

  void begin_live();
  void continue_live();
  void live_written();
  void sweep_live(std::int64_t now_ms);
  void poll_live(std::int64_t now_ms);

  std::shared_ptr<Core> core_;
  std::shared_ptr<Network> network_;
  std::unique_ptr<Transport> transport_;
  std::shared_ptr<Address> address_;
  boost::asio::ip::address peer_;
  bool proxied_ = false;  ///< the peer is a trusted proxy
  Parser parser_;
  Exchange exchange_;
  State state_ = State::opening;
  Buffer head_in_;  ///< a request's header stays here, in place, while it is in hand
  Buffer body_in_;  ///< only if the body did not come together with the header
  HeadEnd head_end_;
  std::string out_;
  std::int64_t deadline_ms_ = 0;
  bool refused_ = false;
  bool reading_ = false;
  bool advancing_ = false;
  bool continuing_ = false;  ///< "100 Continue" is being written
  bool keep_alive_ = true;

  bool live_polling_ = false;
  bool live_writing_ = false;
  bool live_more_ = false;
  std::int64_t live_commits_ = -1;
  std::int64_t live_polled_ms_ = 0;
  std::int64_t live_sent_ms_ = 0;
};

}  // namespace qyzmet::http

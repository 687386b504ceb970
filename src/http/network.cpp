#include "http/network.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <future>
#include <mutex>
#include <thread>

#include "http/connection.hpp"
#include "http/sockets.hpp"

namespace qyzmet::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;

/// How late a time-out or a live event may be noticed.
constexpr std::chrono::milliseconds kSweep{50};
/// After an accept that failed (no file descriptors left): without a rest the thread would spin on it.
constexpr std::chrono::milliseconds kAcceptRest{100};
/// So many connections over the limit are told so; more are closed without a word.
constexpr std::size_t kPolitelyRefused = 64;

class Thread final : public Network, public std::enable_shared_from_this<Thread> {
 public:
  explicit Thread(std::shared_ptr<Core> core)
      : core_(std::move(core)), io_(1), work_(io_.get_executor()), timer_(io_) {}

  void run() {
    thread_ = std::thread([self = shared_from_this()] {
      self->sweep_later();
      self->io_.run();
    });
  }

  asio::io_context& io() { return io_; }

  void adopt(std::unique_ptr<Transport> transport, asio::ip::address peer, std::shared_ptr<Address> address) {
    const bool allowed = address != nullptr;
    auto connection = std::make_shared<Connection>(core_, shared_from_this(), std::move(transport), std::move(peer),
                                                   std::move(address));
    connection->place = connections_.size();
    connections_.push_back(connection);
    if (allowed) {
      connection->start();
    } else {
      connection->start_refused();
    }
  }

  void forget(Connection& connection) override {
    const auto place = connection.place;
    const auto held = std::move(connections_[place]);
    if (place + 1 != connections_.size()) {
      connections_[place] = std::move(connections_.back());
      connections_[place]->place = place;
    }
    connections_.pop_back();
  }

  void deliver(std::shared_ptr<Connection> connection) override {
    {
      const std::lock_guard lock(mutex_);
      if (ended_) return;
      mail_.push_back(std::move(connection));
      if (wake_under_way_) return;
      wake_under_way_ = true;
    }
    asio::post(io_, [this] { open_mail(); });
  }

  void wind_down() override {
    asio::post(io_, [this] {
      for (auto i = connections_.size(); i-- > 0;) connections_[i]->wind_down();
    });
  }

  void abort() override {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    asio::post(io_, [this] {
      while (!connections_.empty()) connections_.back()->abort();
      timer_.cancel();
      stopping_ = true;
      work_.reset();
    });
  }

  void join() override {
    if (thread_.joinable()) thread_.join();
    mail_.clear();
    opened_.clear();
  }

  /// How many connections have something in hand; asks the thread itself, so that those on their way to it are counted.
  std::size_t busy() {
    std::promise<std::size_t> count;
    asio::post(io_, [&] {
      count.set_value(static_cast<std::size_t>(
          std::ranges::count_if(connections_, [](const auto& connection) { return !connection->answered(); })));
    });
    return count.get_future().get();
  }

 private:
  void open_mail() {
    {
      const std::lock_guard lock(mutex_);
      wake_under_way_ = false;
      std::swap(mail_, opened_);
    }
    for (auto& connection : opened_) connection->on_handed_over();
    opened_.clear();
  }

  void sweep_later() {
    timer_.expires_after(kSweep);
    timer_.async_wait([this](ErrorCode ec) {
      if (ec || stopping_) return;
      const auto now_ms = core_->clock.monotonic_ms();
      for (auto i = connections_.size(); i-- > 0;) connections_[i]->sweep(now_ms);
      if (const auto dropped = core_->log.take_dropped()) core_->routes.metrics.log_lines_dropped(dropped);
      sweep_later();
    });
  }

  std::shared_ptr<Core> core_;
  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  asio::steady_timer timer_;
  std::vector<std::shared_ptr<Connection>> connections_;
  bool stopping_ = false;
  std::mutex mutex_;
  std::vector<std::shared_ptr<Connection>> mail_;
  std::vector<std::shared_ptr<Connection>> opened_;
  bool wake_under_way_ = false;
  bool ended_ = false;
  std::thread thread_;
};

class Door final : public Networks {
 public:
  Door(std::shared_ptr<Core> core, std::shared_ptr<TlsContext> tls) : core_(std::move(core)), tls_(std::move(tls)) {
    for (int i = 0; i < std::max(1, core_->options.network_threads); ++i) {
      threads_.push_back(std::make_shared<Thread>(core_));
    }
    acceptor_ = std::make_unique<tcp::acceptor>(threads_.front()->io());
    rest_ = std::make_unique<asio::steady_timer>(threads_.front()->io());
  }

  ErrorCode listen() {
    const auto& options = core_->options;
    ErrorCode ec;
    const auto address = asio::ip::make_address(options.address, ec);
    if (ec) return ec;
    const tcp::endpoint endpoint(address, options.port);
    if (!ec) acceptor_->open(endpoint.protocol(), ec);
    if (!ec) acceptor_->set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor_->bind(endpoint, ec);
    if (!ec) acceptor_->listen(4096, ec);
    if (!ec) port_ = acceptor_->local_endpoint(ec).port();
    return ec;
  }

  void run() {
    for (auto& thread : threads_) thread->run();
    asio::post(threads_.front()->io(), [this] { accept(); });
  }

  std::uint16_t port() const override { return port_; }

  void stop(int grace_ms) override {
    core_->stopping = true;
    std::promise<void> closed;
    asio::post(threads_.front()->io(), [&] {
      ErrorCode ignored;
      acceptor_->close(ignored);
      rest_->cancel();
      closed.set_value();
    });
    closed.get_future().wait();
    for (auto& thread : threads_) thread->wind_down();
    constexpr std::chrono::milliseconds look{5};
    for (std::int64_t waited = 0; waited < grace_ms && busy() > 0; waited += look.count()) {
      std::this_thread::sleep_for(look);
    }
    for (auto& thread : threads_) thread->abort();
    for (auto& thread : threads_) thread->join();
  }

 private:
  std::size_t busy() {
    std::size_t all = 0;
    for (auto& thread : threads_) all += thread->busy();
    return all;
  }

  void accept() {
    auto& target = *threads_[next_++ % threads_.size()];
    acceptor_->async_accept(target.io(), [this, &target](ErrorCode ec, Socket socket) {
      if (ec == asio::error::operation_aborted || !acceptor_->is_open()) return;
      if (ec) return accept_after_rest();
      admit(target, std::move(socket));
      accept();
    });
  }

  void accept_after_rest() {
    rest_->expires_after(kAcceptRest);
    rest_->async_wait([this](ErrorCode ec) {
      if (!ec) accept();
    });
  }

  void admit(Thread& target, Socket socket) {
    ErrorCode ec;
    const auto peer = socket.remote_endpoint(ec).address();
    if (ec) return;  // gone already
    socket.set_option(tcp::no_delay(true), ec);
    auto address = core_->addresses.enter(client_at(peer).network, core_->proxies.trusts(peer),
                                          core_->clock.monotonic_ms());
    if (!address && core_->refusing.fetch_add(1) >= kPolitelyRefused) {
      --core_->refusing;
      core_->routes.metrics.connection_refused();
      return;
    }
    auto transport = tls_ ? tls_->transport(std::move(socket)) : plain_transport(std::move(socket));
    asio::post(target.io(), [&target, transport = std::move(transport), peer,
                             address = std::move(address)]() mutable {
      target.adopt(std::move(transport), peer, std::move(address));
    });
  }

  std::shared_ptr<Core> core_;
  std::shared_ptr<TlsContext> tls_;
  std::vector<std::shared_ptr<Thread>> threads_;
  std::unique_ptr<tcp::acceptor> acceptor_;
  std::unique_ptr<asio::steady_timer> rest_;
  std::size_t next_ = 0;
  std::uint16_t port_ = 0;
};

/// Each connection is a file descriptor; the usual soft limit is 1,024.
void raise_descriptor_limit(std::size_t connections) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = connections + 256;
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

Result<std::unique_ptr<Networks>> Networks::start(const std::shared_ptr<Core>& core) {
  std::shared_ptr<TlsContext> tls;
  const auto& options = core->options;
  if (!options.tls_certificate_file.empty() || !options.tls_key_file.empty()) {
    TRY_ASSIGN(tls, TlsContext::load(options.tls_certificate_file, options.tls_key_file));
  }
  raise_descriptor_limit(options.connection_limit);
  auto door = std::make_unique<Door>(core, std::move(tls));
  if (const auto ec = door->listen()) {
    return fail(Code::unavailable, "http.cannot_listen",
                {{"address", options.address + ':' + std::to_string(options.port)}, {"reason", ec.message()}});
  }
  door->run();
  return door;
}

}  // namespace qyzmet::http

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "http/sockets.hpp"

namespace qyzmet::http {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

class PlainTransport final : public Transport {
 public:
  explicit PlainTransport(Socket socket) : socket_(std::move(socket)) {
    ErrorCode ignored;
    socket_.non_blocking(true, ignored);
  }

  bool open(std::shared_ptr<TransportUser>) override { return true; }

  void read(std::shared_ptr<TransportUser> user, char* into, std::size_t size) override {
    socket_.async_read_some(asio::buffer(into, size), [user = std::move(user)](ErrorCode ec, std::size_t bytes) {
      user->on_read(ec ? 0 : bytes);
    });
  }

  /// Tries at once: a reply nearly always fits into the socket's buffer, and the way through the event loop is saved.
  Write write(std::shared_ptr<TransportUser> user, std::string_view head, std::string_view body) override {
    std::array<asio::const_buffer, 2> parts{asio::buffer(head), asio::buffer(body)};
    ErrorCode ec;
    auto sent = socket_.write_some(parts, ec);
    if (ec && ec != asio::error::would_block) return Write::failed;
    if (sent == head.size() + body.size()) return Write::done;
    for (auto& part : parts) {
      const auto of_this = std::min(sent, part.size());
      part += of_this;
      sent -= of_this;
    }
    asio::async_write(socket_, parts,
                      [user = std::move(user)](ErrorCode error, std::size_t) { user->on_written(!error); });
    return Write::later;
  }

  void end_writing() override {
    ErrorCode ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
  }

  void close() override {
    ErrorCode ignored;
    socket_.close(ignored);
  }

  bool tls() const override { return false; }

 private:
  Socket socket_;
};

}  // namespace

std::unique_ptr<Transport> plain_transport(Socket socket) {
  return std::make_unique<PlainTransport>(std::move(socket));
}

}  // namespace qyzmet::http

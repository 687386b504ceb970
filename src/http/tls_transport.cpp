#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

#include "http/sockets.hpp"

namespace qyzmet::http {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

class TlsTransport final : public Transport {
 public:
  TlsTransport(Socket socket, std::shared_ptr<asio::ssl::context> context)
      : context_(std::move(context)), stream_(std::move(socket), *context_) {}

  bool open(std::shared_ptr<TransportUser> user) override {
    stream_.async_handshake(asio::ssl::stream_base::server,
                            [user = std::move(user)](ErrorCode ec) { user->on_opened(!ec); });
    return false;
  }

  void read(std::shared_ptr<TransportUser> user, char* into, std::size_t size) override {
    stream_.async_read_some(asio::buffer(into, size), [user = std::move(user)](ErrorCode ec, std::size_t bytes) {
      user->on_read(ec ? 0 : bytes);
    });
  }

  Write write(std::shared_ptr<TransportUser> user, std::string_view head, std::string_view body) override {
    // One record for both where they are small: the reply then needs one packet.
    together_.assign(head);
    if (body.size() < 8192) {
      together_ += body;
      body = {};
    }
    const std::array<asio::const_buffer, 2> parts{asio::buffer(together_), asio::buffer(body)};
    asio::async_write(stream_, parts, [user = std::move(user)](ErrorCode ec, std::size_t) { user->on_written(!ec); });
    return Write::later;
  }

  void end_writing() override {
    ErrorCode ignored;
    stream_.next_layer().shutdown(Socket::shutdown_send, ignored);
  }

  void close() override {
    ErrorCode ignored;
    stream_.next_layer().close(ignored);
  }

  bool tls() const override { return true; }

 private:
  std::shared_ptr<asio::ssl::context> context_;
  asio::ssl::stream<Socket> stream_;
  std::string together_;
};

class Context final : public TlsContext {
 public:
  explicit Context(std::shared_ptr<asio::ssl::context> context) : context_(std::move(context)) {}
  std::unique_ptr<Transport> transport(Socket socket) override {
    return std::make_unique<TlsTransport>(std::move(socket), context_);
  }

 private:
  std::shared_ptr<asio::ssl::context> context_;
};

}  // namespace

Result<std::shared_ptr<TlsContext>> TlsContext::load(const std::string& certificate_file, const std::string& key_file) {
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  ErrorCode ec;
  context->use_certificate_chain_file(certificate_file, ec);
  if (!ec) context->use_private_key_file(key_file, asio::ssl::context::pem, ec);
  if (ec) return fail(Code::unavailable, "http.bad_certificate", {{"reason", ec.message()}});
  return std::make_shared<Context>(std::move(context));
}

}  // namespace qyzmet::http

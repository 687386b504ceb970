#pragma once

// For the few sources that speak to Boost.Asio: its headers are dear to compile.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "http/transport.hpp"

namespace qyzmet::http {

using Socket = boost::asio::ip::tcp::socket;

std::unique_ptr<Transport> plain_transport(Socket socket);

/// Certificate and key of the server, TLS 1.2 or newer.
class TlsContext {
 public:
  virtual ~TlsContext() = default;
  /// Errors: unavailable "http.bad_certificate" {reason}.
  static Result<std::shared_ptr<TlsContext>> load(const std::string& certificate_file, const std::string& key_file);
  virtual std::unique_ptr<Transport> transport(Socket socket) = 0;
};

}  // namespace qyzmet::http

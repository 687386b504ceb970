#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace qyzmet::http {

/// Who reads and writes a transport. Called on the transport's network thread only.
class TransportUser {
 public:
  virtual ~TransportUser() = default;
  virtual void on_opened(bool ok) = 0;
  /// `bytes` 0: the other side has closed, or the transport is broken.
  virtual void on_read(std::size_t bytes) = 0;
  virtual void on_written(bool ok) = 0;
};

/// A connection's bytes, plain or through TLS. At most one read and one write at a time; the user is kept alive until
/// they end.
class Transport {
 public:
  virtual ~Transport() = default;
  /// The TLS handshake. Gives true if the transport is open at once; otherwise `on_opened` follows.
  virtual bool open(std::shared_ptr<TransportUser> user) = 0;
  virtual void read(std::shared_ptr<TransportUser> user, char* into, std::size_t size) = 0;
  enum class Write { done, failed, later };
  /// Writes `head`, then `body`; both must stay until it is done. `later`: `on_written` follows.
  virtual Write write(std::shared_ptr<TransportUser> user, std::string_view head, std::string_view body) = 0;
  /// Tells the other side that nothing follows; reading goes on.
  virtual void end_writing() = 0;
  virtual void close() = 0;
  virtual bool tls() const = 0;
};

}  // namespace qyzmet::http

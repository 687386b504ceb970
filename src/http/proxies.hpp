#pragma once

#include <boost/asio/ip/address.hpp>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "http/http.hpp"

namespace qyzmet::http {

/// Where a request comes from.
struct Client {
  std::string address;  ///< "10.1.2.3"
  std::string network;  ///< what limits go by: the address, of IPv6 its /64, the smallest part that one customer gets
};
Client client_at(const boost::asio::ip::address& address);

/// The proxies whose word counts for who stands behind them. Everybody else's forwarding headers are not believed.
class Proxies {
 public:
  /// Ranges as "10.0.0.0/8", "fd00::/8" or single addresses. Errors: unavailable "http.bad_proxy" {value}.
  static Result<Proxies> parse(const std::vector<std::string>& ranges);

  bool trusts(const boost::asio::ip::address& address) const;
  /// Who is behind the trusted `peer`: of X-Forwarded-For, read from its end, the first address that is no trusted
  /// proxy's. A header that says something else, or nothing, leaves it at the last address that could be believed.
  Client behind(const boost::asio::ip::address& peer, std::span<const HeaderView> headers) const;

 private:
  struct Range {
    boost::asio::ip::address from;  ///< the address with its last bits 0
    unsigned bits = 0;
  };
  std::vector<Range> ranges_;
};

}  // namespace qyzmet::http

#include "http/proxies.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "http/uri.hpp"

namespace qyzmet::http {
namespace {

using boost::asio::ip::address;
using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

/// A longer chain of proxies than this is nobody's.
constexpr std::size_t kMostHops = 32;
constexpr unsigned kCustomerBits = 64;

/// "::ffff:10.0.0.1", as a socket for both families says it, is 10.0.0.1.
address plain(const address& given) {
  if (!given.is_v6() || !given.to_v6().is_v4_mapped()) return given;
  return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, given.to_v6());
}

template <class Bytes>
void keep_first_bits(Bytes& bytes, unsigned bits) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const unsigned kept = bits > i * 8 ? std::min<unsigned>(8, bits - static_cast<unsigned>(i) * 8) : 0;
    bytes[i] = static_cast<typename Bytes::value_type>(bytes[i] & (0xff00U >> kept));
  }
}

address network(const address& given, unsigned bits) {
  if (given.is_v4()) {
    auto bytes = given.to_v4().to_bytes();
    keep_first_bits(bytes, bits);
    return address_v4(bytes);
  }
  auto bytes = given.to_v6().to_bytes();
  keep_first_bits(bytes, bits);
  return address_v6(bytes);
}

std::optional<address> parse_address(std::string_view text) {
  boost::system::error_code error;
  const auto parsed = boost::asio::ip::make_address(std::string(text), error);
  return error ? std::nullopt : std::optional(plain(parsed));
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Every entry of every X-Forwarded-For, in order.
std::vector<std::string_view> hops(std::span<const HeaderView> headers) {
  std::vector<std::string_view> all;
  for (const HeaderView& header : headers) {
    if (!equal_ignoring_case(header.name, "X-Forwarded-For")) continue;
    std::string_view rest = header.value;
    while (!rest.empty()) {
      const auto comma = rest.find(',');
      all.push_back(trimmed(rest.substr(0, comma)));
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    }
  }
  return all;
}

}  // namespace

Client client_at(const address& given) {
  const address here = plain(given);
  if (here.is_v4()) return {here.to_string(), here.to_string()};
  return {here.to_string(), network(here, kCustomerBits).to_string() + "/64"};
}

Result<Proxies> Proxies::parse(const std::vector<std::string>& ranges) {
  Proxies proxies;
  for (const std::string& range : ranges) {
    const auto slash = range.find('/');
    const auto from = parse_address(std::string_view(range).substr(0, slash));
    const unsigned most = from && from->is_v6() ? 128 : 32;
    unsigned bits = most;
    bool fits = from.has_value();
    if (fits && slash != std::string::npos) {
      const char* const end = range.data() + range.size();
      const auto [stopped, error] = std::from_chars(range.data() + slash + 1, end, bits);
      fits = error == std::errc() && stopped == end && bits <= most;
    }
    if (!fits) return fail(Code::unavailable, "http.bad_proxy", {{"value", range}});
    proxies.ranges_.push_back({network(*from, bits), bits});
  }
  return proxies;
}

bool Proxies::trusts(const address& given) const {
  const address here = plain(given);
  return std::ranges::any_of(ranges_, [&](const Range& range) {
    return range.from.is_v4() == here.is_v4() && network(here, range.bits) == range.from;
  });
}

Client Proxies::behind(const address& peer, std::span<const HeaderView> headers) const {
  address believed = plain(peer);
  const auto all = hops(headers);
  std::size_t read = 0;
  for (auto hop = all.rbegin(); hop != all.rend() && read < kMostHops && trusts(believed); ++hop, ++read) {
    const auto said = parse_address(*hop);
    if (!said) break;
    believed = *said;
  }
  return client_at(believed);
}

}  // namespace qyzmet::http

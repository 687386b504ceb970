// Whose word counts for where a request comes from.
#include "http/proxies.hpp"

#include <gtest/gtest.h>

#include "http/testing.hpp"

namespace qyzmet::http {
namespace {

using boost::asio::ip::make_address;

Proxies trusted(const std::vector<std::string>& ranges) {
  auto parsed = Proxies::parse(ranges);
  EXPECT_TRUE(parsed) << parsed.error().key;
  return *std::move(parsed);
}

std::string behind(const Proxies& proxies, std::string_view peer, std::initializer_list<std::string_view> said) {
  std::vector<HeaderView> headers = {{"Host", "localhost"}};
  for (const auto value : said) headers.push_back({"x-forwarded-for", value});
  return proxies.behind(make_address(std::string(peer)), headers).address;
}

TEST(Proxies, OnlyRangesThatAreNamedAreTrusted) {
  const Proxies proxies = trusted({"10.1.0.0/16", "192.0.2.7", "fd00:1::/32", "198.51.100.77/25"});
  for (const auto* address : {"10.1.0.0", "10.1.255.255", "192.0.2.7", "fd00:1:ffff::1", "::ffff:10.1.2.3",
                              "198.51.100.1"}) {
    EXPECT_TRUE(proxies.trusts(make_address(address))) << address;
  }
  for (const auto* address : {"10.2.0.0", "192.0.2.8", "fd00:2::1", "::1", "198.51.100.128", "::ffff:10.2.0.1"}) {
    EXPECT_FALSE(proxies.trusts(make_address(address))) << address;
  }
  EXPECT_FALSE(trusted({}).trusts(make_address("127.0.0.1")));
  EXPECT_TRUE(trusted({"0.0.0.0/0"}).trusts(make_address("203.0.113.9")));
}

TEST(Proxies, RangesThatAreNoneAreRefused) {
  for (const std::string range : {"", "proxy", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/8x", "10.0.0/8", "/8"}) {
    EXPECT_FALSE(Proxies::parse({range})) << range;
  }
}

TEST(Proxies, TheNearestAddressThatIsNoProxyIsTheClient) {
  const Proxies proxies = trusted({"10.0.0.0/8"});
  EXPECT_EQ(behind(proxies, "10.0.0.1", {"203.0.113.9"}), "203.0.113.9");
  EXPECT_EQ(behind(proxies, "10.0.0.1", {"1.1.1.1, 203.0.113.9"}), "203.0.113.9") << "what clients write is not read";
  EXPECT_EQ(behind(proxies, "10.0.0.1", {"1.1.1.1", "203.0.113.9, 10.0.0.2"}), "203.0.113.9") << "a chain of two";
  EXPECT_EQ(behind(proxies, "10.0.0.1", {}), "10.0.0.1");
  EXPECT_EQ(behind(proxies, "10.0.0.1", {"unknown"}), "10.0.0.1");
  EXPECT_EQ(behind(proxies, "10.0.0.1", {"203.0.113.9, nonsense, 10.0.0.2"}), "10.0.0.2");
  EXPECT_EQ(behind(proxies, "203.0.113.1", {"203.0.113.9"}), "203.0.113.1") << "no proxy of ours";
}

TEST(Proxies, LimitsOfIpv6GoByTheCustomersNetwork) {
  const Client client = client_at(make_address("2001:db8:1:2:3:4:5:6"));
  EXPECT_EQ(client.address, "2001:db8:1:2:3:4:5:6");
  EXPECT_EQ(client.network, "2001:db8:1:2::/64");
  EXPECT_EQ(client_at(make_address("::ffff:192.0.2.1")).network, "192.0.2.1");
}

/// Each client behind the proxy has an allowance of its own; the proxy's connections are not counted as one client's.
TEST(Proxied, ClientsOfATrustedProxyAreToldApart) {
  testing::Site site(testing::kWordsFile);
  site.options.trusted_proxies = {"127.0.0.0/8"};
  site.options.requests_per_second = 0.001;
  site.options.request_burst = 2;
  site.options.connections_per_address = 1;
  site.router.memory(Right::everyone, Method::get, "/api/from", [](const Request& request) -> Result<Reply> {
    return json_reply(200, '"' + request.client_address + '"');
  });
  site.start();
  auto wire = site.connect();
  auto second = site.connect();
  const auto from = [&](testing::Wire& on, std::string_view address) {
    on.send(testing::request("GET", "/api/from", "X-Forwarded-For: " + std::string(address) + "\r\n"));
    return on.receive();
  };
  EXPECT_EQ(from(wire, "203.0.113.1").body, "\"203.0.113.1\"");
  EXPECT_EQ(from(second, "203.0.113.1").body, "\"203.0.113.1\"");
  EXPECT_EQ(from(wire, "203.0.113.1").status, 429);
  EXPECT_EQ(from(second, "203.0.113.2").status, 200) << "another client's allowance is untouched";
}

TEST(Proxied, NobodyElseIsBelieved) {
  testing::Site site(testing::kWordsFile);
  site.router.memory(Right::everyone, Method::get, "/api/from", [](const Request& request) -> Result<Reply> {
    return json_reply(200, '"' + request.client_address + '"');
  });
  site.start();
  EXPECT_EQ(site.get("/api/from", "X-Forwarded-For: 203.0.113.1\r\n").body, "\"127.0.0.1\"");
}

}  // namespace
}  // namespace qyzmet::http

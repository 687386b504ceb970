#include "http/parser.hpp"

#include <gtest/gtest.h>

namespace qyzmet::http {
namespace {

/// A chunked body that comes byte by byte is read as one that comes at once. Beast aborted where the last chunk had
/// come but for its end.
TEST(Parser, ReadsAChunkedBodyThatComesByteByByte) {
  constexpr std::string_view kHead = "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string_view sent : {"0\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n", "1;a=\"b\"\r\nx\r\n000\r\nT: u\r\n\r\n"}) {
    Parser parser;
    std::vector<HeaderView> headers;
    ASSERT_EQ(parser.head(kHead, 100, headers), Parser::Outcome::done);
    std::string body;
    std::size_t taken = 0;
    for (std::size_t come = 1; come <= sent.size(); ++come) {
      std::size_t used = 0;
      const auto outcome = parser.body(sent.substr(taken, come - taken), body, used);
      taken += used;
      EXPECT_EQ(outcome, come == sent.size() ? Parser::Outcome::done : Parser::Outcome::more) << sent << come;
    }
    EXPECT_EQ(taken, sent.size());
    EXPECT_EQ(body, sent.starts_with('0') ? "" : sent.starts_with('3') ? "abc" : "x");
  }
}

}  // namespace
}  // namespace qyzmet::http

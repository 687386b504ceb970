#include "exchange/answer.hpp"

#include <gtest/gtest.h>

namespace qyzmet::exchange {
namespace {

constexpr std::size_t kLimit = 4096;

TEST(ParseAnswer, KeepsTheValueInCanonicalForm) {
  const auto answer = parse_answer(
      R"({"found": true, "value": {"b": 1, "a": "ә"}, "as_of": "2026-03-05T09:07:01.250Z", "more": [1]})", kLimit);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->value, R"({"a":"ә","b":1})");
  EXPECT_EQ(to_rfc3339(answer->as_of), "2026-03-05T09:07:01.250Z");
  EXPECT_FALSE(answer->synthetic) << "a real register says nothing of it";
}

TEST(ParseAnswer, NothingFoundIsAnAnswer) {
  for (const std::string_view body :
       {R"({"found":false,"as_of":"2026-03-05T09:07:01Z","synthetic":true})",
        R"({"found":false,"value":null,"as_of":"2026-03-05T09:07:01Z","synthetic":true})"}) {
    const auto answer = parse_answer(body, kLimit);
    ASSERT_TRUE(answer) << body;
    EXPECT_EQ(answer->value, std::nullopt);
    EXPECT_TRUE(answer->synthetic);
  }
}

TEST(ParseAnswer, WhatIsNoneIsRefused) {
  const std::string deep = R"({"found":true,"as_of":"2026-03-05T09:07:01Z","value":{"a":)" + std::string(40, '[') +
                           std::string(40, ']') + "}}";
  for (const std::string& body : {
           std::string("<html>Error</html>"),
           std::string(""),
           std::string("[]"),
           std::string(R"({"found":true,"as_of":"2026-03-05T09:07:01Z"})"),
           std::string(R"({"found":true,"value":"yes","as_of":"2026-03-05T09:07:01Z"})"),
           std::string(R"({"found":"yes","value":{},"as_of":"2026-03-05T09:07:01Z"})"),
           std::string(R"({"found":false,"value":{},"as_of":"2026-03-05T09:07:01Z"})"),
           std::string(R"({"found":true,"value":{},"as_of":"yesterday"})"),
           std::string(R"({"found":true,"value":{}})"),
           std::string(R"({"found":true,"value":{},"as_of":"2026-03-05T09:07:01Z","synthetic":"no"})"),
           std::string(R"({"found":true,"value":{"a":1,"a":2},"as_of":"2026-03-05T09:07:01Z"})"),
           deep,
           std::string(kLimit + 1, ' '),
       }) {
    const auto answer = parse_answer(body, kLimit);
    ASSERT_FALSE(answer) << body;
    EXPECT_EQ(answer.error().key, "register.answer_malformed");
  }
}

}  // namespace
}  // namespace qyzmet::exchange

#include "base/said.hpp"

#include <gtest/gtest.h>

namespace qyzmet {
namespace {

std::string said(std::string_view text) {
  const auto result = get_said(json::object{{"a", text}}, "a", 10);
  return result ? "said " + *result : result.error().fields.at(0).key;
}

TEST(Said, WhatShowsNothingIsNotSaid) {
  for (const std::string_view nothing :
       {"", " \n", "\u00a0", "\u200b", "\u2060", "\u3164", "\u2800", "\u200f", "\u202e", "\u00ad", "\u3000", "\ufe0f",
        "\ufeff", "\U000e0041", "\u200d \u200b\t\u115f"}) {
    EXPECT_TRUE(shows_nothing(nothing));
    EXPECT_EQ(said(nothing), "said ");
  }
  for (const std::string_view something : {"a", "\u200bа", "ә\u200b", ".", "\U0001f600", "\x01", "\ufffd"})
    EXPECT_FALSE(shows_nothing(something)) << something;
}

TEST(Said, NothingHidden) {
  for (const std::string_view hidden :
       {"\x01", "\x1b", "\a", "\x7f", "\u0085", "\u061c", "\u200e", "\u200f", "\u2028", "\u202e", "\u2066", "\u2069",
        "\ufdd0", "\ufffe", "\uffff", "\U0001fffe", "\U000e0041", "\U0010ffff"}) {
    EXPECT_EQ(said("a" + std::string(hidden) + "b"), "field.control_character");
  }
  EXPECT_EQ(said(" a\tb\r\nc "), "said a\tb\r\nc");
  EXPECT_TRUE(holds_hidden("a\tb"));
  EXPECT_EQ(said("می\u200cخواهم"), "said می\u200cخواهم") << "a joiner inside a word stays";
  EXPECT_EQ(said("\U0001f468\u200d\U0001f469\ufe0f"), "said \U0001f468\u200d\U0001f469\ufe0f");
  EXPECT_EQ(said("e\u0301\u0302\u0303\u0304o"), "said e\u0301\u0302\u0303\u0304o");
  EXPECT_EQ(said("e\u0301\u0301\u0301\u0301\u0301o"), "field.too_many_marks");
  EXPECT_EQ(said("ӘІҢҒҮҰҚӨҺ1"), "said ӘІҢҒҮҰҚӨҺ1");
  EXPECT_EQ(said("ӘІҢҒҮҰҚӨҺ12"), "field.too_long");
}

}  // namespace
}  // namespace qyzmet

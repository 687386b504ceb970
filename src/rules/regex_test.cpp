#include "rules/regex.hpp"

#include <gtest/gtest.h>
#include <re2/re2.h>

namespace qyzmet::rules {
namespace {

std::string matches(std::string_view text, std::string_view pattern, std::string_view flags = "") {
  std::string_view error;
  const auto compiled = compiled_pattern(pattern, flags, error);
  if (compiled == nullptr) return std::string(error);
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled) ? "yes" : "no";
}

TEST(Regex, XPathIsSpelledForRe2) {
  const struct {
    const char* text;
    const char* pattern;
    const char* flags;
    const char* wanted;
  } cases[] = {
      {"a\nb", "a.b", "", "no"},           {"a\nb", "a.b", "s", "yes"},
      {"a\rb", "a.b", "", "no"},           {"a\nb", "^b$", "", "no"},
      {"a\nb", "^b$", "m", "yes"},         {"AB", "ab", "i", "yes"},
      {"ab", "a b", "x", "yes"},           {"a b", "a[ ]b", "x", "yes"},
      {"a.b", "a.b", "q", "yes"},          {"axb", "a.b", "q", "no"},
      {"٣", "^\\d$", "", "yes"},           {"3", "^\\D$", "", "no"},
      {"қ", "^\\w$", "", "yes"},           {"-", "^\\w$", "", "no"},
      {"-", "^\\W$", "", "yes"},           {"\f", "^\\s$", "", "no"},
      {"\t", "^\\s$", "", "yes"},          {"x", "^[^\\s]$", "", "yes"},
      {"_a", "^\\i\\c*$", "", "yes"},      {"1a", "^\\i", "", "no"},
      {"қ", "\\p{IsCyrillic}", "", "yes"}, {"q", "\\p{IsCyrillic}", "", "no"},
      {"q", "\\P{IsCyrillic}", "", "yes"}, {"Қ", "\\p{Lu}", "", "yes"},
      {"c", "[a-z-[aeiou]]", "", "yes"},   {"e", "[a-z-[aeiou]]", "", "no"},
      {"e", "[^a-z-[x]]", "", "no"},       {"E", "[^a-z-[A-D]]", "", "yes"},
      {"B", "[^a-z-[A-D]]", "", "no"},     {"-", "[a-]", "", "yes"},
      {"]", "[\\]]", "", "yes"},           {"aaa", "^a{2,3}$", "", "yes"},
      {"ab", "(?:a)(b)", "", "yes"},       {"^", "[\\^a]", "", "yes"},
      {"aXb", "a\\Sb", "", "yes"},         {"K", "\u212A", "i", "yes"},
  };
  for (const auto& one : cases) EXPECT_EQ(matches(one.text, one.pattern, one.flags), one.wanted) << one.pattern;
}

TEST(Regex, WhatIsNoneIsRefused) {
  for (const char* const pattern :
       {"(",     ")",   "[",     "]",     "a{",       "}",       "a{,2}",          "[]",   "[b-a]",        "\\",
        "\\z",   "\\b", "(?i)a", "(?=a)", "(?P<n>a)", "\\p{Xx}", "\\p{IsKlingon}", "\\pL", "[a-z-[aeiou]", "[\\w-[a]]",
        "[[a]]", "*a",  "\\0"}) {
    EXPECT_EQ(matches("a", pattern), "rules.bad_pattern") << pattern;
  }
  EXPECT_EQ(matches("aa", "(a)\\1"), "rules.back_reference");
  EXPECT_EQ(matches("a", "a", "g"), "rules.bad_flags");
  EXPECT_EQ(matches("a", std::string(5000, 'a')), "rules.bad_pattern");
}

}  // namespace
}  // namespace qyzmet::rules

#include "catalogue/answers.hpp"

#include <gtest/gtest.h>

namespace qyzmet::catalogue {
namespace {

struct AnswerCase {
  std::string_view given;
  std::string_view normal;  ///< empty: refused
  std::string_view wrong;
};

const PhonePlan kPhonePlan{"7", "8", 10};

TEST(Answers, Phone) {
  constexpr AnswerCase kCases[] = {
      {"+77011234567", "+77011234567", ""},
      {"+7 (701) 123-45-67", "+77011234567", ""},
      {"8 701 123 45 67", "+77011234567", ""},
      {"87011234567", "+77011234567", ""},
      {"77011234567", "+77011234567", ""},
      {"701 123 45 67", "+77011234567", ""},
      {"+7\xc2\xa0"
       "701\xc2\xa0"
       "1234567",
       "+77011234567", ""},
      {"+998 90 123 45 67", "+998901234567", ""},
      {"+8 701 123 45 67", "+87011234567", ""},  // abroad, for all we know
      {"+7701123456", "", "phone.malformed"},
      {"+770112345678", "", "phone.malformed"},
      {"998901234567", "", "phone.malformed"},
      {"+9981234", "", "phone.malformed"},  // shorter than any country's numbers
      {"+0011234567", "", "phone.malformed"},
      {"+7701123456a", "", "phone.malformed"},
      {"7+7011234567", "", "phone.malformed"},
      {"+", "", "phone.malformed"},
      {"-", "", "phone.malformed"},
      {"12345678901234567", "", "phone.malformed"},
  };
  for (const AnswerCase& c : kCases) {
    const Normal normal = normal_phone(c.given, kPhonePlan);
    EXPECT_EQ(normal.text, c.normal) << c.given;
    EXPECT_EQ(normal.wrong, c.wrong) << c.given;
  }
}

TEST(Answers, Email) {
  constexpr AnswerCase kCases[] = {
      {"a@b.kz", "a@b.kz", ""},           {"Aigul.S+x@Mail.EXAMPLE.kz", "Aigul.S+x@mail.example.kz", ""},
      {"a@b", "", "email.malformed"},     {"@b.kz", "", "email.malformed"},
      {"a@@b.kz", "", "email.malformed"}, {"a b@c.kz", "", "email.malformed"},
      {".a@b.kz", "", "email.malformed"}, {"a..b@c.kz", "", "email.malformed"},
      {"a@-b.kz", "", "email.malformed"}, {"a@b..kz", "", "email.malformed"},
      {"a@b.kz.", "", "email.malformed"}, {"қ@b.kz", "", "email.malformed"},
  };
  for (const AnswerCase& c : kCases) {
    const Normal normal = normal_email(c.given);
    EXPECT_EQ(normal.text, c.normal) << c.given;
    EXPECT_EQ(normal.wrong, c.wrong) << c.given;
  }
}

TEST(Answers, TextCountsCodePointsAndRefusesControls) {
  EXPECT_EQ(normal_text("Әлия", 4).text, "Әлия");
  EXPECT_EQ(normal_text("Әлия", 3).wrong, "field.too_long");
  EXPECT_EQ(normal_text("two  spaces", 20).text, "two  spaces");
  for (const std::string_view bad : {"a\nb", "a\tb", "a\x7f",
                                     "a\xc2\x85"
                                     "b",
                                     "a\xe2\x80\xa8"
                                     "b",
                                     "a\xe2\x80\xae"
                                     "b",
                                     "a\xe2\x81\xa6"
                                     "b",
                                     "a\u200fb", "a\u061cb", "a\ufffe", "a\U000e0041"}) {
    EXPECT_EQ(normal_text(bad, 20).wrong, "field.control_character") << bad;
  }
  EXPECT_EQ(normal_text("ц – Ⅻ €", 20).wrong, "");
}

TEST(Answers, LongTextKeepsItsLines) {
  EXPECT_EQ(normal_long_text("a\r\nb\n\nc", 20).text, "a\nb\n\nc");
  EXPECT_EQ(normal_long_text("a\nb", 3).text, "a\nb");
  EXPECT_EQ(normal_long_text("a\nbc", 3).wrong, "field.too_long");
  EXPECT_EQ(normal_long_text("a\r\r\nb", 20).wrong, "field.control_character");
  EXPECT_EQ(normal_long_text("a\n\tb", 20).wrong, "field.control_character");
}

TEST(Answers, Trim) {
  EXPECT_EQ(trim(" \t a b\xc2\xa0 \r\n"), "a b");
  EXPECT_EQ(trim("\xc2\xa0"), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Answers, Date) {
  EXPECT_EQ(normal_date("2024-02-29").text, "2024-02-29");
  EXPECT_EQ(normal_date("2026-02-29").wrong, "date.malformed");
  EXPECT_EQ(normal_date("05.03.2026").wrong, "date.malformed");
}

}  // namespace
}  // namespace qyzmet::catalogue

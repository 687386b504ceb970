#include "applications/document.hpp"

#include <gtest/gtest.h>

#include "applications/document_testing.hpp"
#include "applications/testing.hpp"
#include "base/testing.hpp"

namespace qyzmet::applications {
namespace {

using testing::certificate;
using testing::issued;
using testing::must;
using testing::refusal;

TEST(Document, content_is_read_back_as_it_was_written) {
  Issue every = certificate();
  every.facts.push_back({.label = {"a", "b", "c"}, .value = std::string("№ 5 \"\\\n\u2028")});
  every.facts.push_back({.label = {"a", "b", "c"}, .value = *parse_rfc3339("2026-03-05T09:07:01.250Z")});
  every.people.push_back({.name = "Смит Джон", .iin = ""});
  for (const Issue& issue : {certificate(), refusal(), every}) {
    const std::string content = to_content(issued(issue));
    const auto again = parse_content(content);
    ASSERT_TRUE(again) << again.error().details.front().second;
    EXPECT_EQ(to_content(*again), content);
    EXPECT_EQ(again->facts.size(), issue.facts.size());
    EXPECT_EQ(again->valid_until, issue.valid_until);
  }
}

TEST(Document, content_says_what_it_is) {
  const auto content = parse_json(to_content(issued(refusal())))->as_object();
  EXPECT_EQ(content.at("format"), "qyzmet-document@v1");
  EXPECT_EQ(must(get_string(content, "number")), id_to_display(371927012345678901));
  EXPECT_EQ(content.at("kind"), "refusal");
  EXPECT_TRUE(content.at("valid_until").is_null());
  EXPECT_EQ(content.at("decision").at("reasons").as_array().size(), 2U);
}

// Goal: nothing but our own form is read.  Method: each member is taken out, made null, and one is added.
TEST(Document, content_of_another_form_is_refused) {
  const json::object whole = parse_json(to_content(issued(certificate())))->as_object();
  for (const auto& member : whole) {
    json::object without = whole;
    without.erase(member.key());
    const auto missing = parse_content(canonical_json(without));
    ASSERT_FALSE(missing) << member.key();
    EXPECT_EQ(missing.error().key, "document.malformed");
    if (member.key() == "valid_until") continue;
    json::object null = whole;
    null[member.key()] = nullptr;
    EXPECT_FALSE(parse_content(canonical_json(null))) << member.key();
  }
  json::object more = whole;
  more["more"] = 1;
  EXPECT_FALSE(parse_content(canonical_json(more)));
  EXPECT_FALSE(parse_content(json::serialize(whole) + " "));
  EXPECT_FALSE(parse_content("[]"));
  EXPECT_FALSE(parse_content(""));
}

TEST(Document, words_of_kinds_and_bases_are_read_back) {
  for (int i = 0; i < 6; ++i) {
    const auto kind = static_cast<DocumentKind>(i);
    EXPECT_EQ(parse_document_kind(to_word(kind)), kind);
  }
  for (int i = 0; i < 3; ++i) EXPECT_EQ(parse_basis(to_word(static_cast<Basis>(i))), static_cast<Basis>(i));
  EXPECT_FALSE(parse_document_kind("diploma"));
  EXPECT_FALSE(parse_basis(""));
}

TEST(Document, a_word_is_80_random_bits_and_is_read_however_it_is_typed) {
  std::array<std::byte, 10> bits{};
  EXPECT_EQ(document_word(bits), "0000-0000-0000-0000");
  bits.fill(std::byte{0xFF});
  EXPECT_EQ(document_word(bits), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
  bits = {std::byte{0x00}, std::byte{0x44}, std::byte{0x32}, std::byte{0x14}, std::byte{0xC7},
          std::byte{0x42}, std::byte{0x54}, std::byte{0xB6}, std::byte{0x35}, std::byte{0xCF}};
  EXPECT_EQ(document_word(bits), "0123-4567-89AB-CDEF");  // RFC 4648's bits, Crockford's symbols
  EXPECT_EQ(normal_word(" o1i3 4567-89ab cdef"), "0113-4567-89AB-CDEF");
  SeededRandom random(test_seed());
  for (int i = 0; i < 1000; ++i) {
    random.fill(bits);
    const std::string word = document_word(bits);
    ASSERT_EQ(normal_word(word), word);
  }
  for (const std::string_view wrong : {"", "0123", "0123-4567-89AB-CDEFG", "0123-4567-89AB-CDEU", "ұұұұ"}) {
    EXPECT_EQ(normal_word(wrong), "") << wrong;
  }
}

TEST(Document, a_mask_shows_initials_and_the_last_four_digits) {
  EXPECT_EQ(masked_name("Әбдіқұлова Ғайша Өмірһанқызы"), "Ә••• Ғ••• Ө•••");
  EXPECT_EQ(masked_name("Ким"), "К•••");
  EXPECT_EQ(masked_name("Салтыков-Щедрин  М"), "С•••-Щ••• М•••");
  EXPECT_EQ(masked_name(""), "");
  EXPECT_EQ(masked_iin("900315400007"), "••••••••0007");
  EXPECT_EQ(masked_iin("0007"), "");
  EXPECT_EQ(masked_iin(""), "");
}

}  // namespace
}  // namespace qyzmet::applications

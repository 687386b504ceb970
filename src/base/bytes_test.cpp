#include "base/bytes.hpp"

#include <gtest/gtest.h>

#include "base/testing.hpp"

namespace qyzmet {
namespace {

std::string hex_of(const Digest& digest) { return to_hex(digest); }

std::string random_text(Random& random, std::size_t max_size) {
  std::string text(random.next_u64() % (max_size + 1), '\0');
  random.fill(std::as_writable_bytes(std::span(text)));
  return text;
}

TEST(Sha256, gives_the_published_digests) {
  // NIST, "Secure Hash Standard: examples with intermediate values".
  EXPECT_EQ(hex_of(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex_of(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex_of(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex_of(sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, parts_and_pieces_give_what_the_whole_gives) {
  SeededRandom random(test_seed());
  Sha256 pieces;
  for (int i = 0; i < 500; ++i) {
    const std::string text = random_text(random, 300);
    const std::size_t cut = random.next_u64() % (text.size() + 1);
    const auto head = as_bytes(std::string_view(text).substr(0, cut));
    const auto tail = as_bytes(std::string_view(text).substr(cut));
    ASSERT_EQ(sha256({head, tail}), sha256(text));
    pieces.add(head);
    sha256("another hash on the same thread must not disturb this one");
    pieces.add(tail);
    ASSERT_EQ(pieces.finish(), sha256(text));
  }
}

TEST(Hex, is_written_small_and_read_in_either_case) {
  EXPECT_EQ(to_hex(as_bytes(std::string_view("\x00\x1f\xab\xff", 4))), "001fabff");
  EXPECT_EQ(from_hex("001fABff"), std::string("\x00\x1f\xab\xff", 4));
  EXPECT_EQ(from_hex(""), "");
  for (const std::string_view text : {"0", "0g", "g0", " 00", "0x00", "00\n0"}) {
    const auto bytes = from_hex(text);
    ASSERT_FALSE(bytes) << text;
    EXPECT_EQ(bytes.error().key, "bytes.not_hex");
  }
}

TEST(Base64, gives_the_examples_of_the_standard) {
  // RFC 4648 §10.
  const std::pair<std::string_view, std::string_view> examples[] = {{"", ""},
                                                                    {"f", "Zg=="},
                                                                    {"fo", "Zm8="},
                                                                    {"foo", "Zm9v"},
                                                                    {"foob", "Zm9vYg=="},
                                                                    {"fooba", "Zm9vYmE="},
                                                                    {"foobar", "Zm9vYmFy"},
                                                                    {"\xfb\xff", "+/8="}};
  for (const auto& [bytes, text] : examples) {
    EXPECT_EQ(to_base64(as_bytes(bytes)), text);
    EXPECT_EQ(from_base64(text), bytes);
  }
}

TEST(Base64, one_value_has_one_text) {
  for (const std::string_view text : {"Zg=", "Zg", "Z", "Zh==", "Zm9=", "Zg==Zg==", "====", "=",
                                      "Zm9v=", "Z===", "Zm9v\n", "Zm 9", "-_8=", "Zm9vZ=g="}) {
    const auto bytes = from_base64(text);
    ASSERT_FALSE(bytes) << text;
    EXPECT_EQ(bytes.error().key, "bytes.not_base64");
  }
}

TEST(Base64, and_hex_read_back_what_they_write) {
  SeededRandom random(test_seed());
  for (int i = 0; i < 2000; ++i) {
    const std::string bytes = random_text(random, 100);
    ASSERT_EQ(from_base64(to_base64(as_bytes(bytes))), bytes);
    ASSERT_EQ(from_hex(to_hex(as_bytes(bytes))), bytes);
  }
}

std::string encode(std::uint32_t point) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
  if (point < 0x80) return {byte(point)};
  if (point < 0x800) return {byte(0xC0 | point >> 6U), byte(0x80 | (point & 63U))};
  if (point < 0x10000) return {byte(0xE0 | point >> 12U), byte(0x80 | (point >> 6U & 63U)), byte(0x80 | (point & 63U))};
  return {byte(0xF0 | point >> 18U), byte(0x80 | (point >> 12U & 63U)), byte(0x80 | (point >> 6U & 63U)),
          byte(0x80 | (point & 63U))};
}

TEST(Utf8, every_code_point_and_nothing_beyond) {
  for (std::uint32_t point = 0; point < 0x120000; ++point) {
    const bool exists = point < 0x110000 && (point < 0xD800 || point > 0xDFFF);
    const std::string text = encode(point);
    ASSERT_EQ(is_utf8(text), exists) << point;
    ASSERT_EQ(is_utf8("seven b" + text + "and eight more"), exists) << point;
    if (text.size() > 1) {
      ASSERT_FALSE(is_utf8(text.substr(0, text.size() - 1))) << point;
      ASSERT_FALSE(is_utf8(text.substr(0, text.size() - 1) + "x")) << point;
      ASSERT_FALSE(is_utf8(text.substr(1))) << point;
    }
  }
}

TEST(Utf8, overlong_forms_are_refused) {
  for (const std::string_view text : {"\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xF0\x80\x80\x80",
                                      "\xF0\x8F\xBF\xBF", "\xF8\x88\x80\x80\x80", "\xFE", "\xFF", "\x80"}) {
    EXPECT_FALSE(is_utf8(text)) << to_hex(as_bytes(text));
  }
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("Қазақстан Республикасы 🇰🇿"));
}

}  // namespace
}  // namespace qyzmet

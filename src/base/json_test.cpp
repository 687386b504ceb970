#include "base/json.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <limits>

#include "base/bytes.hpp"

namespace qyzmet {
namespace {

std::string refusal(std::string_view text, const JsonLimits& limits = {}) {
  const auto value = parse_json(text, limits);
  return value ? "accepted" : value.error().key;
}

TEST(ParseJson, reads_values) {
  const auto value = parse_json(R"( {"a": [1, -2.5, "қ\u0441\n", true, null], "b": {}} )");
  ASSERT_TRUE(value);
  const json::array& a = value->at("a").as_array();
  EXPECT_EQ(a[0].as_int64(), 1);
  EXPECT_EQ(a[1].as_double(), -2.5);
  EXPECT_EQ(a[2].as_string(), "қс\n");
  EXPECT_TRUE(a[3].as_bool());
  EXPECT_TRUE(a[4].is_null());
  EXPECT_TRUE(value->at("b").as_object().empty());
}

TEST(ParseJson, uses_the_storage_it_is_given) {
  unsigned char buffer[4096];
  json::monotonic_resource resource(buffer, sizeof buffer, json::get_null_resource());
  const auto value = parse_json(R"({"service":"address_certificate","answers":{"purpose":"school"}})", {}, &resource);
  ASSERT_TRUE(value);
  EXPECT_EQ(value->storage().get(), &resource);
  EXPECT_EQ(value->at("answers").storage().get(), &resource);
}

TEST(ParseJson, what_is_not_json_is_refused_with_its_place) {
  for (const std::string_view text : {"",
                                      " ",
                                      "{",
                                      "[1,]",
                                      "{\"a\":1,}",
                                      "{a:1}",
                                      "'a'",
                                      "01",
                                      "1.",
                                      ".5",
                                      "+1",
                                      "nul",
                                      "1 2",
                                      "{} x",
                                      "[1] // no",
                                      "/* no */ 1",
                                      "\"\n\"",
                                      "\"\\x\"",
                                      "\"\\ud800\"",
                                      "\"\\udc00\\ud800\"",
                                      "\xEF\xBB\xBF{}",
                                      "NaN",
                                      "Infinity",
                                      "-",
                                      "1e",
                                      "{\"a\" 1}",
                                      "\"a",
                                      "]"}) {
    const auto value = parse_json(text);
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().code, Code::malformed);
    EXPECT_EQ(value.error().key, "json.malformed") << text;
  }
  EXPECT_EQ(parse_json("{\"a\":1,}").error().details, (Details{{"position", "7"}}));
  EXPECT_EQ(parse_json("{} x").error().details, (Details{{"position", "3"}}));
}

TEST(ParseJson, bytes_that_are_not_utf8_are_refused) {
  for (const std::string_view text :
       {"\"\xFF\"", "\"\xC0\x80\"", "\"\xED\xA0\x80\"", "{\"\xD2\":1}", "\"\xF4\x90\x80\x80\"", "\xFF"}) {
    EXPECT_EQ(refusal(text), "json.not_utf8");
  }
}

TEST(ParseJson, a_null_character_is_refused_wherever_it_stands) {
  for (const std::string_view text :
       {R"("\u0000")", R"("abc\u0000")", R"({"a\u0000b": 1})", R"(["x", {"y": ["\u0000"]}])"}) {
    EXPECT_EQ(refusal(text), "json.null_character") << text;
  }
  EXPECT_EQ(refusal(R"("\\u0000")"), "accepted");
  EXPECT_EQ(refusal(std::string_view("\"\0\"", 3)), "json.malformed");
  EXPECT_EQ(refusal("\"" + std::string(5000, 'x') + "\\u0000" + std::string(5000, 'x') + "\""), "json.null_character");
}

TEST(ParseJson, a_key_given_twice_is_refused_and_named) {
  std::string many = "{\"twin\":0";
  for (int i = 0; i < 100; ++i) many += ",\"k" + std::to_string(i) + "\":{\"twin\":1}";
  EXPECT_EQ(refusal(many + "}"), "accepted");
  many += ",\"twin\":1}";
  for (const std::string& text :
       {std::string(R"({"twin":1,"twin":1})"), std::string(R"({"a":[{"b":1,"twin":{"twin":1},"twin":[]}]})"),
        std::string(R"({"twin":1,"\u0074win":2})"), many}) {
    const auto value = parse_json(text);
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().key, "json.duplicate_key") << text;
    EXPECT_EQ(value.error().details, (Details{{"key", "twin"}})) << text;
  }
  EXPECT_EQ(refusal(R"({"":1,"":2})"), "json.duplicate_key");
}

TEST(ParseJson, depth_ends_at_the_limit) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(refusal(nested(32)), "accepted");
  EXPECT_EQ(refusal(nested(33)), "json.too_deep");
  EXPECT_EQ(refusal(std::string(1'000'000, '[')), "json.too_deep");
  EXPECT_EQ(refusal(nested(3), {.max_depth = 2}), "json.too_deep");
  EXPECT_EQ(parse_json(nested(33)).error().details, (Details{{"limit", "32"}}));
  std::string objects;
  for (int i = 0; i < 200'000; ++i) objects += "{\"a\":";
  EXPECT_EQ(refusal(objects), "json.too_deep");
}

TEST(ParseJson, size_ends_at_the_limit) {
  EXPECT_EQ(refusal("[1,2]", {.max_bytes = 5}), "accepted");
  const auto value = parse_json("[1,2 ]", {.max_bytes = 5});
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, Code::too_large);
  EXPECT_EQ(value.error().key, "json.too_large");
  EXPECT_EQ(value.error().details, (Details{{"limit", "5"}}));
}

TEST(ParseJson, numbers_are_integers_to_2_53_and_the_nearest_double_beyond) {
  EXPECT_EQ(parse_json("9007199254740991")->as_int64(), 9'007'199'254'740'991);
  EXPECT_EQ(parse_json("-9007199254740991")->as_int64(), -9'007'199'254'740'991);
  EXPECT_EQ(parse_json("9007199254740992")->as_double(), 9007199254740992.0);
  EXPECT_EQ(parse_json("-9223372036854775808")->as_double(), -9223372036854775808.0);
  EXPECT_EQ(parse_json("18446744073709551615")->as_double(), 18446744073709551615.0);
  EXPECT_EQ(parse_json("295147905179352830000")->as_double(), 295147905179352825856.0);
  EXPECT_EQ(parse_json("1.7976931348623157e308")->as_double(), std::numeric_limits<double>::max());
  EXPECT_EQ(parse_json("5e-324")->as_double(), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(parse_json("1e-400")->as_double(), 0);
  EXPECT_EQ(parse_json("0e999999")->as_double(), 0);
  EXPECT_EQ(parse_json(" 333333333.33333329 ")->as_double(), 333333333.33333329);
  for (const std::string_view text : {"1e400", "-1e400", "[1,1e309]", "1e99999999999"}) {
    EXPECT_EQ(refusal(text), "json.number_out_of_range") << text;
  }
}

// RFC 8785 §3.2.2 and §3.2.4.
TEST(CanonicalJson, gives_the_example_of_the_standard) {
  const auto value = parse_json(R"({
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  })");
  ASSERT_TRUE(value);
  const std::string canonical = canonical_json(*value);
  EXPECT_EQ(canonical, R"({"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],)"
                       R"("string":"€$\u000f\nA'B\"\\\\\"/"})");
  EXPECT_EQ(to_hex(as_bytes(canonical)),
            "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e3333"
            "3333333333"
            "2c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c"
            "5c5c5c222f"
            "227d");
}

// RFC 8785 §3.2.3: the order is that of UTF-16, where the emoji's surrogate comes before the Hebrew letter.
TEST(CanonicalJson, sorts_keys_by_utf16_code_units) {
  const auto value =
      parse_json(R"({"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",
    "1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control",
    "\u00f6":"Latin Small Letter O With Diaeresis"})");
  ASSERT_TRUE(value);
  EXPECT_EQ(canonical_json(*value),
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
            "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\","
            "\"\uFB33\":\"Hebrew Letter Dalet With Dagesh\"}");
}

// RFC 8785 appendix B.
TEST(CanonicalJson, writes_numbers_as_ecmascript_does) {
  const std::pair<std::uint64_t, std::string_view> samples[] = {
      {0x0000000000000000, "0"},
      {0x8000000000000000, "0"},
      {0x0000000000000001, "5e-324"},
      {0x8000000000000001, "-5e-324"},
      {0x7fefffffffffffff, "1.7976931348623157e+308"},
      {0xffefffffffffffff, "-1.7976931348623157e+308"},
      {0x4340000000000000, "9007199254740992"},
      {0xc340000000000000, "-9007199254740992"},
      {0x4430000000000000, "295147905179352830000"},
      {0x44b52d02c7e14af5, "9.999999999999997e+22"},
      {0x44b52d02c7e14af6, "1e+23"},
      {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
      {0x444b1ae4d6e2ef4e, "999999999999999700000"},
      {0x444b1ae4d6e2ef4f, "999999999999999900000"},
      {0x444b1ae4d6e2ef50, "1e+21"},
      {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
      {0x3eb0c6f7a0b5ed8d, "0.000001"},
      {0x41b3de4355555553, "333333333.3333332"},
      {0x41b3de4355555554, "333333333.33333325"},
      {0x41b3de4355555555, "333333333.3333333"},
      {0x41b3de4355555556, "333333333.3333334"},
      {0x41b3de4355555557, "333333333.33333343"},
      {0xbecbf647612f3696, "-0.0000033333333333333333"},
      {0x43143ff3c1cb0959, "1424953923781206.2"},
  };
  for (const auto& [bits, text] : samples) EXPECT_EQ(canonical_json(json::value(std::bit_cast<double>(bits))), text);
  EXPECT_EQ(canonical_json(json::value(-9'007'199'254'740'991)), "-9007199254740991");
  EXPECT_EQ(canonical_json(json::value(std::uint64_t{7})), "7");
}

TEST(CanonicalJson, escapes_only_what_it_must) {
  for (int c = 1; c < 0x80; ++c) {
    std::string text;
    append_canonical_string(text, std::string(1, static_cast<char>(c)));
    const bool plain = c >= 0x20 && c != '"' && c != '\\';
    EXPECT_EQ(text.size() == 3, plain) << c;
    EXPECT_EQ(parse_json(text)->as_string(), std::string(1, static_cast<char>(c))) << c;
  }
  std::string text;
  append_canonical_string(text, "\b\t\n\f\r\x0b\x1f/\x7f\u2028");
  EXPECT_EQ(text, "\"\\b\\t\\n\\f\\r\\u000b\\u001f/\x7f\u2028\"");
}

TEST(CanonicalJson, empty_things_stay) {
  EXPECT_EQ(canonical_json(*parse_json(R"( [ { } , [ ] , "" ] )")), R"([{},[],""])");
}

TEST(CanonicalJsonDeathTest, what_has_no_canonical_form_is_a_programmer_error) {
  EXPECT_DEATH(canonical_json(json::value(9'007'199'254'740'992)), "CHECK failed");
  EXPECT_DEATH(canonical_json(json::value(std::uint64_t{1} << 53U)), "CHECK failed");
  EXPECT_DEATH(canonical_json(json::value(std::numeric_limits<double>::infinity())), "CHECK failed");
  EXPECT_DEATH(canonical_json(json::value(std::numeric_limits<double>::quiet_NaN())), "CHECK failed");
}

TEST(Members, are_given_by_type) {
  const auto value =
      parse_json(R"({"text":"a","number":5,"fraction":5.5,"big":9007199254740993,"list":[1],"map":{"x":1}})");
  const json::object& object = value->as_object();
  EXPECT_EQ(get_string(object, "text"), "a");
  EXPECT_EQ(get_integer(object, "number"), 5);
  EXPECT_EQ((*get_array(object, "list"))->size(), 1U);
  EXPECT_EQ((*get_object(object, "map"))->size(), 1U);
  EXPECT_FALSE(get_integer(object, "fraction"));
  EXPECT_FALSE(get_integer(object, "big"));
}

TEST(Members, the_wrong_field_is_named) {
  const auto value = parse_json(R"({"text":"a","nothing":null})");
  const json::object& object = value->as_object();
  const auto check = [](const auto& result, std::string_view path, std::string_view key, const Details& details) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Code::invalid);
    EXPECT_EQ(result.error().key, "request.invalid");
    ASSERT_EQ(result.error().fields.size(), 1U);
    EXPECT_EQ(result.error().fields[0].path, path);
    EXPECT_EQ(result.error().fields[0].key, key);
    EXPECT_EQ(result.error().fields[0].details, details);
  };
  check(get_string(object, "missing"), "missing", "field.missing", {});
  check(get_string(object, "missing", "answers"), "answers.missing", "field.missing", {});
  check(get_string(object, "nothing"), "nothing", "field.wrong_type", {{"expected", "string"}});
  check(get_integer(object, "text", "a.b"), "a.b.text", "field.wrong_type", {{"expected", "integer"}});
  check(get_object(object, "text"), "text", "field.wrong_type", {{"expected", "object"}});
  check(get_array(object, "text"), "text", "field.wrong_type", {{"expected", "array"}});
  check(only_fields(object, {"text"}, "answers"), "answers.nothing", "field.unknown", {});
  EXPECT_TRUE(only_fields(object, {"nothing", "text", "other"}));
}

}  // namespace
}  // namespace qyzmet

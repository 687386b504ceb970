#include "rules/xml.hpp"

#include <gtest/gtest.h>

namespace qyzmet::rules {
namespace {

std::string key_of(const Result<Xml>& parsed) { return parsed ? "" : parsed.error().key; }

TEST(xml, names_spaces_and_lines) {
  const auto xml = Xml::parse(
      "<?xml version='1.0'?>\n<d:a xmlns:d='urn:d' xmlns:x='urn:x' n='1' x:n='2'>\n  <d:b>one</d:b>\n"
      "  <x:b>other</x:b>\n  <d:b>two &lt; <!-- no --><![CDATA[<three>]]></d:b>\n</d:a>");
  ASSERT_TRUE(xml);
  const XmlElement root = xml->root();
  EXPECT_EQ(root.name(), "a");
  EXPECT_EQ(root.space(), "urn:d");
  EXPECT_EQ(root.attribute("n"), "1");
  EXPECT_EQ(root.attribute("urn:x", "n"), "2");
  EXPECT_EQ(root.attribute("urn:y", "n"), "");
  EXPECT_FALSE(root.has("m"));
  const auto children = root.children("b");
  ASSERT_EQ(children.size(), 2);
  EXPECT_EQ(children[0].text(), "one");
  EXPECT_EQ(children[1].text(), "two < <three>");
  EXPECT_EQ(children[1].line(), 5);
  EXPECT_FALSE(root.child("c"));
}

TEST(xml, what_is_refused) {
  EXPECT_EQ(key_of(Xml::parse("")), "xml.malformed");
  EXPECT_EQ(key_of(Xml::parse("text")), "xml.malformed");
  EXPECT_EQ(key_of(Xml::parse("<a>")), "xml.malformed");
  EXPECT_EQ(key_of(Xml::parse("<a></b>")), "xml.malformed");
  EXPECT_EQ(key_of(Xml::parse("<a/><b/>")), "xml.malformed");
  EXPECT_EQ(key_of(Xml::parse("<a/>text")), "xml.malformed");
  EXPECT_EQ(key_of(Xml::parse(std::string_view("<a>\0</a>", 8))), "xml.malformed");
  EXPECT_EQ(key_of(Xml::parse("<a>\xff</a>")), "xml.not_utf8");
  EXPECT_EQ(key_of(Xml::parse("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")), "xml.doctype");
  EXPECT_EQ(key_of(Xml::parse("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>")), "xml.doctype");
}

TEST(xml, limits) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  for (int i = 0; i < 100'000; ++i) deep += "</a>";
  EXPECT_EQ(key_of(Xml::parse(deep)), "xml.too_deep");
  std::string many = "<a>";
  for (int i = 0; i < 50; ++i) many += "<b/>";
  many += "</a>";
  EXPECT_EQ(key_of(Xml::parse(many, {.max_elements = 51})), "");
  EXPECT_EQ(key_of(Xml::parse(many, {.max_elements = 50})), "xml.too_large");
  EXPECT_EQ(key_of(Xml::parse(many, {.max_bytes = 100})), "xml.too_large");
  EXPECT_EQ(key_of(Xml::parse("<a><b><c/></b></a>", {.max_depth = 3})), "");
  EXPECT_EQ(key_of(Xml::parse("<a><b><c/></b></a>", {.max_depth = 2})), "xml.too_deep");
}

TEST(xml, a_fault_names_its_line) {
  const auto parsed = Xml::parse("<a>\n<b>\n</c>\n</a>");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().details, (Details{{"line", "3"}}));
}

TEST(xml, writes_what_it_reads) {
  XmlWriter writer;
  writer.open("a").attribute("n", "1 < 2 & \"3\"\n4").maybe("m", "");
  writer.line("b", "x < y && z > \"w\"").open("c").close().close();
  EXPECT_EQ(writer.written(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a n=\"1 &lt; 2 &amp; &quot;3&quot;&#10;4\">\n"
            "  <b>x &lt; y &amp;&amp; z &gt; \"w\"</b>\n  <c/>\n</a>\n");
  const auto again = Xml::parse(writer.written());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->root().attribute("n"), "1 < 2 & \"3\"\n4");
  EXPECT_EQ(again->root().child("b").text(), "x < y && z > \"w\"");
}

}  // namespace
}  // namespace qyzmet::rules

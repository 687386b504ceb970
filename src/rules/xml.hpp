#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pugi {
class xml_node;
struct xml_node_struct;
}  // namespace pugi

namespace qyzmet::rules {

/// What one XML text may hold.
struct XmlLimits {
  std::size_t max_bytes = 4 << 20;
  std::size_t max_depth = 64;
  std::size_t max_elements = 200'000;
};

/// One element of an `Xml`; valid as long as that lives. Names are without their prefixes.
class XmlElement {
 public:
  std::string_view name() const;
  /// The namespace that the element's prefix stands for here; empty if none is declared.
  std::string_view space() const;
  /// The value of an attribute without a prefix; empty if it is not there.
  std::string_view attribute(std::string_view name) const;
  bool has(std::string_view name) const;
  /// The value of the attribute `name` whose prefix stands for `space`; empty if it is not there.
  std::string_view attribute(std::string_view space, std::string_view name) const;
  /// What `prefix` stands for here; empty if it is not declared.
  std::string_view space_of(std::string_view prefix) const;
  /// All text directly inside, as it stands; comments and elements left out.
  std::string text() const;
  /// Counted from 1.
  std::size_t line() const;
  /// The elements directly inside, of the same namespace as this one.
  std::vector<XmlElement> children() const;
  std::vector<XmlElement> children(std::string_view name) const;
  /// The first of `children(name)`; false (see below) if there is none.
  XmlElement child(std::string_view name) const;
  explicit operator bool() const { return node_ != nullptr; }

 private:
  friend class Xml;
  struct Document;
  XmlElement(pugi::xml_node_struct* node, const Document* document) : node_(node), document_(document) {}
  pugi::xml_node_struct* node_;
  const Document* document_;
};

/// One XML text (XML 1.0 with namespaces), read within limits. A document type declaration is refused, so that there
/// are no entities but the five of XML itself.
class Xml {
 public:
  /// Errors: too_large "xml.too_large" {limit}; malformed "xml.malformed" {line}, "xml.not_utf8", "xml.doctype" {line},
  /// "xml.too_deep" {line, limit}.
  static Result<Xml> parse(std::string_view text, const XmlLimits& limits = {});
  XmlElement root() const;

 private:
  std::shared_ptr<const XmlElement::Document> document_;
};

/// Writes XML with two blanks a level.
class XmlWriter {
 public:
  XmlWriter();
  /// Opens an element; attributes follow until text or another element does.
  XmlWriter& open(std::string_view name);
  XmlWriter& attribute(std::string_view name, std::string_view value);
  /// The same; nothing if `value` is empty.
  XmlWriter& maybe(std::string_view name, std::string_view value);
  /// An element closes; with text in it, on the same line.
  XmlWriter& close();
  XmlWriter& text(std::string_view text);
  /// `<name>text</name>`.
  XmlWriter& line(std::string_view name, std::string_view text);
  const std::string& written() const { return out_; }

 private:
  void finish_head();
  std::string out_;
  std::vector<std::string> open_;
  bool in_head_ = false;
  bool with_text_ = false;
};

}  // namespace qyzmet::rules

#include "rules/xml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <pugixml.hpp>

#include "base/bytes.hpp"
#include "base/check.hpp"

namespace qyzmet::rules {

struct XmlElement::Document {
  pugi::xml_document tree;
  std::vector<std::size_t> line_starts;

  std::size_t line_at(std::size_t offset) const {
    return static_cast<std::size_t>(std::ranges::upper_bound(line_starts, offset) - line_starts.begin());
  }
};

namespace {

std::string_view local(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string_view prefix(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
}

std::string_view declared(pugi::xml_node node, std::string_view prefix) {
  if (prefix == "xml") return "http://www.w3.org/XML/1998/namespace";
  const std::string name = prefix.empty() ? std::string("xmlns") : fmt::format("xmlns:{}", prefix);
  for (; node; node = node.parent()) {
    if (const auto found = node.attribute(name.c_str())) return found.value();
  }
  return {};
}

/// How deep and how many elements; walks without recursion, because the depth is what is to be found out.
Result<void> within_limits(const pugi::xml_document& tree, const XmlLimits& limits, auto line_of) {
  std::size_t depth = 0;
  std::size_t elements = 0;
  pugi::xml_node node = tree;
  while (node) {
    if (node.type() == pugi::node_element && ++elements > limits.max_elements) {
      return fail(Code::too_large, "xml.too_large", {{"limit", std::to_string(limits.max_elements)}});
    }
    if (node.first_child()) {
      if (++depth > limits.max_depth) {
        return fail(Code::malformed, "xml.too_deep",
                    {{"line", std::to_string(line_of(node))}, {"limit", std::to_string(limits.max_depth)}});
      }
      node = node.first_child();
      continue;
    }
    while (node && !node.next_sibling()) {
      node = node.parent();
      if (depth > 0) --depth;
    }
    if (node) node = node.next_sibling();
  }
  return {};
}

/// An attribute stands once, an element's prefix is declared, and only one element stands at the top.
bool is_well_formed(const pugi::xml_document& tree) {
  std::size_t roots = 0;
  for (const pugi::xml_node child : tree.children()) {
    if (child.type() == pugi::node_element) ++roots;
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
      const std::string_view text = child.value();
      if (text.find_first_not_of(" \t\r\n") != std::string_view::npos) return false;
    }
  }
  return roots == 1;
}

}  // namespace

std::string_view XmlElement::name() const { return local(pugi::xml_node(node_).name()); }

std::string_view XmlElement::space() const {
  const pugi::xml_node node(node_);
  return declared(node, prefix(node.name()));
}

std::string_view XmlElement::space_of(std::string_view prefix) const { return declared(pugi::xml_node(node_), prefix); }

std::string_view XmlElement::attribute(std::string_view name) const {
  return pugi::xml_node(node_).attribute(std::string(name).c_str()).value();
}

bool XmlElement::has(std::string_view name) const {
  return static_cast<bool>(pugi::xml_node(node_).attribute(std::string(name).c_str()));
}

std::string_view XmlElement::attribute(std::string_view space, std::string_view name) const {
  const pugi::xml_node node(node_);
  for (const pugi::xml_attribute found : node.attributes()) {
    const std::string_view full = found.name();
    if (local(full) == name && !prefix(full).empty() && declared(node, prefix(full)) == space) return found.value();
  }
  return {};
}

std::string XmlElement::text() const {
  std::string text;
  for (const pugi::xml_node child : pugi::xml_node(node_).children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
  }
  return text;
}

std::size_t XmlElement::line() const {
  const auto offset = pugi::xml_node(node_).offset_debug();
  return offset < 0 ? 0 : document_->line_at(static_cast<std::size_t>(offset));
}

std::vector<XmlElement> XmlElement::children() const {
  std::vector<XmlElement> found;
  const std::string_view own = space();
  for (const pugi::xml_node child : pugi::xml_node(node_).children()) {
    if (child.type() != pugi::node_element) continue;
    const XmlElement element(child.internal_object(), document_);
    if (element.space() == own) found.push_back(element);
  }
  return found;
}

std::vector<XmlElement> XmlElement::children(std::string_view name) const {
  std::vector<XmlElement> found = children();
  std::erase_if(found, [&](const XmlElement& element) { return element.name() != name; });
  return found;
}

XmlElement XmlElement::child(std::string_view name) const {
  const auto found = children(name);
  return found.empty() ? XmlElement(nullptr, document_) : found.front();
}

Result<Xml> Xml::parse(std::string_view text, const XmlLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return fail(Code::too_large, "xml.too_large", {{"limit", std::to_string(limits.max_bytes)}});
  }
  if (!is_utf8(text)) return fail(Code::malformed, "xml.not_utf8");
  auto document = std::make_shared<XmlElement::Document>();
  document->line_starts.push_back(0);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') document->line_starts.push_back(i + 1);
  }
  const auto malformed = [&](std::size_t offset) {
    return fail(Code::malformed, "xml.malformed", {{"line", std::to_string(document->line_at(offset))}});
  };
  if (const std::size_t null = text.find('\0'); null != std::string_view::npos) return malformed(null);
  // A declaration of type and text beside the root are kept only to be refused.
  constexpr unsigned kHow = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_ws_pcdata |
                            pugi::parse_wconv_attribute | pugi::parse_doctype | pugi::parse_fragment;
  const auto parsed = document->tree.load_buffer(text.data(), text.size(), kHow, pugi::encoding_utf8);
  if (!parsed) return malformed(static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)));
  const auto line_of = [&](pugi::xml_node node) {
    return document->line_at(static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0)));
  };
  for (const pugi::xml_node child : document->tree.children()) {
    if (child.type() == pugi::node_doctype) {
      return fail(Code::malformed, "xml.doctype", {{"line", std::to_string(line_of(child))}});
    }
  }
  TRY(within_limits(document->tree, limits, line_of));
  if (!is_well_formed(document->tree)) return malformed(0);
  Xml xml;
  xml.document_ = std::move(document);
  return xml;
}

XmlElement Xml::root() const { return {document_->tree.document_element().internal_object(), document_.get()}; }

XmlWriter::XmlWriter() : out_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {}

namespace {

void append_escaped(std::string& out, std::string_view text, bool in_attribute) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '\r':
        out += "&#13;";
        break;
      case '"':
        out += in_attribute ? "&quot;" : "\"";
        break;
      case '\n':
        out += in_attribute ? "&#10;" : "\n";
        break;
      case '\t':
        out += in_attribute ? "&#9;" : "\t";
        break;
      default:
        out += c;
    }
  }
}

}  // namespace

void XmlWriter::finish_head() {
  if (!in_head_) return;
  out_ += '>';
  in_head_ = false;
}

XmlWriter& XmlWriter::open(std::string_view name) {
  if (in_head_) {
    finish_head();
    out_ += '\n';
  }
  out_.append(open_.size() * 2, ' ');
  out_ += fmt::format("<{}", name);
  open_.emplace_back(name);
  in_head_ = true;
  with_text_ = false;
  return *this;
}

XmlWriter& XmlWriter::attribute(std::string_view name, std::string_view value) {
  CHECK(in_head_);
  out_ += fmt::format(" {}=\"", name);
  append_escaped(out_, value, true);
  out_ += '"';
  return *this;
}

XmlWriter& XmlWriter::maybe(std::string_view name, std::string_view value) {
  return value.empty() ? *this : attribute(name, value);
}

XmlWriter& XmlWriter::text(std::string_view text) {
  finish_head();
  append_escaped(out_, text, false);
  with_text_ = true;
  return *this;
}

XmlWriter& XmlWriter::close() {
  CHECK(!open_.empty());
  const std::string name = std::move(open_.back());
  open_.pop_back();
  if (in_head_) {
    out_ += "/>\n";
    in_head_ = false;
    return *this;
  }
  if (!with_text_) out_.append(open_.size() * 2, ' ');
  out_ += fmt::format("</{}>\n", name);
  with_text_ = false;
  return *this;
}

XmlWriter& XmlWriter::line(std::string_view name, std::string_view text) { return open(name).text(text).close(); }

}  // namespace qyzmet::rules

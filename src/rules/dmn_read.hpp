#pragma once

#include <string>
#include <string_view>

#include "rules/dmn.hpp"
#include "rules/xml.hpp"

namespace qyzmet::rules::dmn {

/// Reads elements of one DMN file and says in which line a fault is.
class Reader {
 public:
  explicit Reader(std::string_view file) : file_(file) {}

  /// An error at `at`'s line; `details` come after {file, line}.
  std::unexpected<Error> fail_at(const XmlElement& at, std::string key, Details details) const;
  /// The child `name`, or the error that it is missing.
  Result<XmlElement> needed(const XmlElement& parent, std::string_view name) const;
  /// At most `limit` of something called `name`.
  Result<void> at_most(const XmlElement& at, std::size_t count, std::size_t limit, std::string_view name) const;

  /// The boxed expression directly inside `parent`; null if there is none.
  Result<BoxPtr> box_in(const XmlElement& parent) const;
  /// The same inside the child `name` of `parent`; missing is an error.
  Result<BoxPtr> box_in_child(const XmlElement& parent, std::string_view name) const;
  Result<BoxPtr> box(const XmlElement& element) const;
  Result<Function> function(const XmlElement& element) const;
  Result<Table> table(const XmlElement& element) const;

 private:
  Result<Context> context(const XmlElement& element) const;
  Result<Invocation> invocation(const XmlElement& element) const;
  Result<Relation> relation(const XmlElement& element) const;
  Result<Conditional> conditional(const XmlElement& element) const;
  Result<Iteration> iteration(const XmlElement& element) const;
  Result<Filter> filter(const XmlElement& element) const;
  Result<Table::Rule> rule(const XmlElement& element, const Table& table) const;
  std::string file_;
};

/// The name and typeRef of an element that has both. A typeRef may be an attribute or, as in DMN 1.1, an element.
Item item_of(const XmlElement& element);
std::string type_of(const XmlElement& element);
/// The text inside the child `text`; white space at both ends is taken off.
std::string text_of(const XmlElement& element);

}  // namespace qyzmet::rules::dmn

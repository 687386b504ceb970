#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "rules/evaluation.hpp"

namespace qyzmet::rules {

/// Reads FEEL's text from the front. What a name is depends on the names in scope, so there is no list of tokens: the
/// parser asks for what may come next.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  /// Passes blanks and comments (`// …`, `/* … */`).
  void skip();
  bool at_end();
  std::size_t offset() const { return offset_; }
  void back_to(std::size_t offset) { offset_ = offset; }
  std::string_view text() const { return text_; }
  /// The next byte after blanks; '\0' at the end.
  char peek();
  /// Whether a sign stands here; "<" does not stand where "<=" does, nor "." where ".." does.
  bool sees(std::string_view sign);
  bool accept(std::string_view sign);
  /// Whether this whole word stands here.
  bool sees_word(std::string_view word);
  bool accept_word(std::string_view word);
  /// One word of a name (letters, digits, `_`, `?` …) from here, without passing it; "" if there is none.
  std::string_view word();
  /// Whether this name of one or more words stands here, however its words are spaced; `size` is how long it is here.
  bool starts_with_name(std::string_view name, std::size_t& size);
  void pass(std::size_t bytes) { offset_ += bytes; }

  Position position(std::size_t offset);
  Position position() { return skip(), position(offset_); }
  /// A word key with {line, column} and, at the offset, {found}.
  std::unexpected<Error> fail_at(std::size_t offset, std::string key, Details details = {});
  /// `rules.syntax` here.
  std::unexpected<Error> unexpected_here();

 private:
  std::string_view text_;
  std::size_t offset_ = 0;
  std::size_t known_offset_ = 0;  // the last position asked for, to count on from there
  Position known_;
};

/// The length in bytes of a name's character at the front; 0 if none is there. A name starts with a letter, `_`, `?` or
/// any character beyond ASCII that FEEL's grammar lists; digits follow.
std::size_t name_start_size(std::string_view text);
/// The same for the characters after the first.
std::size_t name_part_size(std::string_view text);
/// A string literal's content, its escapes resolved. Reads from the opening to the closing quote.
Result<std::string> read_string(Scanner& scanner);

}  // namespace qyzmet::rules

#include "journal/checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "journal/decimal.hpp"

namespace qyzmet::journal {
namespace {

/// Takes the first line off `text`; none without a newline.
std::optional<std::string_view> take_line(std::string_view& text) {
  auto end = text.find('\n');
  if (end == text.npos) return std::nullopt;
  auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace

std::string to_text(const Checkpoint& checkpoint) {
  return fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.size, to_base64(checkpoint.root));
}

std::optional<Checkpoint> parse_checkpoint(std::string_view text) {
  auto origin = take_line(text);
  auto size = take_line(text);
  auto root = take_line(text);
  if (!root || origin->empty()) return std::nullopt;
  auto number = parse_decimal(*size);
  auto hash = from_base64(*root);
  if (!number || !hash || hash->size() != sizeof(Digest)) return std::nullopt;
  while (!text.empty()) {
    auto extension = take_line(text);
    if (!extension || extension->empty()) return std::nullopt;
  }
  Checkpoint out{std::string(*origin), *number, {}};
  std::ranges::copy(as_bytes(*hash), out.root.begin());
  return out;
}

std::optional<Checkpoint> verified_checkpoint(std::string_view note, const VerifierKey& key) {
  auto parsed = parse_note(note);
  if (!parsed || !signed_by(*parsed, key)) return std::nullopt;
  auto checkpoint = parse_checkpoint(parsed->text);
  if (!checkpoint || checkpoint->origin != key.name) return std::nullopt;
  return checkpoint;
}

}  // namespace qyzmet::journal

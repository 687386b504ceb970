#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "journal/note.hpp"

namespace qyzmet::journal {

/// The head of the tree as a signed note's text: origin, size and root, a line each.  Source: C2SP tlog-checkpoint.
struct Checkpoint {
  std::string origin;
  std::int64_t size = 0;
  Digest root{};
};

/// The note text of a checkpoint, ready to be signed.
std::string to_text(const Checkpoint& checkpoint);
/// None if it is not one. Extension lines are allowed and left out.
std::optional<Checkpoint> parse_checkpoint(std::string_view text);

/// A note's checkpoint if `key` signed it and the origin is the key's name. None otherwise.
std::optional<Checkpoint> verified_checkpoint(std::string_view note, const VerifierKey& key);

}  // namespace qyzmet::journal

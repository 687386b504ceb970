#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "journal/journal.hpp"
#include "journal/tree.hpp"

namespace qyzmet::journal {

/// The state that goes with the stream's head: byte 1 (the format), then the peaks, 32 bytes each, left to right. Empty
/// at size 0.
std::string encode_state(const CompactRange& range);
/// None if the state does not fit the size.
std::optional<CompactRange> decode_state(std::int64_t size, std::string_view state);

}  // namespace qyzmet::journal

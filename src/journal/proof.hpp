#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace qyzmet::journal {

/// That an entry is in a log, as text that can be checked offline.  Source: C2SP tlog-proof.
///   proof = "c2sp.org/tlog-proof@v1\n" ["extra " base64 "\n"] "index " decimal "\n" *(base64 hash "\n") "\n"
///   checkpoint
struct Proof {
  std::int64_t index = 0;
  std::vector<Digest> path;  ///< from the leaf's sibling upwards
  std::string checkpoint;    ///< the signed note, byte for byte
};

std::string to_text(const Proof& proof);
/// None if it is not one; the checkpoint is taken as it stands. Extra data are allowed and left out.
std::optional<Proof> parse_proof(std::string_view text);

}  // namespace qyzmet::journal

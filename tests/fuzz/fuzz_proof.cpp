// Whatever bytes arrive as a tlog-proof: what is read (without extra data) writes itself again, byte for byte. A path
// of any length leads to one root or to none.
// sources: src/journal/proof.cpp src/journal/tree.cpp
#include "journal/proof.hpp"

#include <cstdint>

#include "base/check.hpp"
#include "journal/tree.hpp"

using namespace qyzmet;
using namespace qyzmet::journal;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const std::string start = "c2sp.org/tlog-proof@v1\nindex ";
  // Most inputs get the first line for nothing, or the fuzzer would have to find all of it.
  for (const auto& whole : {std::string(text), start + std::string(text)}) {
    const auto proof = parse_proof(whole);
    if (!proof) continue;
    CHECK(proof->index >= 0 && !proof->checkpoint.empty());
    if (whole.starts_with(start)) CHECK(to_text(*proof) == whole);
    for (const std::int64_t tree : {proof->index, proof->index + (proof->index < INT64_MAX), INT64_MAX}) {
      const auto root = root_from_inclusion(Digest{}, proof->index, tree, proof->path);
      CHECK(!root || proof->index < tree);
    }
  }
  return 0;
}

// Whatever stands in the path of a tile: nothing, or the tile of exactly that path.
// sources: src/journal/tile.cpp src/journal/tree.cpp
// seed: 0/x001/x234/067
// seed: 63/000.p/255
// seed: 1/x999/999.p/1
#include "journal/tile.hpp"

#include <cstdint>

#include "base/check.hpp"

using namespace qyzmet;
using namespace qyzmet::journal;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string_view level = text.substr(0, slash);
  const std::string_view rest = slash == text.size() ? std::string_view() : text.substr(slash + 1);
  if (const auto tile = parse_tile(level, rest)) {
    CHECK(std::to_string(tile->level) == level && tile->level <= 63);
    CHECK(tile_path(tile->number, tile->width) == rest);
  }
  if (const auto bundle = parse_tile_rest(text)) CHECK(tile_path(bundle->number, bundle->width) == text);
  return 0;
}

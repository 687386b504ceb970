#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/tree.hpp"

/// Tiles: the tree cut into pieces of 256 hashes, as C2SP tlog-tiles serves them. Pure.
namespace qyzmet::journal {

constexpr int tile_width = 256;
constexpr int tile_height = 8;

/// One tile. A hash of level L is a perfect subtree of 256^L leaves. `width` 256: full; 1-255: partial.
struct Tile {
  int level = 0;
  std::int64_t number = 0;
  int width = tile_width;
  auto operator<=>(const Tile&) const = default;
};

/// How many hashes a tree of `size` leaves has at `level`: floor(size / 256^level).
std::int64_t hashes_at(int level, std::int64_t size);

/// The path after "/tile/<L>/": 1234067 is "x001/x234/067", partial tiles end in ".p/<W>".
std::string tile_path(std::int64_t number, int width);
/// `level` as the spec writes it (0-63, no leading zeroes); `rest` as `tile_path` writes it. None if it is written
/// differently.
std::optional<Tile> parse_tile(std::string_view level, std::string_view rest);
/// Number and width alone, for entry bundles.
std::optional<Tile> parse_tile_rest(std::string_view rest);

/// A tile's hashes with all the perfect subtrees over them, so that each is worked out once.
class TileTree {
 public:
  int width() const { return width_; }
  /// Adds the next hash on the right.
  void add(const Digest& hash);
  /// The perfect subtree of 2^height of the tile's hashes, `index` counted within the tile. It must lie within the
  /// width.
  const Digest& node(int height, int index) const { return nodes_[offset(height) + static_cast<std::size_t>(index)]; }

 private:
  static constexpr std::size_t offset(int height) {
    return 2 * tile_width - (static_cast<std::size_t>(2 * tile_width) >> height);
  }
  int width_ = 0;
  std::array<Digest, 2 * tile_width - 1> nodes_;
};

/// Cuts a growing tree into tiles. Knows only what has been added since it was made, so it can take a large tree up
/// without reading it: `Open::first` says where in a tile its knowledge begins.
class TileCutter {
 public:
  struct Open {
    int first = 0;               ///< hashes of this tile that came before us
    std::vector<Digest> hashes;  ///< those since
    int width() const { return first + static_cast<int>(hashes.size()); }
  };

  TileCutter() = default;
  explicit TileCutter(CompactRange range);

  /// Adds a leaf; `full(level, number, open)` hears of each tile that this fills, and may complete `open` from
  /// elsewhere first.
  template <class Full>
  void add(const Digest& leaf, Full&& full) {
    range_.add(leaf, [&](Node node, const Digest& hash) {
      if (node.height % tile_height != 0) return;
      auto level = static_cast<std::size_t>(node.height / tile_height);
      if (level >= open_.size()) open_.resize(level + 1);
      auto& open = open_[level];
      open.hashes.push_back(hash);
      if (open.width() < tile_width) return;
      full(static_cast<int>(level), node.index / tile_width, open);
      open = {};
    });
  }

  const CompactRange& range() const { return range_; }
  /// The unfinished tile of each level, from 0.
  std::vector<Open>& open() { return open_; }

 private:
  CompactRange range_;
  std::vector<Open> open_;
};

}  // namespace qyzmet::journal

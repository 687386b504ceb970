// Tiles: their paths as tlog-tiles writes them, and their hashes against the tree's.
#include "journal/tile.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace qyzmet::journal {
namespace {

TEST(TilePath, is_as_the_specification_writes_it) {
  EXPECT_EQ(tile_path(0, 256), "000");
  EXPECT_EQ(tile_path(999, 256), "999");
  EXPECT_EQ(tile_path(1000, 256), "x001/000");
  EXPECT_EQ(tile_path(1234067, 256), "x001/x234/067");
  EXPECT_EQ(tile_path(1234067, 8), "x001/x234/067.p/8");
}

TEST(TilePath, reads_back_what_it_writes_and_nothing_else) {
  for (std::int64_t number : {0L, 7L, 999L, 1000L, 1234067L, 999999999L, INT64_MAX / 256}) {
    for (int width : {1, 9, 255, 256}) {
      EXPECT_EQ(parse_tile("3", tile_path(number, width)), (Tile{3, number, width})) << number << " " << width;
    }
  }
  for (auto level : {"", "64", "01", "-1", "+1", "1 ", "entries", "99999999999999999999"}) {
    EXPECT_FALSE(parse_tile(level, "000")) << level;
  }
  for (auto rest : {"",
                    "0",
                    "00",
                    "0000",
                    "x000/001",
                    "x001",
                    "x001/",
                    "x001/x002/",
                    "001/002",
                    "x1/002",
                    "x001/0x2",
                    "000.p/0",
                    "000.p/256",
                    "000.p/01",
                    "000.p/",
                    "000.p",
                    "000.p/1/",
                    "000.p/-1",
                    "000/",
                    "/000",
                    "../000",
                    "x001//002",
                    "x999/x999/x999/x999/x999/x999/x999/999",
                    "x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/999"}) {
    EXPECT_FALSE(parse_tile("0", rest)) << rest;
  }
}

TEST(TileWidths, are_those_of_the_specifications_example) {
  EXPECT_EQ(hashes_at(0, 70'000) / 256, 273);
  EXPECT_EQ(hashes_at(0, 70'000) % 256, 112);
  EXPECT_EQ(hashes_at(1, 70'000) / 256, 1);
  EXPECT_EQ(hashes_at(1, 70'000) % 256, 17);
  EXPECT_EQ(hashes_at(2, 70'000), 1);
  EXPECT_EQ(hashes_at(3, 70'000), 0);
  EXPECT_EQ(hashes_at(63, INT64_MAX), 0);
}

/// Goal: cutting a tree into tiles and reading its nodes from them gives the same roots, wherever the cutting was
/// interrupted. Method: grow a tree to 70,000 leaves, taking it up anew from its peaks at random moments; keep the
/// tiles that are filled, and complete those begun before an interruption from the leaves; at random sizes read the
/// root through the tiles alone.
TEST(TileCutter, makes_the_tiles_of_the_tree) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  std::map<std::pair<int, std::int64_t>, TileTree> tiles;
  std::vector<std::vector<Digest>> rows(1);  // every perfect subtree of 256^level leaves
  CompactRange whole;
  TileCutter cutter;
  const auto full = [&](int level, std::int64_t number, TileCutter::Open& open) {
    auto start = rows[static_cast<std::size_t>(level)].begin() + number * tile_width;
    open.hashes.insert(open.hashes.begin(), start, start + open.first);
    TileTree tree;
    for (const auto& hash : open.hashes) tree.add(hash);
    ASSERT_EQ(tree.width(), tile_width);
    EXPECT_TRUE(tiles.emplace(std::pair{level, number}, tree).second);
    auto next = static_cast<std::size_t>(level) + 1;
    if (rows.size() <= next) rows.resize(next + 1);
    rows[next].push_back(tree.node(tile_height, 0));
  };
  for (int i = 0; i < 70'000; ++i) {
    if (random() % 1000 == 0) cutter = TileCutter(*CompactRange::from(whole.size(), whole.peaks()));
    auto leaf = sha256(std::to_string(random()));
    rows[0].push_back(leaf);
    whole.add(leaf);
    cutter.add(leaf, full);
    ASSERT_EQ(cutter.range().peaks(), whole.peaks());
  }
  EXPECT_EQ(tiles.size(), 274U);
  EXPECT_EQ(cutter.open().at(0).width(), 112);
  EXPECT_EQ(cutter.open().at(1).width(), 17);
  EXPECT_EQ(cutter.open().at(2).width(), 1);
  const ReadNode read = [&](Node node) {
    auto level = node.height / tile_height;
    auto height = node.height % tile_height;
    auto in_level = node.index << height;
    if (auto found = tiles.find({level, in_level / tile_width}); found != tiles.end()) {
      return found->second.node(height, static_cast<int>((in_level % tile_width) >> height));
    }
    TileTree partial;
    const auto& row = rows[static_cast<std::size_t>(level)];
    for (auto i = in_level / tile_width * tile_width; i < std::ssize(row); ++i)
      partial.add(row[static_cast<std::size_t>(i)]);
    return partial.node(height, static_cast<int>((in_level % tile_width) >> height));
  };
  EXPECT_EQ(root_of(70'000, read), whole.root());
  for (int round = 0; round < 50; ++round) {
    auto index = static_cast<std::int64_t>(random() % 70'000);
    auto path = inclusion_proof(index, 70'000, read);
    EXPECT_EQ(root_from_inclusion(rows[0][static_cast<std::size_t>(index)], index, 70'000, path), whole.root());
  }
}

}  // namespace
}  // namespace qyzmet::journal

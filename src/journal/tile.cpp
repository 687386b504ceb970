#include "journal/tile.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "journal/decimal.hpp"

namespace qyzmet::journal {
namespace {

constexpr int highest_level = 63;
constexpr std::size_t longest_rest = 64;  // 2^63 leaves make tile numbers of at most 6 path elements

/// Three digits at the front of `text`; -1 if there are none.
int three_digits(std::string_view text) {
  if (text.size() < 3) return -1;
  int value = 0;
  for (char c : text.substr(0, 3)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::int64_t hashes_at(int level, std::int64_t size) {
  int shift = level * tile_height;
  return shift >= 63 ? 0 : size >> shift;
}

std::string tile_path(std::int64_t number, int width) {
  auto path = fmt::format("{:03}", number % 1000);
  for (number /= 1000; number > 0; number /= 1000) path = fmt::format("x{:03}/", number % 1000) + path;
  return width == tile_width ? path : fmt::format("{}.p/{}", path, width);
}

std::optional<Tile> parse_tile_rest(std::string_view rest) {
  if (rest.size() > longest_rest) return std::nullopt;
  Tile tile;
  if (auto suffix = rest.find(".p/"); suffix != rest.npos) {
    auto width = parse_decimal(rest.substr(suffix + 3));
    if (!width || *width < 1 || *width >= tile_width) return std::nullopt;
    tile.width = static_cast<int>(*width);
    rest = rest.substr(0, suffix);
  }
  auto written = rest;
  while (written.starts_with('x')) {
    auto digits = three_digits(written.substr(1));
    if (digits < 0 || written.size() < 5 || written[4] != '/' || tile.number > INT64_MAX / 1'000'000)
      return std::nullopt;
    tile.number = tile.number * 1000 + digits;
    written.remove_prefix(5);
  }
  auto digits = three_digits(written);
  if (digits < 0 || written.size() != 3) return std::nullopt;
  tile.number = tile.number * 1000 + digits;
  // Refuses "x000/001": every tile has one path.
  if (tile_path(tile.number, tile_width) != rest) return std::nullopt;
  return tile;
}

std::optional<Tile> parse_tile(std::string_view level, std::string_view rest) {
  auto number = parse_decimal(level);
  if (!number || *number > highest_level) return std::nullopt;
  auto tile = parse_tile_rest(rest);
  if (tile) tile->level = static_cast<int>(*number);
  return tile;
}

void TileTree::add(const Digest& hash) {
  CHECK(width_ < tile_width);
  auto index = static_cast<std::size_t>(width_++);
  nodes_[index] = hash;
  for (int height = 0; (index & 1) != 0; ++height) {
    const auto& left = nodes_[offset(height) + index - 1];
    const auto& right = nodes_[offset(height) + index];
    index >>= 1;
    nodes_[offset(height + 1) + index] = node_hash(left, right);
  }
}

TileCutter::TileCutter(CompactRange range) : range_(std::move(range)) {
  for (int level = 0; hashes_at(level, range_.size()) > 0; ++level) {
    open_.push_back({static_cast<int>(hashes_at(level, range_.size()) % tile_width), {}});
  }
}

}  // namespace qyzmet::journal

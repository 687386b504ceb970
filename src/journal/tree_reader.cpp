#include "journal/tree_reader.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "journal/store.hpp"

namespace qyzmet::journal {

std::shared_ptr<const TileTree> TileCache::find(int level, std::int64_t number) const {
  std::lock_guard lock(mutex_);
  auto found = tiles_.find({level, number});
  return found == tiles_.end() ? nullptr : found->second;
}

void TileCache::put(int level, std::int64_t number, std::shared_ptr<const TileTree> tile) {
  std::lock_guard lock(mutex_);
  auto [place, added] = tiles_.try_emplace({level, number}, tile);
  if (!added) {
    if (place->second->width() < tile->width()) place->second = std::move(tile);
    return;
  }
  order_.emplace_back(level, number);
  if (order_.size() <= limit_) return;
  tiles_.erase(order_.front());
  order_.pop_front();
}

std::size_t TileCache::size() const {
  std::lock_guard lock(mutex_);
  return tiles_.size();
}

Digest TreeReader::operator()(Node node) {
  int level = node.height / tile_height;
  int height = node.height % tile_height;
  auto number = node.index >> (tile_height - height);
  return tile(level, number)->node(height, static_cast<int>(node.index - (number << (tile_height - height))));
}

std::shared_ptr<const TileTree> TreeReader::tile(int level, std::int64_t number) {
  auto& used = used_[{level, number}];
  if (used) return used;
  auto width = static_cast<int>(std::min<std::int64_t>(tile_width, hashes_at(level, size_) - number * tile_width));
  CHECK(width > 0);
  used = cache_.find(level, number);
  if (used && used->width() >= width) return used;
  used = read(level, number, width, used.get());
  cache_.put(level, number, used);
  return used;
}

std::shared_ptr<const TileTree> TreeReader::read(int level, std::int64_t number, int width, const TileTree* known) {
  auto tree = known ? std::make_shared<TileTree>(*known) : std::make_shared<TileTree>();
  std::vector<Digest> hashes;
  if (level > 0 || width == tile_width) {
    hashes = store::tile(snapshot_, level, number);
    hashes.erase(hashes.begin(), hashes.begin() + std::min<std::ptrdiff_t>(tree->width(), std::ssize(hashes)));
  } else {
    hashes = store::entries(snapshot_, number * tile_width + tree->width(), number * tile_width + width);
    std::ranges::transform(hashes, hashes.begin(), [](const Digest& entry) { return leaf_hash(entry); });
  }
  for (const auto& hash : hashes) {
    if (tree->width() < tile_width) tree->add(hash);
  }
  if (tree->width() < width) throw db::Broken("the journal lacks rows or tiles that its head counts");
  return tree;
}

}  // namespace qyzmet::journal

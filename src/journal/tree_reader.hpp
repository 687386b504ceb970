#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "db/db.hpp"
#include "journal/tile.hpp"
#include "journal/tree.hpp"

namespace qyzmet::journal {

/// The tiles read last, with their inner hashes worked out: 16 KiB each, bounded. Committed tiles never change (the
/// newest of each level only grows), so nothing is ever taken out but for want of room. Safe from several threads.
class TileCache {
 public:
  explicit TileCache(std::size_t limit) : limit_(limit) {}
  std::shared_ptr<const TileTree> find(int level, std::int64_t number) const;
  /// Keeps the wider of this and the one it has.
  void put(int level, std::int64_t number, std::shared_ptr<const TileTree> tile);
  std::size_t size() const;

 private:
  using Key = std::pair<int, std::int64_t>;
  mutable std::mutex mutex_;
  std::size_t limit_;
  std::map<Key, std::shared_ptr<const TileTree>> tiles_;
  std::deque<Key> order_;  ///< oldest first
};

/// Reads the hashes of a tree of `size` leaves from a snapshot that holds at least so many rows. Throws db::Broken if
/// rows or tiles are missing.
class TreeReader {
 public:
  TreeReader(db::Snapshot& snapshot, TileCache& cache, std::int64_t size)
      : snapshot_(snapshot), cache_(cache), size_(size) {}
  Digest operator()(Node node);
  /// The tile, as wide as the tree has it or wider. The tree must have at least one hash of it.
  std::shared_ptr<const TileTree> tile(int level, std::int64_t number);

 private:
  std::shared_ptr<const TileTree> read(int level, std::int64_t number, int width, const TileTree* known);

  db::Snapshot& snapshot_;
  TileCache& cache_;
  std::int64_t size_;
  std::map<std::pair<int, std::int64_t>, std::shared_ptr<const TileTree>> used_;
};

}  // namespace qyzmet::journal

#pragma once

#include <bit>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.hpp"

/// The Merkle tree: pure arithmetic over hashes. Nothing here knows a database, a clock or a file.  Source: RFC 6962
/// §2.1.
namespace qyzmet::journal {

/// SHA-256(0x00 ‖ entry).
Digest leaf_hash(std::span<const std::byte> entry);
/// SHA-256(0x01 ‖ left ‖ right).
Digest node_hash(const Digest& left, const Digest& right);
/// The root of a tree without leaves: SHA-256 of nothing.
Digest empty_root();

/// A perfect subtree: the hash of leaves [index × 2^height, (index + 1) × 2^height).
struct Node {
  int height = 0;
  std::int64_t index = 0;
  auto operator<=>(const Node&) const = default;
};
/// Gives the hash of a perfect subtree of the tree.
using ReadNode = std::function<Digest(Node)>;

/// A growing tree that keeps no more than the perfect subtrees at its right edge ("peaks"), left to right: as many as
/// `size` has bits.
class CompactRange {
 public:
  CompactRange() = default;
  /// None if the number of peaks does not fit the size.
  static std::optional<CompactRange> from(std::int64_t size, std::vector<Digest> peaks);

  /// Adds one leaf; `made(node, hash)` hears each perfect subtree that this completes, from the leaf upwards.
  template <class Made>
  void add(Digest hash, Made&& made) {
    made(Node{0, size_}, hash);
    for (int height = 0; (size_ >> height) & 1; ++height) {
      hash = node_hash(peaks_.back(), hash);
      peaks_.pop_back();
      made(Node{height + 1, size_ >> (height + 1)}, hash);
    }
    peaks_.push_back(hash);
    ++size_;
  }
  void add(const Digest& leaf) {
    add(leaf, [](Node, const Digest&) {});
  }

  std::int64_t size() const { return size_; }
  const std::vector<Digest>& peaks() const { return peaks_; }
  Digest root() const;

 private:
  std::int64_t size_ = 0;
  std::vector<Digest> peaks_;
};

/// The root of the first `size` leaves.
Digest root_of(std::int64_t size, const ReadNode& read);
/// The peaks of the first `size` leaves, left to right.
std::vector<Digest> peaks_of(std::int64_t size, const ReadNode& read);

/// PATH(index, D[size]), from the leaf's sibling upwards. 0 ≤ index < size.
std::vector<Digest> inclusion_proof(std::int64_t index, std::int64_t size, const ReadNode& read);
/// PROOF(from, D[to]). 0 < from ≤ to; empty when they are equal.
std::vector<Digest> consistency_proof(std::int64_t from, std::int64_t to, const ReadNode& read);

/// The root that a leaf and its path lead to; none if the path's length does not fit.
std::optional<Digest> root_from_inclusion(const Digest& leaf, std::int64_t index, std::int64_t size,
                                          std::span<const Digest> path);
/// Whether the tree of `from` leaves with root `from_root` is a beginning of that of `to` leaves with root `to_root`.
bool consistent(std::int64_t from, const Digest& from_root, std::int64_t to, const Digest& to_root,
                std::span<const Digest> proof);

}  // namespace qyzmet::journal

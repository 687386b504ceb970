#include "journal/tree.hpp"

#include <array>

#include "base/check.hpp"

namespace qyzmet::journal {
namespace {

constexpr std::array<std::byte, 1> leaf_prefix{std::byte{0}};
constexpr std::array<std::byte, 1> node_prefix{std::byte{1}};

/// The largest power of two below `n`; n > 1.
std::int64_t split(std::int64_t n) {
  return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(n - 1)));
}

/// The perfect subtrees that make up [begin, end), left to right. `begin` is a multiple of every power of two up to end
/// - begin, as all the ranges of RFC 6962's recursion are.
std::vector<Digest> cover(std::int64_t begin, std::int64_t end, const ReadNode& read) {
  std::vector<Digest> hashes;
  while (begin < end) {
    auto width = static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(end - begin)));
    int height = std::countr_zero(static_cast<std::uint64_t>(width));
    hashes.push_back(read({height, begin >> height}));
    begin += width;
  }
  return hashes;
}

Digest fold(std::span<const Digest> hashes) {
  auto root = hashes.back();
  for (auto i = hashes.size() - 1; i-- > 0;) root = node_hash(hashes[i], root);
  return root;
}

Digest range_hash(std::int64_t begin, std::int64_t end, const ReadNode& read) { return fold(cover(begin, end, read)); }

}  // namespace

Digest leaf_hash(std::span<const std::byte> entry) { return sha256({leaf_prefix, entry}); }
Digest node_hash(const Digest& left, const Digest& right) { return sha256({node_prefix, left, right}); }
Digest empty_root() { return sha256(std::span<const std::byte>{}); }

std::optional<CompactRange> CompactRange::from(std::int64_t size, std::vector<Digest> peaks) {
  if (size < 0 || static_cast<std::size_t>(std::popcount(static_cast<std::uint64_t>(size))) != peaks.size()) {
    return std::nullopt;
  }
  CompactRange range;
  range.size_ = size;
  range.peaks_ = std::move(peaks);
  return range;
}

Digest CompactRange::root() const { return peaks_.empty() ? empty_root() : fold(peaks_); }

Digest root_of(std::int64_t size, const ReadNode& read) { return size == 0 ? empty_root() : range_hash(0, size, read); }
std::vector<Digest> peaks_of(std::int64_t size, const ReadNode& read) { return cover(0, size, read); }

std::vector<Digest> inclusion_proof(std::int64_t index, std::int64_t size, const ReadNode& read) {
  CHECK(index >= 0 && index < size);
  std::vector<Digest> from_root;
  std::int64_t begin = 0;
  std::int64_t end = size;
  while (end - begin > 1) {
    auto middle = begin + split(end - begin);
    if (index < middle) {
      from_root.push_back(range_hash(middle, end, read));
      end = middle;
    } else {
      from_root.push_back(range_hash(begin, middle, read));
      begin = middle;
    }
  }
  return {from_root.rbegin(), from_root.rend()};
}

std::vector<Digest> consistency_proof(std::int64_t from, std::int64_t to, const ReadNode& read) {
  CHECK(from > 0 && from <= to);
  std::vector<Digest> from_root;
  std::int64_t begin = 0;
  std::int64_t end = to;
  while (from != end) {
    auto middle = begin + split(end - begin);
    if (from <= middle) {
      from_root.push_back(range_hash(middle, end, read));
      end = middle;
    } else {
      from_root.push_back(range_hash(begin, middle, read));
      begin = middle;
    }
  }
  // SUBPROOF's flag b: a subtree that begins at 0 is the old root itself, which the verifier has.
  if (begin != 0) from_root.push_back(range_hash(begin, end, read));
  return {from_root.rbegin(), from_root.rend()};
}

std::optional<Digest> root_from_inclusion(const Digest& leaf, std::int64_t index, std::int64_t size,
                                          std::span<const Digest> path) {
  if (index < 0 || index >= size) return std::nullopt;
  // RFC 9162 §2.1.3.2, which writes out how to check RFC 6962's paths.
  auto node = index;
  auto last = size - 1;
  auto hash = leaf;
  for (const auto& sibling : path) {
    if (last == 0) return std::nullopt;
    if ((node & 1) != 0 || node == last) {
      hash = node_hash(sibling, hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) return std::nullopt;
  return hash;
}

bool consistent(std::int64_t from, const Digest& from_root, std::int64_t to, const Digest& to_root,
                std::span<const Digest> proof) {
  if (from < 0 || from > to) return false;
  if (from == to) return proof.empty() && from_root == to_root;
  if (from == 0) return proof.empty() && from_root == empty_root();
  // RFC 9162 §2.1.4.2.
  std::vector<Digest> path(proof.begin(), proof.end());
  if (std::has_single_bit(static_cast<std::uint64_t>(from))) path.insert(path.begin(), from_root);
  if (path.empty()) return false;
  auto node = from - 1;
  auto last = to - 1;
  while ((node & 1) != 0) {
    node >>= 1;
    last >>= 1;
  }
  auto old_hash = path.front();
  auto new_hash = path.front();
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      old_hash = node_hash(path[i], old_hash);
      new_hash = node_hash(path[i], new_hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      new_hash = node_hash(new_hash, path[i]);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == from_root && new_hash == to_root;
}

}  // namespace qyzmet::journal

// The tree against RFC 6962's known answers, and against a naive tree that follows the RFC's recursion word for word.
#include "journal/tree.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "journal/tile.hpp"

namespace qyzmet::journal {
namespace {

std::string bytes(std::string_view hex) { return from_hex(hex).value(); }

std::vector<Digest> some_leaves(std::int64_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Digest> leaves;
  for (std::int64_t i = 0; i < count; ++i) leaves.push_back(sha256(std::to_string(random())));
  return leaves;
}

using Leaves = std::span<const Digest>;

std::size_t below(std::size_t n) {
  std::size_t k = 1;
  while (2 * k < n) k *= 2;
  return k;
}
Digest naive_root(Leaves d) {
  if (d.empty()) return sha256(std::string_view{});
  if (d.size() == 1) return d[0];
  auto k = below(d.size());
  return node_hash(naive_root(d.first(k)), naive_root(d.subspan(k)));
}
std::vector<Digest> naive_path(std::size_t m, Leaves d) {
  if (d.size() == 1) return {};
  auto k = below(d.size());
  auto path = m < k ? naive_path(m, d.first(k)) : naive_path(m - k, d.subspan(k));
  path.push_back(m < k ? naive_root(d.subspan(k)) : naive_root(d.first(k)));
  return path;
}
std::vector<Digest> naive_subproof(std::size_t m, Leaves d, bool whole) {
  if (m == d.size()) return whole ? std::vector<Digest>{} : std::vector{naive_root(d)};
  auto k = below(d.size());
  auto proof = m <= k ? naive_subproof(m, d.first(k), whole) : naive_subproof(m - k, d.subspan(k), false);
  proof.push_back(m <= k ? naive_root(d.subspan(k)) : naive_root(d.first(k)));
  return proof;
}

ReadNode reader(Leaves leaves) {
  return [leaves](Node node) {
    return naive_root(
        leaves.subspan(static_cast<std::size_t>(node.index << node.height), std::size_t{1} << node.height));
  };
}

TEST(Tree, gives_the_known_roots) {
  // The leaves and roots of Certificate Transparency's reference tests.
  const std::string_view entries[] = {
      "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
  const std::string_view roots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  CompactRange range;
  EXPECT_EQ(to_hex(range.root()), roots[0]);
  for (std::size_t i = 0; i < std::size(entries); ++i) {
    range.add(leaf_hash(as_bytes(bytes(entries[i]))));
    EXPECT_EQ(to_hex(range.root()), roots[i + 1]) << i + 1 << " leaves";
  }
}

TEST(Tree, agrees_with_the_naive_tree_at_every_size) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  auto leaves = some_leaves(600, seed);
  auto read = reader(leaves);
  CompactRange range;
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    range.add(leaves[size - 1]);
    auto root = naive_root(Leaves(leaves).first(size));
    ASSERT_EQ(range.root(), root) << size;
    ASSERT_EQ(root_of(static_cast<std::int64_t>(size), read), root) << size;
    ASSERT_EQ(peaks_of(static_cast<std::int64_t>(size), read), range.peaks()) << size;
  }
}

TEST(Tree, a_range_goes_on_from_its_peaks) {
  auto leaves = some_leaves(100, 1);
  CompactRange whole;
  for (const auto& leaf : leaves) {
    auto again = CompactRange::from(whole.size(), whole.peaks());
    ASSERT_TRUE(again);
    whole.add(leaf);
    again->add(leaf);
    ASSERT_EQ(again->root(), whole.root());
  }
  EXPECT_FALSE(CompactRange::from(3, {leaves[0]}));
  EXPECT_FALSE(CompactRange::from(-1, {}));
}

TEST(Tree, inclusion_proofs_are_those_of_the_rfc_and_prove_nothing_else) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  auto leaves = some_leaves(600, seed);
  auto read = reader(leaves);
  for (int round = 0; round < 400; ++round) {
    auto size = round < 40 ? round + 1 : static_cast<std::int64_t>(random() % 600 + 1);
    auto index = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(size));
    SCOPED_TRACE(std::to_string(index) + " of " + std::to_string(size));
    auto first = Leaves(leaves).first(static_cast<std::size_t>(size));
    auto path = inclusion_proof(index, size, read);
    ASSERT_EQ(path, naive_path(static_cast<std::size_t>(index), first));
    auto root = naive_root(first);
    const auto& leaf = leaves[static_cast<std::size_t>(index)];
    ASSERT_EQ(root_from_inclusion(leaf, index, size, path), root);
    // Another leaf, another place, a path cut or lengthened or with a bit turned: another root, or none.
    ASSERT_NE(root_from_inclusion(sha256("other"), index, size, path), root);
    if (size > 1) {
      ASSERT_NE(root_from_inclusion(leaf, (index + 1) % size, size, path), root);
    }
    ASSERT_EQ(root_from_inclusion(leaf, size, size, path), std::nullopt);
    ASSERT_EQ(root_from_inclusion(leaf, -1, size, path), std::nullopt);
    for (auto& hash : path) {
      auto bit = std::byte{static_cast<unsigned char>(1 << (random() % 8))};
      auto& byte = hash[random() % hash.size()];
      byte ^= bit;
      ASSERT_NE(root_from_inclusion(leaf, index, size, path), root);
      byte ^= bit;
    }
    path.push_back(leaf);
    ASSERT_NE(root_from_inclusion(leaf, index, size, path), root);
    path.pop_back();
    if (path.empty()) continue;
    path.pop_back();
    ASSERT_NE(root_from_inclusion(leaf, index, size, path), root);
  }
}

TEST(Tree, consistency_proofs_are_those_of_the_rfc_and_prove_nothing_else) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  auto leaves = some_leaves(300, seed);
  auto read = reader(leaves);
  for (int round = 0; round < 400; ++round) {
    auto to = static_cast<std::int64_t>(random() % 300 + 1);
    auto from = round < 20 ? to : static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(to) + 1);
    SCOPED_TRACE(std::to_string(from) + " to " + std::to_string(to));
    auto first = Leaves(leaves).first(static_cast<std::size_t>(to));
    auto proof = consistency_proof(from, to, read);
    ASSERT_EQ(proof, naive_subproof(static_cast<std::size_t>(from), first, true));
    auto old_root = naive_root(first.first(static_cast<std::size_t>(from)));
    auto new_root = naive_root(first);
    ASSERT_TRUE(consistent(from, old_root, to, new_root, proof));
    ASSERT_FALSE(consistent(from, sha256("x"), to, new_root, proof));
    ASSERT_FALSE(consistent(from, old_root, to, sha256("x"), proof));
    for (auto& hash : proof) {
      hash[0] ^= std::byte{1};
      ASSERT_FALSE(consistent(from, old_root, to, new_root, proof));
      hash[0] ^= std::byte{1};
    }
    proof.push_back(old_root);
    ASSERT_FALSE(consistent(from, old_root, to, new_root, proof));
  }
  EXPECT_TRUE(consistent(0, empty_root(), 7, naive_root(Leaves(leaves).first(7)), {}));
  EXPECT_FALSE(consistent(8, leaves[0], 7, leaves[1], {}));
}

}  // namespace
}  // namespace qyzmet::journal

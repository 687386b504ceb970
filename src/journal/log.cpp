#include "journal/log.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "journal/store.hpp"
#include "journal/tile.hpp"

namespace qyzmet::journal {
namespace {

constexpr char state_format = 1;

/// Holds the peaks and what it has seen of the unfinished tiles; a group's leaves only wait until the group is sealed,
/// so that taking some back is cutting a vector.
class MemoryLog final : public Log {
 public:
  void load(std::int64_t size, std::string_view state) override {
    auto range = decode_state(size, state);
    if (!range) throw db::Broken("the journal's head cannot be read");
    cutter_ = TileCutter(*std::move(range));
    waiting_.clear();
  }
  std::int64_t size() const override { return cutter_.range().size() + std::ssize(waiting_); }
  void rewind(std::int64_t size) override {
    CHECK(size >= cutter_.range().size() && size <= this->size());
    waiting_.resize(static_cast<std::size_t>(size - cutter_.range().size()));
  }
  std::int64_t add(const Digest& entry) override {
    waiting_.push_back(leaf_hash(entry));
    return size() - 1;
  }
  std::string seal(db::Tx& tx) override {
    auto before = cutter_.range().size();
    for (const auto& leaf : waiting_) {
      cutter_.add(leaf, [&](int level, std::int64_t number, TileCutter::Open& open) { put(tx, level, number, open); });
    }
    waiting_.clear();
    auto after = cutter_.range().size();
    for (int level = 1; hashes_at(level, after) > 0; ++level) {
      auto& open = cutter_.open()[static_cast<std::size_t>(level)];
      if (hashes_at(level, after) == hashes_at(level, before) || open.width() == 0) continue;
      put(tx, level, hashes_at(level, after) / tile_width, open);
    }
    return encode_state(cutter_.range());
  }

 private:
  static void put(db::Tx& tx, int level, std::int64_t number, TileCutter::Open& open) {
    if (open.first > 0) {
      auto earlier = level == 0 ? leaves(tx, number * tile_width, open.first) : store::tile(tx, level, number);
      if (std::ssize(earlier) < open.first) throw db::Broken("the journal lacks rows or tiles that its head counts");
      open.hashes.insert(open.hashes.begin(), earlier.begin(), earlier.begin() + open.first);
      open.first = 0;
    }
    store::put_tile(tx, level, number, open.hashes);
  }
  static std::vector<Digest> leaves(db::Tx& tx, std::int64_t from, int count) {
    auto hashes = store::entries(tx, from, from + count);
    std::ranges::transform(hashes, hashes.begin(), [](const Digest& entry) { return leaf_hash(entry); });
    return hashes;
  }

  TileCutter cutter_;
  std::vector<Digest> waiting_;
};

}  // namespace

std::string encode_state(const CompactRange& range) {
  std::string state(1, state_format);
  for (const auto& peak : range.peaks()) state += as_text(peak);
  return state;
}

std::optional<CompactRange> decode_state(std::int64_t size, std::string_view state) {
  if (state.empty()) return CompactRange::from(size, {});
  if (state.front() != state_format || state.size() % sizeof(Digest) != 1) return std::nullopt;
  std::vector<Digest> peaks(state.size() / sizeof(Digest));
  std::ranges::copy(as_bytes(state.substr(1)), std::as_writable_bytes(std::span(peaks)).begin());
  return CompactRange::from(size, std::move(peaks));
}

std::unique_ptr<Log> Log::create() { return std::make_unique<MemoryLog>(); }

}  // namespace qyzmet::journal

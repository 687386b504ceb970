#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/check.hpp"
#include "journal/checkpoint.hpp"
#include "journal/durable_file.hpp"
#include "journal/journal.hpp"
#include "journal/log.hpp"
#include "journal/proof.hpp"
#include "journal/receipt.hpp"
#include "journal/standing.hpp"
#include "journal/store.hpp"
#include "journal/tree_reader.hpp"

namespace qyzmet::journal {
namespace {

constexpr std::size_t cached_tiles = 512;     // 8 MiB; the right edge of a log of 10^9 events needs 5
constexpr std::size_t kept_checkpoints = 16;  // a snapshot may be a second older than the newest
constexpr int pause_after_failure_ms = 1000;

/// Where the writer leaves the newest head; only the newest counts.
class Inbox {
 public:
  /// Called on the writer thread.
  void offer(std::int64_t size, std::string_view state) {
    std::lock_guard lock(mutex_);
    if (size == size_) return;  // a smaller one must be seen: the publisher then signs nothing more
    size_ = size;
    state_ = state;
    fresh_ = true;
    if (waiting_) news_.notify_one();
  }
  /// The head to begin with, unless a newer one has come already.
  void begin(std::int64_t size, std::string_view state) {
    std::lock_guard lock(mutex_);
    if (fresh_) return;
    size_ = size;
    state_ = state;
    fresh_ = true;
    news_.notify_one();
  }
  struct Head {
    std::int64_t size;
    std::string state;
  };
  /// Waits for a head that has not been taken, but not before `pause_ms` are over; none once stopped and nothing is
  /// left.
  std::optional<Head> take(std::int64_t pause_ms) {
    std::unique_lock lock(mutex_);
    if (pause_ms > 0) stopped_.wait_for(lock, std::chrono::milliseconds(pause_ms), [&] { return stop_; });
    waiting_ = true;
    news_.wait(lock, [&] { return fresh_ || stop_; });
    waiting_ = false;
    if (!fresh_) return std::nullopt;
    fresh_ = false;
    return Head{size_, state_};
  }
  /// Gives a head back that could not be published; false when it is too late.
  bool again() {
    std::lock_guard lock(mutex_);
    fresh_ = !stop_;
    return fresh_;
  }
  void stop() {
    std::lock_guard lock(mutex_);
    stop_ = true;
    news_.notify_all();
    stopped_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable news_;
  std::condition_variable stopped_;
  std::int64_t size_ = -1;
  std::string state_;
  bool fresh_ = false;
  bool waiting_ = false;
  bool stop_ = false;
};

struct Published {
  std::int64_t size = 0;
  std::string checkpoint;
};

class SigningPublisher final : public Publisher {
 public:
  SigningPublisher(PublisherOptions options, db::Database& database, Clock& clock, Signer signer, Standing standing)
      : options_(std::move(options)),
        clock_(clock),
        signer_(std::move(signer)),
        standing_(std::move(standing)),
        key_(make_verifier_key(standing_.origin, signer_.public_key())),
        inbox_(std::make_shared<Inbox>()) {
    database.on_commit([inbox = inbox_](const db::Committed& head) { inbox->offer(head.size, head.state); });
  }
  ~SigningPublisher() override { SigningPublisher::stop(); }

  void start() override {
    CHECK(!thread_.joinable());
    inbox_->begin(standing_.range.size(), encode_state(standing_.range));
    thread_ = std::thread([this] { loop(); });
  }
  void stop() override {
    inbox_->stop();
    if (thread_.joinable()) thread_.join();
  }

  std::string checkpoint() const override {
    std::lock_guard lock(mutex_);
    return published_.empty() ? "" : published_.front()->checkpoint;
  }
  std::int64_t published_size() const override {
    std::lock_guard lock(mutex_);
    return published_.empty() ? 0 : published_.front()->size;
  }
  std::string verifier_key() const override { return key_.to_text(); }
  std::string trouble() const override { return trouble_.load(); }

  Result<std::string> receipt(db::Snapshot& snapshot, std::int64_t index) const override {
    auto row = store::find(snapshot, index);
    if (!row) return fail(Code::not_found, "journal.no_event");
    auto published = newest_in(snapshot);
    if (!published || index >= published->size) return fail(Code::unavailable, "journal.not_published_yet");
    TreeReader reader(snapshot, cache_, published->size);
    Proof proof{index, inclusion_proof(index, published->size, std::ref(reader)), published->checkpoint};
    return to_json(Receipt{.index = index,
                           .facts = std::move(row->event.facts),
                           .salt_1 = row->salt_1,
                           .personal = std::move(row->event.personal).value_or(""),
                           .salt_2 = row->salt_2,
                           .erased = row->personal_digest,
                           .proof = to_text(proof)});
  }

  Result<std::string> hash_tile(db::Snapshot& snapshot, int level, std::int64_t number, int width) const override {
    auto published = newest_in(snapshot);
    if (!published || !has_tile(published->size, level, number, width)) return fail(Code::not_found, "journal.no_tile");
    auto tile = TreeReader(snapshot, cache_, published->size).tile(level, number);
    std::string bytes;
    bytes.reserve(static_cast<std::size_t>(width) * sizeof(Digest));
    for (int i = 0; i < width; ++i) bytes += as_text(tile->node(0, i));
    return bytes;
  }

  Result<std::string> entry_bundle(db::Snapshot& snapshot, std::int64_t number, int width) const override {
    auto published = newest_in(snapshot);
    if (!published || !has_tile(published->size, 0, number, width)) return fail(Code::not_found, "journal.no_tile");
    auto from = number * tile_width;
    constexpr std::string_view length{"\0\x20", 2};
    std::string bytes;
    for (const auto& entry : store::entries(snapshot, from, from + width)) {
      bytes += length;
      bytes += as_text(entry);
    }
    if (bytes.size() != static_cast<std::size_t>(width) * (length.size() + sizeof(Digest))) {
      throw db::Broken("the journal lacks rows that its head counts");
    }
    return bytes;
  }

 private:
  static bool has_tile(std::int64_t size, int level, std::int64_t number, int width) {
    auto hashes = hashes_at(level, size);
    return level >= 0 && width >= 1 && width <= tile_width && number >= 0 && number <= hashes &&
           number * tile_width + width <= hashes;
  }

  /// The newest published checkpoint whose rows this snapshot sees: one opened a moment ago may be older than the
  /// newest.
  std::shared_ptr<const Published> newest_in(db::Snapshot& snapshot) const {
    auto seen = store::size(snapshot);
    std::lock_guard lock(mutex_);
    auto found = std::ranges::find_if(published_, [&](const auto& one) { return one->size <= seen; });
    return found == published_.end() ? nullptr : *found;
  }

  void loop() {
    std::int64_t pause_ms = 0;
    while (auto head = inbox_->take(pause_ms)) {
      auto began = clock_.monotonic_ms();
      bool done = publish(*head);
      if (!done && !inbox_->again()) return;
      pause_ms = done ? options_.interval_ms - (clock_.monotonic_ms() - began) : pause_after_failure_ms;
    }
  }

  /// Signs, syncs, publishes. False if the high-water file cannot be written: then nobody may see the checkpoint.
  bool publish(const Inbox::Head& head) {
    auto range = decode_state(head.size, head.state);
    CHECK(range.has_value());
    // Two heads that do not fit together must never be signed: after a smaller one nothing is, whatever follows.
    went_back_ = went_back_ || head.size < published_size();
    if (went_back_) {
      trouble_ = "journal.database_older";
      return true;
    }
    auto text = to_text(Checkpoint{standing_.origin, head.size, range->root()});
    auto note = signer_.sign_note(text, standing_.origin);
    if (!replace_file(options_.high_water_file, note, 0644)) {
      trouble_ = "journal.high_water_failed";
      return false;
    }
    auto next = std::make_shared<const Published>(head.size, std::move(note));
    std::lock_guard lock(mutex_);
    published_.push_front(std::move(next));
    if (published_.size() > kept_checkpoints) published_.pop_back();
    trouble_ = "";
    return true;
  }

  PublisherOptions options_;
  Clock& clock_;
  Signer signer_;
  Standing standing_;
  VerifierKey key_;
  std::shared_ptr<Inbox> inbox_;  ///< shared with the writer's listener, which may outlive us
  mutable TileCache cache_{cached_tiles};
  mutable std::mutex mutex_;
  std::deque<std::shared_ptr<const Published>> published_;  ///< newest first
  std::atomic<const char*> trouble_{""};
  bool went_back_ = false;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Publisher>> Publisher::open(PublisherOptions options, db::Database& database, Clock& clock,
                                                   Random& random) {
  std::error_code error;
  bool first_start = !std::filesystem::exists(options.high_water_file, error) && !error;
  TRY_ASSIGN(auto standing, read_standing(database, options.origin));
  // A lost key is never replaced silently: whoever holds receipts holds the old one.
  TRY_ASSIGN(auto signer, open_key(options.key_file, first_start && standing.range.size() == 0, random));
  auto key = make_verifier_key(standing.origin, signer.public_key());
  if (first_start) {
    TRY(begin_high_water(options.high_water_file, standing, signer));
  } else {
    TRY(check_against(database, standing, options.high_water_file, key));
  }
  if (!options.last_checkpoint.empty()) TRY(check_against(database, standing, options.last_checkpoint, key));
  return std::make_unique<SigningPublisher>(std::move(options), database, clock, std::move(signer),
                                            std::move(standing));
}

}  // namespace qyzmet::journal

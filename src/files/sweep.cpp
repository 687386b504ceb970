#include "files/files.hpp"
#include "files/store.hpp"

namespace qyzmet::files {
namespace {

constexpr int kAtOnce = 50;
constexpr auto kEvery = std::chrono::hours(1);

}  // namespace

Result<std::int64_t> Files::sweep(db::Database& database, const InADraft& in_a_draft) const {
  const Instant before = clock_.now() - kUnnamedKept;
  std::int64_t all = 0;
  Instant after = from_ms(0);
  std::int64_t after_place = 0;
  for (std::size_t found = kAtOnce; found == kAtOnce;) {
    std::vector<Upload> old;
    database.read([&](db::Snapshot& snapshot) { old = store::unnamed(snapshot, before, after, after_place, kAtOnce); });
    found = old.size();
    if (old.empty()) break;
    after = old.back().begun_at;
    after_place = old.back().place;
    std::vector<std::int64_t> gone;
    TRY(database.change(
        [&](db::Tx& tx) -> Result<void> {
          gone.clear();
          for (const Upload& upload : old) {
            if (store::is_named(tx, upload.place)) continue;
            if (upload.person && in_a_draft(tx, *upload.person, to_hex(upload.sha256))) continue;
            store::remove(tx, upload.place);
            gone.push_back(upload.place);
          }
          return {};
        },
        db::Priority::background));
    for (const std::int64_t place : gone) shelf_.remove(place);
    all += std::ssize(gone);
  }
  return all;
}

std::int64_t Files::sweep_strays(db::Database& database) const {
  std::vector<std::int64_t> old;
  shelf_.each([&](std::int64_t place, Instant changed_at) {
    if (changed_at < clock_.now() - kUnnamedKept) old.push_back(place);
  });
  std::int64_t all = 0;
  for (const std::int64_t place : old) {
    bool known = true;
    database.read([&](db::Snapshot& snapshot) { known = store::exists(snapshot, place); });
    if (known) continue;
    shelf_.remove(place);
    ++all;
  }
  return all;
}

void Sweep::start() {
  thread_ = std::thread([this] { run(); });
}

void Sweep::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Sweep::run() {
  (void)files_.sweep_strays(database_);
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    (void)files_.sweep(database_, in_a_draft_);  // a writer that takes nothing now is asked again in an hour
    lock.lock();
    wake_.wait_for(lock, kEvery, [this] { return stopping_; });
  }
}

}  // namespace qyzmet::files

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/json.hpp"
#include "journal/checkpoint.hpp"
#include "journal/durable_file.hpp"
#include "journal/journal.hpp"
#include "journal/log.hpp"
#include "journal/receipt.hpp"
#include "journal/standing.hpp"
#include "journal/store.hpp"
#include "journal/tile.hpp"

namespace qyzmet::journal {
namespace {

constexpr int rows_at_once = 2000;  // some 20 ms: far below a snapshot's second
constexpr std::size_t most_findings = 1000;
constexpr Digest no_row{};  // stands for the leaf of a row that is missing, which has been found already

/// A checkpoint that was signed earlier, to be met on the way through the tree.
struct Seen {
  std::string file;
  Checkpoint checkpoint;
};

/// Goes through the journal once, from the first row to the head it met at the start.
class Auditor {
 public:
  Auditor(db::Database& database, AuditReport& report) : database_(database), report_(report) {}

  void run(const PublisherOptions& options) {
    // Before the head: a running server's file is never ahead of its head, but soon ahead of one read earlier.
    read_checkpoints(options);
    read_head();
    meet_checkpoints();
    std::int64_t next = INT64_MIN;
    while (read_chunk(next)) {
    }
    compare_end();
    compare_erasures();
  }

 private:
  void found(std::int64_t index, std::string what) {
    if (report_.findings.size() < most_findings) report_.findings.push_back({index, std::move(what)});
  }

  void read_checkpoints(const PublisherOptions& options) {
    std::error_code error;
    never_signed_ =
        !std::filesystem::exists(options.key_file, error) && !std::filesystem::exists(options.high_water_file, error);
    if (never_signed_) return;
    auto pem = read_file(options.key_file);
    auto signer = pem ? Signer::from_pem(*pem) : std::nullopt;
    if (!signer) return found(-1, "the signing key cannot be read: " + options.key_file.string());
    std::string origin;
    database_.read([&](db::Snapshot& snapshot) { origin = log_origin(snapshot, options.origin); });
    auto key = make_verifier_key(origin, signer->public_key());
    for (const auto& file : {options.high_water_file, options.last_checkpoint}) {
      if (file.empty()) continue;
      auto note = read_file(file);
      auto checkpoint = note ? verified_checkpoint(*note, key) : std::nullopt;
      if (!checkpoint) {
        found(-1, fmt::format("{} holds no checkpoint that this key signed for {}", file.string(), origin));
      } else {
        seen_.push_back({file.string(), *std::move(checkpoint)});
      }
    }
  }

  void read_head() {
    database_.read([&](db::Snapshot& snapshot) {
      auto head = store::head(snapshot);
      size_ = head.size;
      state_ = head.state;
      if (auto rows = store::size(snapshot); rows != size_) {
        found(-1, fmt::format("the head counts {} events, the table ends at {}", size_, rows));
      }
      for (const auto& tiles : store::count_tiles(snapshot)) {
        auto hashes = tiles.level < 0 ? 0 : hashes_at(tiles.level, size_);
        auto expected = tiles.level == 0 ? hashes / tile_width : (hashes + tile_width - 1) / tile_width;
        if (tiles.count != expected || tiles.lowest != 0 || tiles.highest != expected - 1) {
          found(-1, fmt::format("level {} should have {} tiles, numbered from 0, but has {}, numbered {} to {}",
                                tiles.level, expected, tiles.count, tiles.lowest, tiles.highest));
        }
      }
    });
    if (never_signed_ && size_ > 0) found(-1, "there is neither a signing key nor a high-water file");
    for (const auto& seen : seen_) {
      if (seen.checkpoint.size <= size_) continue;
      found(-1,
            fmt::format("the database holds {} events; {} was signed at {}", size_, seen.file, seen.checkpoint.size));
    }
  }

  /// Reads some rows from `next` on, and moves it. False at the end.
  bool read_chunk(std::int64_t& next) {
    bool more = false;
    database_.read([&](db::Snapshot& snapshot) {
      auto rows = store::rows(snapshot, next, rows_at_once);
      for (const auto& row : rows) check(snapshot, row);
      more = !rows.empty();
      if (more) next = rows.back().event.index + 1;
    });
    return more;
  }

  void check(db::Snapshot& snapshot, const store::Row& row) {
    auto index = row.event.index;
    if (index < 0) return found(index, "the row lies before the log's beginning");
    if (row.event.kind == "event.erased") note_erasure(row.event);
    if (index >= size_) return;  // appended since, or beyond the head, which was found above
    missing_until(index);
    ++report_.events;
    if (row.personal_digest) erased_.insert(index);
    auto digest = row.personal_digest ? *row.personal_digest
                                      : personal_digest(row.salt_2.value_or(Digest{}), row.event.personal.value_or(""));
    auto entry = event_entry(row.salt_1, row.event.facts, digest);
    if (entry != row.entry)
      found(index, "the row was edited: its entry does not follow from its facts and personal part");
    check_columns(row.event);
    add(leaf_hash(entry), &snapshot);
  }

  /// Time, kind and subject stand in the facts, which the entry covers, and in columns, which it does not.
  void check_columns(const Stored& event) {
    auto value = parse_json(event.facts);
    if (!value || !value->is_object()) return found(event.index, "the facts are not a JSON object");
    const auto& facts = value->get_object();
    auto same = [&](std::string_view name, std::string_view expected) {
      auto text = get_string(facts, name);
      if (!text || *text != expected) found(event.index, fmt::format("the column of {} differs from the facts", name));
    };
    same("kind", event.kind);
    same("subject", std::to_string(event.subject));
    same("at", to_rfc3339(event.at));
  }

  void note_erasure(const Stored& event) {
    auto value = parse_json(event.facts);
    if (!value || !value->is_object()) return;
    if (auto index = get_integer(value->get_object(), "index")) said_erased_.emplace(*index, event.index);
  }

  void missing_until(std::int64_t index) {
    auto from = cutter_.range().size();
    if (from >= index) return;
    found(from,
          index - from == 1 ? "the row is missing" : fmt::format("{} rows from here on are missing", index - from));
    // The tree must go on, or every later place in it would be wrong as well.
    while (cutter_.range().size() < index) add(no_row, nullptr);
  }

  void add(const Digest& leaf, db::Snapshot* snapshot) {
    cutter_.add(leaf, [&](int level, std::int64_t number, TileCutter::Open& open) {
      if (snapshot) compare_tile(level, number, open.hashes, store::tile(*snapshot, level, number));
    });
    meet_checkpoints();
  }

  void compare_tile(int level, std::int64_t number, const std::vector<Digest>& expected,
                    const std::vector<Digest>& stored) {
    if (stored.size() < expected.size()) {
      return found(-1, fmt::format("tile {}/{} is missing or too short", level, number));
    }
    for (std::size_t i = 0; i < expected.size(); ++i) {
      if (stored[i] == expected[i] || expected[i] == no_row) continue;
      auto place = number * tile_width + static_cast<std::int64_t>(i);
      found(level == 0 ? place : -1,
            fmt::format("hash {} of tile {}/{} does not follow from the rows", i, level, number));
    }
  }

  void meet_checkpoints() {
    for (const auto& seen : seen_) {
      if (seen.checkpoint.size != cutter_.range().size() || seen.checkpoint.root == cutter_.range().root()) continue;
      found(-1, fmt::format("the tree of {} events is not the one that {} signed", seen.checkpoint.size, seen.file));
    }
  }

  void compare_end() {
    missing_until(size_);
    database_.read([&](db::Snapshot& snapshot) {
      auto range = decode_state(size_, state_);
      if (!range || range->peaks() != cutter_.range().peaks()) found(-1, "the head does not follow from the rows");
      auto& open = cutter_.open();
      for (std::size_t level = 1; level < open.size(); ++level) {
        if (open[level].hashes.empty()) continue;
        auto number = hashes_at(static_cast<int>(level), size_) / tile_width;
        compare_tile(static_cast<int>(level), number, open[level].hashes,
                     store::tile(snapshot, static_cast<int>(level), number));
      }
    });
  }

  void compare_erasures() {
    for (auto index : erased_) {
      if (!said_erased_.contains(index))
        found(index, "the personal part is gone, and no event says that it was erased");
    }
    for (auto [index, said_at] : said_erased_) {
      // What was erased while we read may have been read before.
      if (said_at >= size_ || erased_.contains(index)) continue;
      found(index, fmt::format("event {} says that the personal part was erased, but it is there", said_at));
    }
  }

  db::Database& database_;
  AuditReport& report_;
  std::vector<Seen> seen_;
  bool never_signed_ = false;
  std::int64_t size_ = 0;
  std::string state_;
  TileCutter cutter_;
  std::set<std::int64_t> erased_;
  std::map<std::int64_t, std::int64_t> said_erased_;  ///< and which event says so
};

}  // namespace

AuditReport audit(db::Database& database, const PublisherOptions& options, const std::vector<ModuleAudit>& modules) {
  AuditReport report;
  Auditor(database, report).run(options);
  for (const auto& module : modules) {
    module(database, report);
    if (report.findings.size() > most_findings) report.findings.resize(most_findings);
  }
  return report;
}

}  // namespace qyzmet::journal

#include "journal/standing.hpp"

#include "base/json.hpp"
#include "journal/checkpoint.hpp"
#include "journal/durable_file.hpp"
#include "journal/log.hpp"
#include "journal/store.hpp"
#include "journal/tree_reader.hpp"

namespace qyzmet::journal {
namespace {

constexpr std::size_t tiles_for_one_root = 16;

std::unexpected<Error> differs(std::int64_t size) {
  return fail(Code::conflict, "journal.database_differs", {{"size", std::to_string(size)}});
}

Result<CompactRange> read_head(db::Snapshot& snapshot) {
  auto head = store::head(snapshot);
  auto range = decode_state(head.size, head.state);
  if (!range || store::size(snapshot) != head.size) return differs(head.size);
  TileCache cache(tiles_for_one_root);
  TreeReader reader(snapshot, cache, head.size);
  try {
    if (root_of(head.size, std::ref(reader)) != range->root()) return differs(head.size);
  } catch (const db::SnapshotTooOld&) {
    throw;
  } catch (const db::Broken&) {
    return differs(head.size);  // rows or tiles are missing
  }
  return *std::move(range);
}

}  // namespace

std::string log_origin(db::Snapshot& snapshot, std::string_view origin) {
  auto facts = store::newest_facts(snapshot, 0, "log.continued");
  auto value = facts ? parse_json(*facts) : fail(Code::not_found, "journal.no_event");
  if (!value || !value->is_object()) return std::string(origin);
  auto name = get_string(value->get_object(), "new_origin");
  return std::string(name ? *name : origin);
}

Result<Standing> read_standing(db::Database& database, std::string_view origin) {
  Standing standing;
  Result<CompactRange> range;
  database.read([&](db::Snapshot& snapshot) {
    standing.origin = log_origin(snapshot, origin);
    range = read_head(snapshot);
  });
  if (!is_key_name(standing.origin)) return fail(Code::invalid, "journal.bad_origin", {{"origin", standing.origin}});
  TRY_ASSIGN(standing.range, std::move(range));
  return standing;
}

Result<void> check_against(db::Database& database, const Standing& standing, const std::filesystem::path& checkpoint,
                           const VerifierKey& key) {
  auto note = read_file(checkpoint);
  auto seen = note ? verified_checkpoint(*note, key) : std::nullopt;
  if (!seen) return fail(Code::invalid, "journal.bad_checkpoint", {{"file", checkpoint.string()}});
  auto size = standing.range.size();
  if (seen->size > size) {
    return fail(Code::conflict, "journal.database_older",
                {{"size", std::to_string(size)}, {"seen", std::to_string(seen->size)}});
  }
  Digest root{};
  database.read([&](db::Snapshot& snapshot) {
    TileCache cache(tiles_for_one_root);
    TreeReader reader(snapshot, cache, size);
    root = root_of(seen->size, std::ref(reader));
  });
  if (root != seen->root) return differs(seen->size);
  return {};
}

Result<void> begin_high_water(const std::filesystem::path& file, const Standing& standing, const Signer& signer) {
  if (standing.range.size() != 0) return fail(Code::conflict, "journal.high_water_missing", {{"file", file.string()}});
  return write_high_water(file, standing, signer);
}

Result<void> write_high_water(const std::filesystem::path& file, const Standing& standing, const Signer& signer) {
  auto text = to_text(Checkpoint{standing.origin, standing.range.size(), standing.range.root()});
  return replace_file(file, signer.sign_note(text, standing.origin), 0644);
}

Result<Signer> read_key(const std::filesystem::path& file) {
  auto pem = read_file(file);
  auto signer = pem ? Signer::from_pem(*pem) : std::nullopt;
  if (!signer) return fail(Code::invalid, "journal.bad_key", {{"file", file.string()}});
  return *std::move(signer);
}

Result<Signer> open_key(const std::filesystem::path& file, bool may_make, Random& random) {
  std::error_code error;
  if (!std::filesystem::exists(file, error) && !error && may_make) {
    Signer signer(random.next_32());
    TRY(replace_file(file, signer.to_pem(), 0600));
    return signer;
  }
  return read_key(file);
}

}  // namespace qyzmet::journal

#include <fmt/format.h>

#include "base/json.hpp"
#include "journal/checkpoint.hpp"
#include "journal/durable_file.hpp"
#include "journal/journal.hpp"
#include "journal/standing.hpp"

namespace qyzmet::journal {
namespace {

/// The checkpoint in the high-water file, whoever signed it: it names the log that is left behind. None without a file.
struct Left {
  std::string note;
  Checkpoint checkpoint;
};
std::optional<Left> read_left(const std::filesystem::path& file) {
  auto text = read_file(file);
  auto note = text ? parse_note(*text) : std::nullopt;
  auto checkpoint = note ? parse_checkpoint(note->text) : std::nullopt;
  if (!checkpoint) return std::nullopt;
  return Left{*std::move(text), *std::move(checkpoint)};
}

void append_continued(db::Tx& tx, std::string_view from, std::string_view to, std::string_view reason,
                      std::string_view note) {
  auto facts = fmt::format(R"({{"at":"{}","kind":"log.continued")", to_rfc3339(tx.now()));
  const auto add = [&](std::string_view name, std::string_view text) {
    facts += fmt::format(R"(,"{}":)", name);
    append_canonical_string(facts, text);
  };
  add("new_origin", to);
  add("old_checkpoint", note);
  add("old_origin", from);
  add("reason", reason);
  add("subject", "0");
  append(tx, {.kind = "log.continued", .subject = 0, .facts = facts + "}", .personal = {}});
}

}  // namespace

Result<void> continue_as(db::Database& database, PublisherOptions& options, std::string_view name,
                         std::string_view reason) {
  if (!is_key_name(name)) return fail(Code::invalid, "journal.bad_origin", {{"origin", std::string(name)}});
  TRY_ASSIGN(auto standing, read_standing(database, options.origin));
  auto left = read_left(options.high_water_file);
  bool named = standing.origin == name;
  // The name is taken up but the file is not the new log's: a crash came between the two.
  bool finished = named && left && left->checkpoint.origin == name;
  if (finished) return fail(Code::conflict, "journal.same_origin", {{"origin", std::string(name)}});
  TRY_ASSIGN(auto signer, read_key(options.key_file));
  if (!named) {
    TRY(database.change([&](db::Tx& tx) -> Result<void> {
      append_continued(tx, standing.origin, name, reason, left ? left->note : "");
      return {};
    }));
  }
  if (left) {
    auto aside = options.high_water_file;
    aside += ".old-" + std::to_string(left->checkpoint.size);
    TRY(move_file(options.high_water_file, aside));
  }
  TRY_ASSIGN(standing, read_standing(database, name));
  TRY(write_high_water(options.high_water_file, standing, signer));
  options.origin = name;
  return {};
}

}  // namespace qyzmet::journal

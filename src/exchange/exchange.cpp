#include "exchange/exchange.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/json.hpp"
#include "exchange/events.hpp"
#include "exchange/store.hpp"

namespace qyzmet::exchange {
namespace {

/// What may stand in the journal's facts: words of a definition, nothing that anybody typed.
bool is_plain(std::string_view word, std::size_t most) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  };
  return !word.empty() && word.size() <= most && std::ranges::all_of(word, fits);
}

bool is_canonical_object(std::string_view text) {
  const auto value = parse_json(text, {.max_bytes = kMostRequest});
  return value && value->is_object() && canonical_json(*value) == text;
}

}  // namespace

std::int64_t ask(db::Tx& tx, const Question& question) {
  constexpr std::size_t kMostId = 64;
  constexpr std::size_t kMostPurpose = 128;
  CHECK(is_plain(question.register_id, kMostId));
  CHECK(is_plain(question.evidence, kMostId));
  CHECK(is_plain(question.purpose, kMostPurpose));
  CHECK(is_canonical_object(question.request));
  CHECK(question.keep_s >= 0);
  const std::int64_t id = tx.new_id();
  store::insert(tx, id, question);
  events::asked(tx, {.id = id,
                     .register_id = question.register_id,
                     .evidence = question.evidence,
                     .subject = question.subject,
                     .purpose = question.purpose,
                     .deadline = question.deadline});
  return id;
}

std::optional<Lookup> find(db::Snapshot& snapshot, std::int64_t lookup) { return store::find(snapshot, lookup); }
std::optional<Lookup> find(db::Tx& tx, std::int64_t lookup) { return store::find(tx, lookup); }

std::vector<Lookup> lookups_of(db::Snapshot& snapshot, std::int64_t application) {
  return store::of_subject(snapshot, application, kMostOfOne);
}
db::Question lookups_question(std::int64_t application) { return store::subject_question(application, kMostOfOne); }
std::vector<Lookup> lookups_of(db::Tx& tx, std::int64_t application) {
  return store::of_subject(tx, application, kMostOfOne);
}

std::optional<Lookup> last_known(db::Snapshot& snapshot, std::string_view register_id, std::string_view request) {
  return store::newest_kept(snapshot, register_id, request, {});
}
std::optional<Lookup> last_known(db::Tx& tx, std::string_view register_id, std::string_view request) {
  return store::newest_kept(tx, register_id, request, {});
}

std::string_view to_word(RegisterState state) {
  switch (state) {
    case RegisterState::healthy:
      return "healthy";
    case RegisterState::slow:
      return "slow";
    case RegisterState::frozen:
      return "frozen";
    case RegisterState::not_connected:
      return "not_connected";
  }
  return "";
}

}  // namespace qyzmet::exchange

#include "catalogue/gate.hpp"

#include <algorithm>

namespace qyzmet::catalogue {
namespace {

constexpr std::string_view kClosed = "counter";

std::optional<Text> text_in(const json::value* value) {
  if (value == nullptr || !value->is_object()) return {};
  Text text;
  for (const auto& [name, place] : {std::pair{"kk", &text.kk}, std::pair{"ru", &text.ru}, std::pair{"en", &text.en}}) {
    const auto said = get_string(value->get_object(), name);
    if (said) *place = *said;
  }
  return text.complete() ? std::optional(std::move(text)) : std::nullopt;
}

/// Adds what this form says; false if it cannot be read: then nobody is sent away because of it.
bool add(Gate& gate, const json::object& form) {
  const auto day = get_string(form, "first_day");
  const auto first_day = day ? parse_date(*day) : std::unexpected(day.error());
  const auto exceptions = get_array(form, "exceptions");
  const auto fallback = text_in(form.if_contains("fallback"));
  if (!first_day || !exceptions || !fallback) return false;
  gate.first_day = std::max(gate.first_day, *first_day);
  for (const json::value& one : **exceptions) {
    auto text = text_in(&one);
    if (!text) return false;
    gate.exceptions.push_back(*std::move(text));
  }
  gate.fallbacks.push_back(*fallback);
  return true;
}

std::string joined(const std::vector<Text>& texts, Lang lang, bool numbered) {
  std::string all;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) all += "; ";
    if (numbered) all += std::to_string(i + 1) + ") ";
    all += texts[i].in(lang);
  }
  return all;
}

Error online_only(const Gate& gate) {
  Error error{Code::conflict, "service.online_only", {{"first_day", to_iso(gate.first_day)}}, {}};
  for (const Lang lang : {Lang::kk, Lang::ru, Lang::en}) {
    const std::string end = "." + std::string(to_code(lang));
    error.details.emplace_back("exceptions" + end, joined(gate.exceptions, lang, true));
    error.details.emplace_back("fallback" + end, joined(gate.fallbacks, lang, false));
  }
  return error;
}

json::array to_array(const std::vector<Text>& texts) {
  json::array all;
  for (const Text& text : texts) all.emplace_back(to_object(text));
  return all;
}

Stage reached(const Entry& entry) { return entry.retired_from.value_or(entry.stage); }

}  // namespace

std::optional<Gate> gate_of(const std::vector<Entry>& entries) {
  Gate gate;
  for (const Entry& entry : entries) {
    if (!entry.counts() || entry.stage < Stage::registered) continue;
    if (entry.stage != Stage::online_only) return {};
    const auto form = entry.forms.find(Stage::online_only);
    if (form != entry.forms.end() && !add(gate, form->second)) return {};
  }
  return gate.fallbacks.empty() ? std::nullopt : std::optional(std::move(gate));
}

json::object to_object(const Gate& gate) {
  return {{"exceptions", to_array(gate.exceptions)},
          {"fallbacks", to_array(gate.fallbacks)},
          {"first_day", to_iso(gate.first_day)}};
}

Result<void> check_channel(const Gate* gate, std::string_view channel, std::optional<int> exception, Date today) {
  const bool closed = gate != nullptr && channel == kClosed && today >= gate->first_day;
  if (!closed && exception) return fail_field("exception", "service.no_exception_wanted");
  if (!closed) return {};
  if (!exception) return std::unexpected(online_only(*gate));
  const int most = static_cast<int>(gate->exceptions.size());
  if (*exception >= 1 && *exception <= most) return {};
  return fail_field("exception", "field.not_in_range", {{"min", "1"}, {"max", std::to_string(most)}});
}

std::optional<Error> standing_mistake(const Definition& definition, int line, const std::vector<Entry>& entries) {
  if (!definition.standing) return {};
  const Stage claimed = *definition.standing;
  Details details = {
      {"file", definition.file}, {"line", std::to_string(line)}, {"standing", std::string(to_word(claimed))}};
  if (entries.empty()) {
    if (claimed <= Stage::registered) return {};
    return Error{Code::invalid, "definition.standing_needs_entry", std::move(details), {}};
  }
  const Entry& farthest = *std::ranges::max_element(entries, {}, reached);
  const auto retired = std::ranges::find(entries, Stage::retired, &Entry::stage);
  if (claimed == Stage::retired ? retired != entries.end() : claimed <= reached(farthest)) return {};
  details.emplace_back("stage", to_word(farthest.stage));
  details.emplace_back("number", id_to_display(farthest.id.value));
  return Error{Code::invalid, "definition.standing_ahead", std::move(details), {}};
}

}  // namespace qyzmet::catalogue

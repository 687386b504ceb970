#include "catalogue/facts.hpp"

#include <algorithm>
#include <charconv>

#include "catalogue/read_facts.hpp"

namespace qyzmet::catalogue {
namespace {

using Word = std::string_view;

// Each in the order of its enumeration.
constexpr std::array<Word, 3> kCertainties = {"sourced", "unverified", "assumed"};
constexpr std::array<Word, 5> kUnitWords = {"unknown", "minutes", "hours", "calendar_days", "working_days"};
constexpr std::array<Word, 3> kOffered = {"unknown", "no", "yes"};
constexpr std::array<Word, 7> kStandings = {"found",      "described",   "redesigned", "digitised",
                                            "registered", "online_only", "retired"};
constexpr std::array<Word, 2> kServiceKinds = {"service", "support_measure"};
constexpr std::array<Word, 6> kForms = {"grant", "loan", "guarantee", "subsidy", "tax_relief", "other"};
constexpr std::array<int, 5> kLongest = {0, 100'000, 10'000, 3'650, 1'000};

constexpr std::int64_t kMostTenge = 1'000'000'000'000;
constexpr std::size_t kMostConditions = 20;

/// "0", "0.2", "12.125" as thousandths; nothing if it is no such number.
std::optional<std::int64_t> parse_milli(std::string_view text) {
  const auto dot = text.find('.');
  const auto whole = to_integer(text.substr(0, dot));
  std::string decimals(dot == std::string_view::npos ? "" : text.substr(dot + 1));
  if (!whole || *whole < 0 || text[0] == '-' || decimals.size() > 3 ||
      (dot != std::string_view::npos && decimals.empty())) {
    return std::nullopt;
  }
  if (!std::ranges::all_of(decimals, is_digit)) return std::nullopt;
  decimals.resize(3, '0');
  return std::int64_t{*whole} * 1000 + *to_integer(decimals);
}

/// Whole tenge as tiyn; nothing if it is no such sum, or none at all.
std::optional<std::int64_t> parse_tenge(std::string_view text) {
  std::int64_t tenge = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), tenge);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && tenge > 0 && tenge <= kMostTenge ? std::optional(tenge * 100) : std::nullopt;
}

}  // namespace

std::string_view to_word(Certainty certainty) { return kCertainties[static_cast<std::size_t>(certainty)]; }
std::string_view to_word(Deadline::Unit unit) { return kUnitWords[static_cast<std::size_t>(unit)]; }
std::string_view to_word(Offered offered) { return kOffered[static_cast<std::size_t>(offered)]; }
std::string_view to_word(Standing standing) { return kStandings[static_cast<std::size_t>(standing)]; }
std::string_view to_word(ServiceKind kind) { return kServiceKinds[static_cast<std::size_t>(kind)]; }
std::string_view to_word(Support::Form form) { return kForms[static_cast<std::size_t>(form)]; }

std::optional<ServiceKind> parse_service_kind(std::string_view word) {
  const auto found = std::ranges::find(kServiceKinds, word);
  if (found == kServiceKinds.end()) return std::nullopt;
  return static_cast<ServiceKind>(found - kServiceKinds.begin());
}

int longest(Deadline::Unit unit) { return kLongest[static_cast<std::size_t>(unit)]; }

Result<Deadline> FactsReader::deadline(const YAML::Node& service) const {
  TRY_ASSIGN(const YAML::Node fact, yaml_.member(service, "deadline"));
  TRY(yaml_.map(fact, "deadline",
                {"unknown", "minutes", "hours", "calendar_days", "working_days", "note", "certainty", "source"}));
  Deadline deadline;
  TRY_ASSIGN(deadline.note, yaml_.maybe_three(fact, "note"));
  TRY_ASSIGN(const bool is_unknown, unknown(fact));
  std::size_t stated = is_unknown ? 1 : 0;
  for (std::size_t unit = 1; unit < kUnitWords.size(); ++unit) {
    if (!fact[std::string(kUnitWords[unit])].IsDefined()) continue;
    ++stated;
    deadline.unit = static_cast<Deadline::Unit>(unit);
    TRY_ASSIGN(deadline.count, yaml_.integer(fact, kUnitWords[unit], 1, kLongest[unit]));
  }
  if (stated != 1) {
    return yaml_.fail_at(fact, stated == 0 ? "definition.missing" : "definition.contradiction",
                         {{"name", "minutes | hours | calendar_days | working_days | unknown"}});
  }
  if (is_unknown && !fact["certainty"].IsDefined() && !fact["source"].IsDefined()) return deadline;
  TRY_ASSIGN(Origin origin, this->origin(fact));
  deadline.certainty = origin.certainty;
  deadline.source = std::move(origin.source);
  return deadline;
}

Result<Fee> FactsReader::fee(const YAML::Node& service) const {
  TRY_ASSIGN(const YAML::Node fact, yaml_.member(service, "fee"));
  TRY(yaml_.map(fact, "fee", {"unknown", "mrp", "decision", "note", "certainty", "source"}));
  Fee fee;
  fee.line = fact.Mark().line + 1;
  TRY_ASSIGN(fee.note, yaml_.maybe_three(fact, "note"));
  TRY_ASSIGN(fee.unknown, unknown(fact));
  const bool is_decided = fact["decision"].IsDefined();
  if (is_decided + fact["mrp"].IsDefined() + fee.unknown > 1) {
    return yaml_.fail_at(fact, "definition.contradiction", {{"name", "mrp | decision | unknown"}});
  }
  if (is_decided) {
    TRY_ASSIGN(fee.decision, yaml_.name(fact, "decision", "_"));
  } else if (fact["mrp"].IsDefined()) {
    TRY_ASSIGN(const std::string mrp, yaml_.text(fact, "mrp"));
    fee.mrp_milli = parse_milli(mrp);
    if (!fee.mrp_milli) return yaml_.bad_value(fact["mrp"], "mrp", mrp);
  } else if (!fee.unknown && !fee.note) {
    return yaml_.fail_at(fact, "definition.missing", {{"name", "mrp | decision | note | unknown"}});
  }
  if (fee.unknown && !fact["certainty"].IsDefined() && !fact["source"].IsDefined()) return fee;
  TRY_ASSIGN(Origin origin, this->origin(fact));
  fee.certainty = origin.certainty;
  fee.source = std::move(origin.source);
  return fee;
}

Result<Channels> FactsReader::channels(const YAML::Node& service) const {
  const YAML::Node fact = service["channels"];
  Channels channels;
  if (!fact.IsDefined()) return channels;
  TRY(yaml_.map(fact, "channels", {"portal", "mobile", "bank", "counter", "kiosk", "helper", "certainty", "source"}));
  for (std::size_t i = 0; i < kChannels.size(); ++i) {
    if (!fact[std::string(kChannels[i])].IsDefined()) continue;
    TRY_ASSIGN(const std::size_t word, yaml_.one_of(fact, kChannels[i], kOffered));
    channels.offered[i] = static_cast<Offered>(word);
  }
  if (fact["certainty"].IsDefined() || fact["source"].IsDefined()) {
    TRY_ASSIGN(channels.origin, origin(fact));
  }
  return channels;
}

Result<std::optional<Standing>> FactsReader::standing(const YAML::Node& service) const {
  if (!service["standing"].IsDefined()) return std::nullopt;
  TRY_ASSIGN(const std::size_t word, yaml_.one_of(service, "standing", kStandings));
  return static_cast<Standing>(word);
}

Result<ServiceKind> FactsReader::kind(const YAML::Node& service) const {
  if (!service["kind"].IsDefined()) return ServiceKind::service;
  TRY_ASSIGN(const std::size_t word, yaml_.one_of(service, "kind", kServiceKinds));
  return static_cast<ServiceKind>(word);
}

Result<std::optional<Support>> FactsReader::support(const YAML::Node& service, ServiceKind kind) const {
  const YAML::Node fact = service["support"];
  if (kind == ServiceKind::service) {
    if (!fact.IsDefined()) return std::nullopt;
    return yaml_.fail_at(fact, "definition.contradiction", {{"name", "support | kind: service"}});
  }
  if (!fact.IsDefined()) return yaml_.fail_at(service["kind"], "definition.missing", {{"name", "support"}});
  TRY(yaml_.map(fact, "support", {"form", "certainty", "source", "most", "conditions"}));
  Support support;
  TRY_ASSIGN(const std::size_t form, yaml_.one_of(fact, "form", kForms));
  support.form = static_cast<Support::Form>(form);
  TRY_ASSIGN(support.form_origin, origin(fact));
  TRY(most(fact, support));
  TRY_ASSIGN(const auto nodes, yaml_.entries(fact, "conditions", kMostConditions));
  for (const YAML::Node& node : nodes) {
    TRY(yaml_.map(node, "conditions", {"text", "certainty", "source"}));
    Support::Condition condition;
    TRY_ASSIGN(condition.text, yaml_.three(node, "text"));
    TRY_ASSIGN(condition.origin, origin(node));
    support.conditions.push_back(std::move(condition));
  }
  return support;
}

Result<void> FactsReader::most(const YAML::Node& support, Support& read) const {
  TRY_ASSIGN(const YAML::Node fact, yaml_.member(support, "most"));
  TRY(yaml_.map(fact, "most", {"unknown", "tenge", "note", "certainty", "source"}));
  TRY_ASSIGN(read.most_note, yaml_.maybe_three(fact, "note"));
  TRY_ASSIGN(const bool is_unknown, unknown(fact));
  const bool is_stated = fact["tenge"].IsDefined();
  if (is_unknown && is_stated) {
    return yaml_.fail_at(fact, "definition.contradiction", {{"name", "tenge | unknown"}});
  }
  if (is_stated) {
    TRY_ASSIGN(const std::string tenge, yaml_.text(fact, "tenge"));
    read.most_tiyn = parse_tenge(tenge);
    if (!read.most_tiyn) return yaml_.bad_value(fact["tenge"], "tenge", tenge);
  } else if (!is_unknown && !read.most_note) {
    return yaml_.fail_at(fact, "definition.missing", {{"name", "tenge | note | unknown"}});
  }
  if (is_unknown && !fact["certainty"].IsDefined() && !fact["source"].IsDefined()) return {};
  TRY_ASSIGN(read.most_origin, origin(fact));
  return {};
}

Result<std::vector<LegalBasis>> FactsReader::legal_basis(const YAML::Node& service) const {
  TRY_ASSIGN(const auto nodes, yaml_.entries(service, "legal_basis", 50));
  std::vector<LegalBasis> all;
  for (const YAML::Node& node : nodes) {
    TRY(yaml_.map(node, "legal_basis", {"title", "article", "uri"}));
    LegalBasis basis;
    TRY_ASSIGN(basis.title, yaml_.three(node, "title"));
    if (node["article"].IsDefined()) {
      TRY_ASSIGN(basis.article, yaml_.text(node, "article"));
    }
    if (node["uri"].IsDefined()) {
      TRY_ASSIGN(basis.uri, yaml_.text(node, "uri"));
      if (!basis.uri.starts_with("https://")) return yaml_.bad_value(node["uri"], "uri", basis.uri);
    }
    all.push_back(std::move(basis));
  }
  return all;
}

Result<Keywords> FactsReader::keywords(const YAML::Node& service) const {
  const YAML::Node node = service["keywords"];
  Keywords keywords;
  if (!node.IsDefined()) return keywords;
  TRY(yaml_.map(node, "keywords", {"kk", "ru", "en"}));
  for (const auto& [lang, place] :
       {std::pair{"kk", &keywords.kk}, std::pair{"ru", &keywords.ru}, std::pair{"en", &keywords.en}}) {
    TRY_ASSIGN(const auto nodes, yaml_.entries(node, lang, 100));
    for (const YAML::Node& one : nodes) {
      TRY_ASSIGN(std::string words, yaml_.entry(one, "keywords"));
      place->push_back(std::move(words));
    }
  }
  return keywords;
}

Result<Origin> FactsReader::origin(const YAML::Node& fact) const {
  Origin origin;
  TRY_ASSIGN(const std::size_t certainty, yaml_.one_of(fact, "certainty", kCertainties));
  origin.certainty = static_cast<Certainty>(certainty);
  TRY_ASSIGN(origin.source, yaml_.text(fact, "source"));
  return origin;
}

Result<bool> FactsReader::unknown(const YAML::Node& fact) const {
  TRY_ASSIGN(const bool said, yaml_.yes(fact, "unknown", false));
  if (!said && fact["unknown"].IsDefined()) return yaml_.bad_value(fact["unknown"], "unknown", "no");
  return said;
}

}  // namespace qyzmet::catalogue

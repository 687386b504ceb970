#include "catalogue/read_pages.hpp"

#include <algorithm>
#include <array>

namespace qyzmet::catalogue {
namespace {

/// In the order of the enumeration.
constexpr std::array<std::string_view, 18> kKindWords = {
    "iin",       "text",   "phone", "email",   "date", "choice", "yes_no",  "region", "statement",
    "long_text", "number", "money", "choices", "bin",  "iban",   "address", "file",   "repeat"};

constexpr std::int64_t kLargestNumber = 1'000'000'000;  // of a number, and of a sum in whole tenge
constexpr std::int64_t kTiyn = 100;
constexpr std::int64_t kLargestFile = 20 << 20;  ///< as files::kLargestFile
constexpr int kAddressLength = 300;

/// Keys that only some kinds know.
struct QuestionKey {
  std::string_view key;
  std::vector<Kind> kinds;
};
const std::array<QuestionKey, 8> kQuestionKeys = {{{"max_length", {Kind::text, Kind::long_text, Kind::address}},
                                                   {"options", {Kind::choice, Kind::choices}},
                                                   {"min", {Kind::number, Kind::money}},
                                                   {"max", {Kind::number, Kind::money}},
                                                   {"max_size", {Kind::file}},
                                                   {"types", {Kind::file}},
                                                   {"prefill", {Kind::iin}},
                                                   {"repeat", {Kind::repeat}}}};

/// What rules know beside the questions, and the words of their language.
constexpr std::array<std::string_view, 25> kTaken = {
    "age",    "and",       "applicant", "between",      "decided", "else",  "evidence", "every", "false",
    "for",    "function",  "if",        "in",           "item",    "mrp",   "not",      "null",  "or",
    "return", "satisfies", "some",      "submitted_on", "then",    "today", "true"};

bool is_taken(std::string_view id) { return std::ranges::find(kTaken, id) != kTaken.end() || rules::is_builtin(id); }

/// "10 MB", "500 KB", "20000": in bytes. Nothing: not written so, or beyond what is ever taken.
std::optional<std::int64_t> parse_size(std::string_view text) {
  std::int64_t unit = 1;
  for (const auto& [name, bytes] : {std::pair{" MB", 1 << 20}, std::pair{" KB", 1 << 10}}) {
    if (!text.ends_with(name)) continue;
    unit = bytes;
    text.remove_suffix(3);
    break;
  }
  const auto count = to_integer(text);
  if (!count || *count < 1 || *count > kLargestFile / unit) return std::nullopt;
  return *count * unit;
}

}  // namespace

std::string_view to_word(Kind kind) { return kKindWords[static_cast<std::size_t>(kind)]; }

Result<std::vector<Page>> PagesReader::pages(const YAML::Node& service) {
  TRY_ASSIGN(const YAML::Node nodes, yaml_.list(service, "pages", 100));
  std::vector<Page> pages;
  for (const auto& node : nodes) {
    TRY_ASSIGN(Page page, this->page(node));
    pages.push_back(std::move(page));
  }
  return pages;
}

Result<Page> PagesReader::page(const YAML::Node& node) {
  TRY(yaml_.map(node, "page", {"id", "title", "questions", "when"}));
  Page page;
  TRY_ASSIGN(page.id, yaml_.name(node, "id", "_"));
  if (!page_ids_.insert(page.id).second) return yaml_.fail_at(node, "definition.duplicate", {{"name", page.id}});
  TRY_ASSIGN(page.title, yaml_.three(node, "title"));
  TRY_ASSIGN(page.when, when(node));
  TRY_ASSIGN(page.questions, questions(node, "questions", question_ids_, false));
  return page;
}

Result<std::vector<Question>> PagesReader::questions(const YAML::Node& map, std::string_view name, Ids& ids,
                                                     bool in_group) {
  TRY_ASSIGN(const YAML::Node nodes, yaml_.list(map, name, 20));
  std::vector<Question> all;
  for (const auto& node : nodes) {
    TRY_ASSIGN(Question question, this->question(node, ids, in_group));
    all.push_back(std::move(question));
  }
  return all;
}

Result<Question> PagesReader::question(const YAML::Node& node, Ids& ids, bool in_group) {
  TRY(yaml_.map(node, "question",
                {"id", "kind", "title", "hint", "required", "when", "max_length", "options", "min", "max", "max_size",
                 "types", "repeat", "prefill"}));
  Question question;
  TRY_ASSIGN(question.id, yaml_.name(node, "id", "_"));
  if (!ids.insert(question.id).second) return yaml_.fail_at(node, "definition.duplicate", {{"name", question.id}});
  if (is_taken(question.id)) return yaml_.fail_at(node, "definition.name_taken", {{"name", question.id}});
  TRY_ASSIGN(question.kind, kind(node, in_group));
  TRY_ASSIGN(question.title, yaml_.three(node, "title"));
  TRY_ASSIGN(question.hint, yaml_.maybe_three(node, "hint"));
  TRY_ASSIGN(question.required, required(node, question.kind));
  TRY_ASSIGN(question.when, when(node));
  TRY(particulars(node, question));
  TRY_ASSIGN(question.prefill_own_iin, prefill(node, in_group));
  return question;
}

Result<std::optional<When>> PagesReader::when(const YAML::Node& node) const {
  const YAML::Node condition = node["when"];
  if (!condition.IsDefined()) return std::nullopt;
  When when;
  when.line = condition.Mark().line + 1;
  TRY_ASSIGN(when.feel, yaml_.text(node, "when"));
  return when;
}

/// A group has no kind of its own in a file: its `repeat` says what it is.
Result<Kind> PagesReader::kind(const YAML::Node& node, bool in_group) {
  if (node["repeat"].IsDefined() && !node["kind"].IsDefined() && !in_group) return Kind::repeat;
  TRY_ASSIGN(const std::size_t word, yaml_.one_of(node, "kind", std::span(kKindWords).first(kKindWords.size() - 1)));
  return static_cast<Kind>(word);
}

/// Yes unless the file says no. A statement that need not be agreed to states nothing; a group says it by `min`.
Result<bool> PagesReader::required(const YAML::Node& node, Kind kind) {
  TRY_ASSIGN(const bool required, yaml_.yes(node, "required", true));
  if (kind == Kind::repeat && node["required"].IsDefined()) {
    return yaml_.fail_at(node["required"], "definition.unknown", {{"name", "required"}});
  }
  if (kind == Kind::statement && !required) return yaml_.bad_value(node["required"], "required", "no");
  return required;
}

Result<bool> PagesReader::prefill(const YAML::Node& node, bool in_group) {
  if (!node["prefill"].IsDefined()) return false;
  if (in_group) return yaml_.fail_at(node["prefill"], "definition.unknown", {{"name", "prefill"}});
  TRY_ASSIGN(const std::string value, yaml_.text(node, "prefill"));
  if (value != "own_iin") return yaml_.bad_value(node["prefill"], "prefill", value);
  return true;
}

Result<void> PagesReader::particulars(const YAML::Node& node, Question& question) {
  for (const auto& [key, kinds] : kQuestionKeys) {
    const YAML::Node given = node[std::string(key)];
    if (!given.IsDefined() || std::ranges::find(kinds, question.kind) != kinds.end()) continue;
    return yaml_.fail_at(given, "definition.unknown", {{"name", std::string(key)}});
  }
  TRY_ASSIGN(question.options, options(node, question.kind));
  switch (question.kind) {
    case Kind::address:
      question.max_length = kAddressLength;
      if (!node["max_length"].IsDefined()) return {};
      [[fallthrough]];
    case Kind::text:
    case Kind::long_text: {
      TRY_ASSIGN(question.max_length, yaml_.integer(node, "max_length", 1, 10'000));
      return {};
    }
    case Kind::number:
    case Kind::money:
      return bounds(node, question);
    case Kind::file:
      return file(node, question);
    case Kind::repeat:
      return repeat(node["repeat"], question);
    default:
      return {};
  }
}

/// A number may be below zero if the file says so; a sum never is. Sums are written in whole tenge.
Result<void> PagesReader::bounds(const YAML::Node& node, Question& question) {
  const bool money = question.kind == Kind::money;
  const int largest = static_cast<int>(kLargestNumber);
  question.max = kLargestNumber;
  if (node["min"].IsDefined()) {
    TRY_ASSIGN(question.min, yaml_.integer(node, "min", money ? 0 : -largest, largest));
  }
  if (node["max"].IsDefined()) {
    TRY_ASSIGN(question.max, yaml_.integer(node, "max", static_cast<int>(question.min), largest));
  }
  if (money) {
    question.min *= kTiyn;
    question.max *= kTiyn;
  }
  return {};
}

Result<void> PagesReader::file(const YAML::Node& node, Question& question) {
  TRY_ASSIGN(const std::string size, yaml_.text(node, "max_size"));
  const auto bytes = parse_size(size);
  if (!bytes) return yaml_.bad_value(node["max_size"], "max_size", size);
  question.max_size = *bytes;
  TRY_ASSIGN(const YAML::Node types, yaml_.list(node, "types", kFileTypes.size()));
  for (const auto& entry : types) {
    TRY_ASSIGN(std::string type, yaml_.entry(entry, "types"));
    if (std::ranges::find(kFileTypes, type) == kFileTypes.end()) return yaml_.bad_value(entry, "types", type);
    if (std::ranges::find(question.types, type) != question.types.end()) {
      return yaml_.fail_at(entry, "definition.duplicate", {{"name", type}});
    }
    question.types.push_back(std::move(type));
  }
  return {};
}

Result<void> PagesReader::repeat(const YAML::Node& node, Question& question) {
  TRY(yaml_.map(node, "repeat", {"min", "max", "fields"}));
  TRY_ASSIGN(question.max, yaml_.integer(node, "max", 1, 100));
  TRY_ASSIGN(question.min, yaml_.integer(node, "min", 0, static_cast<int>(question.max)));
  question.required = question.min > 0;
  Ids ids;
  TRY_ASSIGN(question.fields, questions(node, "fields", ids, true));
  return {};
}

Result<std::vector<Option>> PagesReader::options(const YAML::Node& node, Kind kind) {
  std::vector<Option> all;
  if (kind == Kind::region || kind == Kind::address) {
    for (const Named& region : country_.regions) all.push_back({region.id, region.title});
  }
  if (kind != Kind::choice && kind != Kind::choices) return all;
  TRY_ASSIGN(const YAML::Node list, yaml_.list(node, "options", 200));
  std::set<std::string> values;
  for (const auto& entry : list) {
    TRY(yaml_.map(entry, "option", {"value", "title"}));
    Option option;
    TRY_ASSIGN(option.value, yaml_.name(entry, "value", "_"));
    if (!values.insert(option.value).second) {
      return yaml_.fail_at(entry, "definition.duplicate", {{"name", option.value}});
    }
    TRY_ASSIGN(option.title, yaml_.three(entry, "title"));
    all.push_back(std::move(option));
  }
  return all;
}

}  // namespace qyzmet::catalogue

#include "catalogue/definition.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/json.hpp"
#include "catalogue/yaml.hpp"

namespace qyzmet::catalogue {
namespace {

constexpr std::array kKinds = {std::pair{Kind::iin, std::string_view("iin")},
                               std::pair{Kind::text, std::string_view("text")},
                               std::pair{Kind::phone, std::string_view("phone")},
                               std::pair{Kind::email, std::string_view("email")},
                               std::pair{Kind::date, std::string_view("date")},
                               std::pair{Kind::choice, std::string_view("choice")},
                               std::pair{Kind::yes_no, std::string_view("yes_no")},
                               std::pair{Kind::region, std::string_view("region")},
                               std::pair{Kind::statement, std::string_view("statement")}};

/// Kinds whose answers are one of a few known values: they say nothing about one person alone.
bool is_closed(Kind kind) { return kind == Kind::choice || kind == Kind::yes_no || kind == Kind::region; }

/// Members that every "submitted" event has: an answer among the facts cannot take such a name.
constexpr std::array<std::string_view, 6> kFactNames = {"at",      "channel",         "kind",
                                                        "service", "service_version", "subject"};

/// "0", "0.2", "12.125" as thousandths; nothing if it is no such number.
std::optional<std::int64_t> parse_milli(std::string_view text) {
  const auto dot = text.find('.');
  const auto whole = to_integer(text.substr(0, dot));
  std::string decimals(dot == std::string_view::npos ? "" : text.substr(dot + 1));
  if (!whole || *whole < 0 || text[0] == '-' || decimals.size() > 3 ||
      (dot != std::string_view::npos && decimals.empty())) {
    return std::nullopt;
  }
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!std::ranges::all_of(decimals, is_digit)) return std::nullopt;
  decimals.resize(3, '0');
  return std::int64_t{*whole} * 1000 + *to_integer(decimals);
}

class DefinitionReader {
 public:
  DefinitionReader(std::string_view file, const Country& country) : yaml_(file), country_(country) {}

  Result<Definition> read(const YAML::Node& root) {
    TRY(yaml_.map(root, "service",
                  {"service", "version", "code", "title", "agency", "deadline", "fee", "result", "figures", "pages"}));
    Definition definition;
    TRY_ASSIGN(definition.id, yaml_.name(root, "service", ".-"));
    TRY_ASSIGN(definition.version, yaml_.integer(root, "version", 1, 1'000'000));
    TRY_ASSIGN(definition.code, code(root));
    TRY_ASSIGN(definition.title, yaml_.three(root, "title"));
    TRY_ASSIGN(definition.agency, agency(root));
    TRY_ASSIGN(definition.deadline, deadline(root));
    TRY_ASSIGN(definition.fee, fee(root));
    TRY_ASSIGN(definition.result, yaml_.three(root, "result"));
    TRY_ASSIGN(const YAML::Node pages, yaml_.list(root, "pages", 100));
    for (const auto& node : pages) {
      TRY_ASSIGN(Page page, this->page(node));
      definition.pages.push_back(std::move(page));
    }
    TRY_ASSIGN(definition.figures, figures(root, definition));
    return definition;
  }

 private:
  Result<std::optional<std::string>> code(const YAML::Node& root) {
    TRY_ASSIGN(const YAML::Node node, yaml_.member(root, "code"));
    if (node.IsNull()) return std::nullopt;
    TRY_ASSIGN(const std::string code, yaml_.text(root, "code"));
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (code.size() != 8 || !std::ranges::all_of(code, is_digit)) return bad_value(node, "code", code);
    return code;
  }

  Result<Named> agency(const YAML::Node& root) {
    TRY_ASSIGN(const std::string id, yaml_.text(root, "agency"));
    const Named* agency = country_.agency(id);
    if (agency == nullptr) return bad_value(root["agency"], "agency", id);
    return *agency;
  }

  Result<Deadline> deadline(const YAML::Node& root) {
    TRY_ASSIGN(const YAML::Node node, yaml_.member(root, "deadline"));
    TRY(yaml_.map(node, "deadline", {"minutes", "working_days", "certainty", "source"}));
    Deadline deadline;
    const bool in_days = node["working_days"].IsDefined();
    if (in_days == node["minutes"].IsDefined()) {
      return yaml_.fail_at(node, "definition.missing", {{"name", "minutes | working_days"}});
    }
    deadline.unit = in_days ? Deadline::Unit::working_days : Deadline::Unit::minutes;
    TRY_ASSIGN(deadline.count,
               in_days ? yaml_.integer(node, "working_days", 1, 1000) : yaml_.integer(node, "minutes", 1, 100'000));
    TRY_ASSIGN(deadline.certainty, certainty(node));
    TRY_ASSIGN(deadline.source, yaml_.text(node, "source"));
    return deadline;
  }

  Result<Fee> fee(const YAML::Node& root) {
    TRY_ASSIGN(const YAML::Node node, yaml_.member(root, "fee"));
    TRY(yaml_.map(node, "fee", {"mrp", "certainty", "source"}));
    Fee fee;
    TRY_ASSIGN(const std::string mrp, yaml_.text(node, "mrp"));
    const auto milli = parse_milli(mrp);
    if (!milli) return bad_value(node["mrp"], "mrp", mrp);
    fee.mrp_milli = *milli;
    TRY_ASSIGN(fee.certainty, certainty(node));
    TRY_ASSIGN(fee.source, yaml_.text(node, "source"));
    return fee;
  }

  Result<Certainty> certainty(const YAML::Node& map) {
    TRY_ASSIGN(const std::string word, yaml_.text(map, "certainty"));
    if (word == to_word(Certainty::sourced)) return Certainty::sourced;
    if (word == to_word(Certainty::unverified)) return Certainty::unverified;
    return bad_value(map["certainty"], "certainty", word);
  }

  Result<Page> page(const YAML::Node& node) {
    TRY(yaml_.map(node, "page", {"id", "title", "questions"}));
    Page page;
    TRY_ASSIGN(page.id, yaml_.name(node, "id", "_"));
    if (!page_ids_.insert(page.id).second) return yaml_.fail_at(node, "definition.duplicate", {{"name", page.id}});
    TRY_ASSIGN(page.title, yaml_.three(node, "title"));
    TRY_ASSIGN(const YAML::Node questions, yaml_.list(node, "questions", 20));
    for (const auto& entry : questions) {
      TRY_ASSIGN(Question question, this->question(entry));
      page.questions.push_back(std::move(question));
    }
    return page;
  }

  Result<Question> question(const YAML::Node& node) {
    TRY(yaml_.map(node, "question", {"id", "kind", "title", "hint", "required", "max_length", "options"}));
    Question question;
    TRY_ASSIGN(question.id, yaml_.name(node, "id", "_"));
    if (!question_ids_.insert(question.id).second) {
      return yaml_.fail_at(node, "definition.duplicate", {{"name", question.id}});
    }
    TRY_ASSIGN(question.kind, kind(node));
    TRY_ASSIGN(question.title, yaml_.three(node, "title"));
    if (node["hint"].IsDefined()) {
      TRY_ASSIGN(question.hint, yaml_.three(node, "hint"));
    }
    TRY_ASSIGN(question.required, required(node, question.kind));
    if (question.kind == Kind::text) {
      TRY_ASSIGN(question.max_length, yaml_.integer(node, "max_length", 1, 10'000));
    } else if (node["max_length"].IsDefined()) {
      return yaml_.fail_at(node["max_length"], "definition.unknown", {{"name", "max_length"}});
    }
    TRY_ASSIGN(question.options, options(node, question.kind));
    return question;
  }

  Result<Kind> kind(const YAML::Node& node) {
    TRY_ASSIGN(const std::string word, yaml_.text(node, "kind"));
    const auto found = std::ranges::find(kKinds, word, &decltype(kKinds)::value_type::second);
    if (found == kKinds.end()) return bad_value(node["kind"], "kind", word);
    return found->first;
  }

  /// Yes unless the file says no. A statement that need not be agreed to states nothing.
  Result<bool> required(const YAML::Node& node, Kind kind) {
    if (!node["required"].IsDefined()) return true;
    TRY_ASSIGN(const std::string word, yaml_.text(node, "required"));
    if (word == "yes") return true;
    if (word == "no" && kind != Kind::statement) return false;
    return bad_value(node["required"], "required", word);
  }

  Result<std::vector<Option>> options(const YAML::Node& node, Kind kind) {
    std::vector<Option> all;
    if (kind != Kind::choice && node["options"].IsDefined()) {
      return yaml_.fail_at(node["options"], "definition.unknown", {{"name", "options"}});
    }
    if (kind == Kind::region) {
      for (const Named& region : country_.regions) all.push_back({region.id, region.title});
    }
    if (kind != Kind::choice) return all;
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

  Result<std::vector<std::string>> figures(const YAML::Node& root, const Definition& definition) {
    std::vector<std::string> all;
    if (!root["figures"].IsDefined()) return all;
    TRY_ASSIGN(const YAML::Node list, yaml_.list(root, "figures", 20));
    for (const auto& entry : list) {
      const std::string id = entry.IsScalar() ? entry.Scalar() : "";
      bool closed = false;
      for (const Page& page : definition.pages) {
        for (const Question& question : page.questions) closed |= question.id == id && is_closed(question.kind);
      }
      const bool taken = std::ranges::find(kFactNames, id) != kFactNames.end();
      if (!closed || taken || std::ranges::find(all, id) != all.end()) return bad_value(entry, "figures", id);
      all.push_back(id);
    }
    return all;
  }

  std::unexpected<Error> bad_value(const YAML::Node& node, std::string_view name, std::string_view value) {
    return yaml_.fail_at(node, "definition.bad_value", {{"name", std::string(name)}, {"value", std::string(value)}});
  }

  YamlReader yaml_;
  const Country& country_;
  std::set<std::string> page_ids_;
  std::set<std::string> question_ids_;
};

}  // namespace

std::string_view to_word(Certainty certainty) { return certainty == Certainty::sourced ? "sourced" : "unverified"; }

std::string_view to_word(Kind kind) {
  return std::ranges::find(kKinds, kind, &decltype(kKinds)::value_type::first)->second;
}

Result<Definition> parse_definition(std::string_view yaml, std::string_view file, const Country& country) {
  TRY_ASSIGN(const YAML::Node root, YamlReader(file).load(std::string(yaml)));
  return DefinitionReader(file, country).read(root);
}

}  // namespace qyzmet::catalogue

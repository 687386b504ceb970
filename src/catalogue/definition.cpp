#include "catalogue/definition.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <ranges>

#include "catalogue/check_process.hpp"
#include "catalogue/compiled_rules.hpp"
#include "catalogue/conditions.hpp"
#include "catalogue/read_facts.hpp"
#include "catalogue/read_pages.hpp"
#include "catalogue/read_process.hpp"
#include "catalogue/yaml.hpp"

namespace qyzmet::catalogue {
namespace {

/// Members that every "submitted" event has: an answer among the facts cannot take such a name.
constexpr std::array<std::string_view, 14> kFactNames = {
    "at",  "by",   "channel",    "due_at",  "due_days", "due_on",          "exception",
    "for", "kind", "local_body", "mandate", "service",  "service_version", "subject"};

constexpr std::array<std::string_view, 2> kFiling = {"here", "elsewhere"};
constexpr std::array<std::string_view, 1> kTexts = {"unverified"};

/// Is `path` the name of a text in one language ("title.kk", "fee.note.ru", "pages.kk": all of the pages')?
bool names_a_text(std::string_view path) {
  constexpr std::array<std::string_view, 8> kNames = {"title",    "result", "how_to_get", "deadline.note",
                                                      "fee.note", "pages",  "keywords",   "support"};
  const auto dot = path.rfind('.');
  if (dot == std::string_view::npos) return false;
  return parse_lang(path.substr(dot + 1)) && std::ranges::find(kNames, path.substr(0, dot)) != kNames.end();
}

/// What only a service has that is filed here.
constexpr std::array<const char*, 11> kOnlyHere = {"pages",        "agency_by",     "evidence",  "decisions",
                                                   "steps",        "answer_within", "extension", "suspends",
                                                   "service_norm", "document",      "proactive"};

class DefinitionReader {
 public:
  DefinitionReader(std::string_view file, const Country& country, bool published)
      : yaml_(file, published), country_(country), process_(yaml_, country) {}

  Result<Definition> read(const YAML::Node& root) {
    TRY(yaml_.map(root, "service",
                  {"service",   "version", "code",          "title",      "agency",      "deadline",     "fee",
                   "result",    "figures", "pages",         "standing",   "life_events", "channels",     "how_to_get",
                   "filing",    "sign_in", "texts",         "unverified", "keywords",    "legal_basis",  "evidence",
                   "decisions", "steps",   "answer_within", "extension",  "suspends",    "service_norm", "document",
                   "proactive", "kind",    "support",       "agency_by"}));
    Definition definition;
    definition.utc_offset_minutes = country_.utc_offset_minutes;
    TRY_ASSIGN(definition.id, yaml_.name(root, "service", ".-"));
    TRY_ASSIGN(definition.version, yaml_.integer(root, "version", 1, 1'000'000));
    TRY_ASSIGN(definition.code, code(root));
    TRY_ASSIGN(definition.title, yaml_.three(root, "title"));
    TRY_ASSIGN(definition.agency, named(yaml_.member(root, "agency"), "agency", country_.agencies));
    TRY_ASSIGN(definition.result, yaml_.three(root, "result"));
    TRY(facts(root, definition));
    TRY(filing(root, definition));
    TRY_ASSIGN(definition.figures, figures(root, definition));
    TRY_ASSIGN(definition.agency_by, agency_by(root, definition));
    return definition;
  }

  /// What must hold of a definition that was read; fills in what follows from its rules.
  std::vector<Mistake> complete(Definition& definition) const {
    if (!definition.files_here) return {};
    Scope scope(definition.pages);
    std::vector<Mistake> mistakes = compile_conditions(definition.pages, scope);
    definition.rules = compile_rules(definition, country_, std::move(scope), process_.written(), mistakes);
    for (Mistake& mistake : process_mistakes(definition)) mistakes.push_back(std::move(mistake));
    sort_by_line(mistakes);
    return mistakes;
  }

 private:
  Result<std::optional<std::string>> code(const YAML::Node& root) {
    TRY_ASSIGN(const YAML::Node node, yaml_.member(root, "code"));
    if (node.IsNull()) return std::nullopt;
    TRY_ASSIGN(const std::string code, yaml_.text(root, "code"));
    if (code.size() != 8 || !std::ranges::all_of(code, is_digit)) return yaml_.bad_value(node, "code", code);
    return code;
  }

  /// The one of `all` that `node` names.
  Result<Named> named(const Result<YAML::Node>& node, std::string_view name, const std::vector<Named>& all) {
    if (!node) return std::unexpected(node.error());
    TRY_ASSIGN(const std::string id, yaml_.entry(*node, name));
    const auto found = std::ranges::find(all, id, &Named::id);
    if (found == all.end()) {
      const auto ids = all | std::views::transform(&Named::id);
      return yaml_.bad_value(*node, name, id, fmt::to_string(fmt::join(ids, " | ")));
    }
    return *found;
  }

  Result<void> facts(const YAML::Node& root, Definition& definition) {
    const FactsReader facts(yaml_);
    TRY_ASSIGN(definition.deadline, facts.deadline(root));
    TRY_ASSIGN(definition.fee, facts.fee(root));
    TRY_ASSIGN(definition.kind, facts.kind(root));
    TRY_ASSIGN(definition.support, facts.support(root, definition.kind));
    TRY_ASSIGN(definition.standing, facts.standing(root));
    TRY_ASSIGN(definition.channels, facts.channels(root));
    TRY_ASSIGN(definition.keywords, facts.keywords(root));
    TRY_ASSIGN(definition.legal_basis, facts.legal_basis(root));
    TRY_ASSIGN(const auto events, yaml_.entries(root, "life_events", 20));
    for (const YAML::Node& node : events) {
      TRY_ASSIGN(Named event, named(node, "life_events", country_.life_events));
      if (std::ranges::find(definition.life_events, event.id, &Named::id) != definition.life_events.end()) {
        return yaml_.fail_at(node, "definition.duplicate", {{"name", event.id}});
      }
      definition.life_events.push_back(std::move(event));
    }
    return unverified(root, definition);
  }

  Result<void> unverified(const YAML::Node& root, Definition& definition) {
    if (root["texts"].IsDefined()) {
      TRY(yaml_.one_of(root, "texts", kTexts));
      definition.texts_unverified = true;
    }
    TRY_ASSIGN(const auto nodes, yaml_.entries(root, "unverified", 100));
    for (const YAML::Node& node : nodes) {
      TRY_ASSIGN(std::string path, yaml_.entry(node, "unverified"));
      if (!names_a_text(path)) return yaml_.bad_value(node, "unverified", path);
      definition.unverified.push_back(std::move(path));
    }
    return {};
  }

  /// What can be filed here has pages; what cannot says how it is obtained.
  Result<void> filing(const YAML::Node& root, Definition& definition) {
    TRY_ASSIGN(definition.how_to_get, yaml_.maybe_three(root, "how_to_get"));
    TRY_ASSIGN(definition.needs_sign_in, yaml_.yes(root, "sign_in", true));
    if (root["filing"].IsDefined()) {
      TRY_ASSIGN(const std::size_t word, yaml_.one_of(root, "filing", kFiling));
      definition.files_here = word == 0;
    }
    if (definition.files_here) {
      TRY_ASSIGN(definition.pages, PagesReader(yaml_, country_).pages(root));
      TRY_ASSIGN(definition.process, process_.process(root));
      return {};
    }
    for (const char* key : kOnlyHere) {
      if (!root[key].IsDefined()) continue;
      return yaml_.fail_at(root[key], "definition.contradiction",
                           {{"name", key + std::string(" | filing: elsewhere")}});
    }
    if (!definition.fee.decision.empty()) {
      return yaml_.fail_at(root["fee"], "definition.contradiction", {{"name", "fee.decision | filing: elsewhere"}});
    }
    if (!definition.how_to_get) return yaml_.fail_at(root, "definition.missing", {{"name", "how_to_get"}});
    return {};
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
      if (!closed || taken || std::ranges::find(all, id) != all.end()) return yaml_.bad_value(entry, "figures", id);
      all.push_back(id);
    }
    return all;
  }

  /// A question outside groups whose answer names a region, of a service whose agency has local bodies.
  Result<std::string> agency_by(const YAML::Node& root, const Definition& definition) {
    if (!root["agency_by"].IsDefined()) return std::string();
    TRY_ASSIGN(const std::string id, yaml_.name(root, "agency_by", "_"));
    const Question* asked = definition.find_question(id);
    if (asked == nullptr) return yaml_.fail_at(root["agency_by"], "definition.nobody_asks", {{"name", id}});
    const bool has_region = asked->kind == Kind::region || asked->kind == Kind::address;
    if (!has_region) return yaml_.bad_value(root["agency_by"], "agency_by", id);
    const auto& bodies = country_.local_bodies;
    if (std::ranges::find(bodies, definition.agency.id, &LocalBody::part_of) != bodies.end()) return id;
    return yaml_.fail_at(root["agency_by"], "definition.no_local_bodies", {{"name", definition.agency.id}});
  }

  YamlReader yaml_;
  const Country& country_;
  ProcessReader process_;
};

Error to_error(std::string_view file, Mistake mistake) {
  Details details = {{"file", std::string(file)}, {"line", std::to_string(mistake.line)}};
  details.insert(details.end(), std::make_move_iterator(mistake.details.begin()),
                 std::make_move_iterator(mistake.details.end()));
  return {Code::invalid, std::move(mistake.key), std::move(details), {}};
}

/// What earlier programs published and this one would refuse. Nobody can mend a version that is out.
constexpr auto kRefusedSince =
    std::to_array<std::string_view>({"definition.decision_not_taken", "definition.fee_out_of_bounds",
                                     "definition.input_too_narrow", "definition.steps_in_circles"});

Judged judge(std::string_view yaml, std::string_view file, const Country& country, bool published) {
  const auto root = YamlReader(file).load(std::string(yaml));
  if (!root) return {{}, {root.error()}};
  DefinitionReader reader(file, country, published);
  auto definition = reader.read(*root);
  if (!definition) return {{}, {definition.error()}};
  Judged judged;
  for (Mistake& mistake : reader.complete(*definition)) {
    if (published && std::ranges::find(kRefusedSince, mistake.key) != kRefusedSince.end()) continue;
    judged.mistakes.push_back(to_error(file, std::move(mistake)));
  }
  if (!judged.mistakes.empty()) return judged;
  definition->file = file;
  judged.definition = *std::move(definition);
  return judged;
}

Result<Definition> good(Judged&& judged) {
  if (!judged.mistakes.empty()) return std::unexpected(std::move(judged.mistakes.front()));
  return *std::move(judged.definition);
}

}  // namespace

Result<Definition> parse_definition(std::string_view yaml, std::string_view file, const Country& country) {
  return good(judge(yaml, file, country, false));
}

Result<Definition> parse_published(std::string_view yaml, std::string_view file, const Country& country) {
  return good(judge(yaml, file, country, true));
}

std::vector<Error> definition_errors(std::string_view yaml, std::string_view file, const Country& country) {
  return judge(yaml, file, country).mistakes;
}

Judged judge(std::string_view yaml, std::string_view file, const Country& country) {
  return judge(yaml, file, country, false);
}

const Question* Definition::find_question(std::string_view question_id) const {
  for (const Page& page : pages) {
    const auto found = std::ranges::find(page.questions, question_id, &Question::id);
    if (found != page.questions.end()) return &*found;
  }
  return nullptr;
}

}  // namespace qyzmet::catalogue

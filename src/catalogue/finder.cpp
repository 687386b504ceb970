#include "catalogue/finder.hpp"

#include <algorithm>
#include <set>

namespace qyzmet::catalogue {
namespace {

constexpr std::size_t kMostPaths = 20;

std::string at(std::string_view path, std::string_view name, std::size_t index) {
  return std::string(path) + "." + std::string(name) + "[" + std::to_string(index) + "]";
}

Result<FinderOption> read_option(const json::value& value, const std::string& path) {
  const auto* object = value.if_object();
  if (object == nullptr) return fail_field(path, "field.wrong_type");
  TRY(only_fields(*object, {"title", "next", "services"}, path));
  FinderOption option;
  TRY_ASSIGN(option.title, read_title(*object, path));
  if (object->contains("next") == object->contains("services")) return fail_field(path, "field.missing");
  if (object->contains("next")) {
    TRY_ASSIGN(option.next, get_string(*object, "next", path));
    if (option.next.empty()) return fail_field(path + ".next", "field.missing");
    return option;
  }
  TRY_ASSIGN(const json::array* services, get_array(*object, "services", path));
  if (services->empty() || services->size() > kMostPaths) return fail_field(path + ".services", "field.missing");
  for (const auto& service : *services) {
    const auto* id = service.if_string();
    const bool again =
        id != nullptr && std::ranges::find(option.services, std::string_view(*id)) != option.services.end();
    if (id == nullptr || again) return fail_field(at(path, "services", option.services.size()), "field.wrong_type");
    option.services.emplace_back(*id);
  }
  return option;
}

Result<FinderQuestion> read_question(const json::value& value, const std::string& path) {
  const auto* object = value.if_object();
  if (object == nullptr) return fail_field(path, "field.wrong_type");
  TRY(only_fields(*object, {"title", "options"}, path));
  FinderQuestion question;
  TRY_ASSIGN(question.title, read_title(*object, path));
  TRY_ASSIGN(const json::array* options, get_array(*object, "options", path));
  if (options->size() < 2 || options->size() > kMostPaths) return fail_field(path + ".options", "field.missing");
  for (const auto& entry : *options) {
    TRY_ASSIGN(FinderOption option, read_option(entry, at(path, "options", question.options.size())));
    question.options.push_back(std::move(option));
  }
  return question;
}

/// Walks from `id`, the `depth`th question of its way; notes what it reaches.
Result<void> walk(const Finder& finder, const std::string& id, const std::string& from, int depth,
                  std::set<std::string>& reached) {
  const auto question = finder.questions.find(id);
  if (question == finder.questions.end() || depth > kFinderDepth) return fail_field(from, "field.not_a_choice");
  reached.insert(id);
  for (std::size_t i = 0; i < question->second.options.size(); ++i) {
    const FinderOption& option = question->second.options[i];
    if (option.next.empty()) continue;
    TRY(walk(finder, option.next, at("questions." + id, "options", i) + ".next", depth + 1, reached));
  }
  return {};
}

}  // namespace

Result<Text> read_title(const json::object& object, std::string_view path) {
  TRY_ASSIGN(const json::object* title, get_object(object, "title", path));
  const std::string inside = std::string(path) + ".title";
  TRY(only_fields(*title, {"kk", "ru", "en"}, inside));
  Text text;
  TRY_ASSIGN(text.kk, get_string(*title, "kk", inside));
  TRY_ASSIGN(text.ru, get_string(*title, "ru", inside));
  TRY_ASSIGN(text.en, get_string(*title, "en", inside));
  if (!text.complete()) return fail_field(inside, "field.missing");
  return text;
}

Result<Finder> parse_finder(const json::value& value) {
  const auto* object = value.if_object();
  if (object == nullptr) return fail_field("{}", "field.wrong_type");
  TRY(only_fields(*object, {"start", "questions"}));
  Finder finder;
  TRY_ASSIGN(finder.start, get_string(*object, "start"));
  TRY_ASSIGN(const json::object* questions, get_object(*object, "questions"));
  for (const auto& member : *questions) {
    TRY_ASSIGN(FinderQuestion question, read_question(member.value(), "questions." + std::string(member.key())));
    finder.questions.emplace(std::string(member.key()), std::move(question));
  }
  std::set<std::string> reached;
  TRY(walk(finder, finder.start, "start", 1, reached));
  for (const auto& [id, question] : finder.questions) {
    if (!reached.contains(id)) return fail_field("questions." + id, "field.unknown");
  }
  return finder;
}

std::string to_json(const Finder& finder) {
  json::object questions;
  for (const auto& [id, question] : finder.questions) {
    json::array options;
    for (const FinderOption& option : question.options) {
      json::object one = {{"title", to_object(option.title)}};
      if (option.next.empty()) {
        one["services"] = json::array(option.services.begin(), option.services.end());
      } else {
        one["next"] = option.next;
      }
      options.push_back(std::move(one));
    }
    questions[id] = json::object{{"title", to_object(question.title)}, {"options", std::move(options)}};
  }
  return canonical_json(json::object{{"start", finder.start}, {"questions", std::move(questions)}});
}

}  // namespace qyzmet::catalogue

#include "catalogue/conditions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <ranges>
#include <set>

#include "catalogue/in_forms.hpp"
#include "catalogue/members.hpp"

namespace qyzmet::catalogue {
namespace {

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

/// Reads `question = literal and question = literal …`; nothing for any other FEEL.
class EqualitiesReader {
 public:
  explicit EqualitiesReader(std::string_view text) : rest_(text) {}

  std::optional<std::vector<Equals>> read() {
    std::vector<Equals> all;
    for (;;) {
      Equals one;
      one.question = word();
      blanks();
      if (one.question.empty() || !take("=") || !literal(one)) return std::nullopt;
      all.push_back(std::move(one));
      const bool apart = blanks();
      if (rest_.empty()) return all;
      if (!apart || word() != "and" || !blanks()) return std::nullopt;
    }
  }

 private:
  bool blanks() {
    const auto before = rest_.size();
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
    return rest_.size() != before;
  }
  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  std::string word() {
    blanks();
    const auto end = std::ranges::find_if_not(rest_, is_name);
    std::string word(rest_.begin(), end);
    rest_.remove_prefix(word.size());
    return word;
  }
  bool literal(Equals& one) {
    blanks();
    if (!take("\"")) {
      const std::string value = word();
      one.equals = value == "true";
      return value == "true" || value == "false";
    }
    const auto end = rest_.find('"');
    if (end == std::string_view::npos || rest_.substr(0, end).find('\\') != std::string_view::npos) return false;
    one.equals = std::string(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return true;
  }

  std::string_view rest_;
};

/// What must have been answered for something to be shown: question → value.
using Needs = std::map<std::string, std::variant<bool, std::string>, std::less<>>;

/// The questions of the service, or of one group, and how many of them have been asked so far.
struct Asked {
  std::vector<const Question*> questions{};
  std::size_t before = 0;
  std::map<std::string, Needs, std::less<>> needs{};  ///< of each question that was asked

  std::optional<std::size_t> place(std::string_view id) const {
    const auto found = std::ranges::find_if(questions, [&](const Question* one) { return one->id == id; });
    if (found == questions.end()) return std::nullopt;
    return static_cast<std::size_t>(found - questions.begin());
  }
};

class ConditionCompiler {
 public:
  ConditionCompiler(std::vector<Page>& pages, const Scope& scope) : pages_(pages), scope_(scope) {
    for (const Page& page : pages) {
      for (const Question& question : page.questions) service_.questions.push_back(&question);
    }
  }

  std::vector<Mistake> compile() {
    for (Page& page : pages_) {
      Needs needs;
      if (page.when) compile(*page.when, page.id, scope_.names(), service_, nullptr, needs);
      for (Question& question : page.questions) {
        compile(question, scope_.names(), service_, nullptr, needs);
        if (question.kind != Kind::repeat) continue;
        const rules::Names names = scope_.names_in(question);
        Asked group;
        for (const Question& field : question.fields) group.questions.push_back(&field);
        for (Question& field : question.fields) compile(field, names, group, &question, {});
      }
    }
    return std::move(mistakes_);
  }

 private:
  void compile(Question& question, const rules::Names& names, Asked& asked, const Question* group, Needs needs) {
    if (question.when) compile(*question.when, question.id, names, asked, group, needs);
    asked.needs.insert_or_assign(question.id, std::move(needs));
    ++asked.before;
  }

  /// `asked`: the questions beside it; `group`: the one that they belong to. Adds to `needs`.
  void compile(When& when, const std::string& name, const rules::Names& names, const Asked& asked,
               const Question* group, Needs& needs) {
    auto expression = rules::parse_expression(when.feel, names);
    if (!expression) return mistakes_.push_back(feel_mistake(when.line, name, expression.error()));
    const std::size_t before = mistakes_.size();
    for (const std::string& path : expression->names()) check_name(when, path, asked, group);
    if (mistakes_.size() != before) return;
    auto equalities = EqualitiesReader(when.feel).read();
    if (equalities && all_closed(*equalities, asked)) {
      when.all = *std::move(equalities);
      for (const Equals& one : when.all) add_need(when, name, one, asked, needs);
      return;
    }
    const json::value compiled = rules::to_json(*expression);
    if (const auto beyond = beyond_forms(compiled)) return mistake(when, "definition.not_in_forms", *beyond);
    if (const auto unknown = unknown_member(compiled, pages_)) return mistake(when, "definition.nobody_asks", *unknown);
    const auto constant = expression->constant();
    if (constant && !constant->is_true()) return mistake(when, "definition.unreachable", name);
    when.uses = expression->names();
    when.rule = *std::move(expression);
  }

  void mistake(const When& when, std::string key, std::string_view name) {
    mistakes_.push_back({when.line, std::move(key), {{"name", std::string(name)}}});
  }

  void check_name(const When& when, std::string_view path, const Asked& asked, const Question* group) {
    const std::string_view first = path.substr(0, path.find('.'));
    std::string_view second = first.size() == path.size() ? "" : path.substr(first.size() + 1);
    second = second.substr(0, second.find('.'));
    if (const auto place = asked.place(first)) {
      check_before(when, path, asked, *place);
      return check_member(when, path, *asked.questions[*place], second);
    }
    if (group != nullptr && first == group->id) {  // the item that is being answered: as its questions by their names
      const auto field = asked.place(second);
      if (!field) return mistake(when, "definition.nobody_asks", path);
      return check_before(when, path, asked, *field);
    }
    if (const auto place = service_.place(first)) {
      if (group != nullptr) return mistake(when, "definition.not_of_the_group", path);
      check_before(when, path, service_, *place);
      return check_member(when, path, *service_.questions[*place], second);
    }
    if (first == "today" || first == "age") return;
    mistake(when, "definition.not_known_yet", path);
  }

  void check_before(const When& when, std::string_view path, const Asked& asked, std::size_t place) {
    if (place >= asked.before) mistake(when, "definition.asked_later", path);
  }

  void check_member(const When& when, std::string_view path, const Question& question, std::string_view member) {
    if (!knows_member(question, member)) mistake(when, "definition.nobody_asks", path);
  }

  static bool all_closed(const std::vector<Equals>& equalities, const Asked& asked) {
    return std::ranges::all_of(equalities, [&](const Equals& one) {
      const auto place = asked.place(one.question);
      return place && is_closed(asked.questions[*place]->kind);
    });
  }

  void add_need(const When& when, const std::string& name, const Equals& one, const Asked& asked, Needs& needs) {
    const Question& question = *asked.questions[*asked.place(one.question)];
    const auto* value = std::get_if<std::string>(&one.equals);
    const bool fits =
        question.kind == Kind::yes_no
            ? value == nullptr
            : value != nullptr && std::ranges::find(question.options, *value, &Option::value) != question.options.end();
    if (!fits) {
      const auto options = question.options | std::views::transform(&Option::value);
      const std::string would = question.options.empty() ? "true | false" : fmt::to_string(fmt::join(options, " | "));
      mistakes_.push_back({when.line,
                           "definition.bad_value",
                           {{"name", one.question},
                            {"value", value == nullptr ? "true, false" : *value},
                            {"fits", " (" + would + ")"}}});
      return;
    }
    Needs more = asked.needs.at(one.question);
    for (const auto& [earlier, needed] : more) {
      if (!agree(needs, earlier, needed)) return mistake(when, "definition.unreachable", name);
    }
    if (!agree(needs, one.question, one.equals)) mistake(when, "definition.unreachable", name);
  }

  /// Adds the need, if it does not contradict one that is there.
  static bool agree(Needs& needs, const std::string& question, const std::variant<bool, std::string>& value) {
    return needs.emplace(question, value).first->second == value;
  }

  std::vector<Page>& pages_;
  const Scope& scope_;
  Asked service_;
  std::vector<Mistake> mistakes_;
};

}  // namespace

bool knows_member(const Question& question, std::string_view member) {
  if (member.empty()) return true;
  switch (question.kind) {
    case Kind::address:
      return member == "region" || member == "text";
    case Kind::file:
      return member == "name" || member == "size" || member == "type" || member == "sha256";
    case Kind::date:
      return member == "year" || member == "month" || member == "day" || member == "weekday";
    case Kind::repeat:
      return std::ranges::find(question.fields, member, &Question::id) != question.fields.end();
    default:
      return false;
  }
}

void sort_by_line(std::vector<Mistake>& mistakes) {
  // By insertion: they are few, and std::stable_sort wants a buffer that newer compilers warn of.
  for (auto one = mistakes.begin(); one != mistakes.end(); ++one)
    std::rotate(std::ranges::upper_bound(mistakes.begin(), one, one->line, {}, &Mistake::line), one, one + 1);
}

Mistake feel_mistake(int line, std::string_view name, const Error& error) {
  const auto detail = [&](std::string_view key) {
    const auto found = std::ranges::find(error.details, key, &std::pair<std::string, std::string>::first);
    return found == error.details.end() ? std::string() : found->second;
  };
  if (error.key == "rules.unknown_name") return {line, "definition.nobody_asks", {{"name", detail("name")}}};
  return {
      line, "definition.not_feel", {{"name", std::string(name)}, {"column", detail("column")}, {"reason", error.key}}};
}

std::vector<Mistake> compile_conditions(std::vector<Page>& pages, const Scope& scope) {
  return ConditionCompiler(pages, scope).compile();
}

}  // namespace qyzmet::catalogue

#include "catalogue/form.hpp"

#include <algorithm>

#include "catalogue/answers.hpp"
#include "catalogue/given.hpp"
#include "catalogue/scope.hpp"

namespace qyzmet::catalogue {
namespace {

constexpr std::size_t kMostWrong = 200;
/// Of the rules of all conditions together; some 0.2 s. 2,000 questions with ordinary conditions take 20,000.
constexpr std::uint64_t kMostSteps = 3'000'000;
/// Whoever sends a thousand forged names needs no list of them.
constexpr std::size_t kMostUnknown = 10;
constexpr std::size_t kNameLength = 60;

/// The questions of one page or group after another, each under its page's condition.
class FieldCompiler {
 public:
  /// `outer_names`: how many names the rules of what is around a group may use; 0: this is no group.
  explicit FieldCompiler(std::size_t outer_names) : outer_names_(outer_names) {}

  void add(const std::vector<Question>& questions, const std::optional<When>& page_when) {
    const int page = page_when ? condition(*page_when, -1) : -1;
    for (const Question& question : questions) {
      Field field{.id = question.id,
                  .kind = question.kind,
                  .required = question.required,
                  .max_length = question.max_length,
                  .min = question.min,
                  .max = question.max,
                  .max_size = question.max_size,
                  .choices = {},
                  .types = question.types,
                  .condition = question.when ? condition(*question.when, page) : page,
                  .group = {}};
      for (const Option& option : question.options) field.choices.push_back(option.value);
      std::ranges::sort(field.choices);
      asked_.push_back(question.id);
      groups_.push_back(question.kind == Kind::repeat ? &question : nullptr);
      set_.fields.push_back(std::move(field));
    }
  }

  FieldSet finish() {
    set_.names = outer_names_ == 0 ? asked_.size() + Scope::known_count : outer_names_ + 1 + asked_.size();
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      if (groups_[i] == nullptr) continue;
      FieldCompiler inner(set_.names);
      inner.add(groups_[i]->fields, std::nullopt);
      set_.fields[i].group.push_back(inner.finish());
    }
    std::ranges::sort(set_.fields, {}, &Field::id);
    const auto place = [&](const std::string& id) {
      const auto found = std::ranges::lower_bound(set_.fields, id, {}, &Field::id);
      return static_cast<std::size_t>(found - set_.fields.begin());
    };
    for (const std::string& id : asked_) set_.by_slot.push_back(place(id));
    for (std::size_t i = 0; i < looked_at_.size(); ++i) {
      if (!set_.conditions[i].rule) set_.conditions[i].field = place(looked_at_[i]);
    }
    return std::move(set_);
  }

 private:
  int condition(const When& when, int needs) {
    for (const Equals& one : when.all) {
      set_.conditions.push_back({.equals = one.equals, .needs = needs, .rule = {}, .members = {}});
      looked_at_.push_back(one.question);
      needs = static_cast<int>(set_.conditions.size()) - 1;
    }
    if (!when.rule) return needs;
    Condition condition{.needs = needs, .rule = when.rule, .members = {}};
    for (const std::string& path : when.uses) {
      const auto dot = path.find('.');
      if (dot == std::string::npos) continue;
      const auto end = path.find('.', dot + 1);
      condition.members.push_back(path.substr(dot + 1, end == std::string::npos ? end : end - dot - 1));
    }
    set_.conditions.push_back(std::move(condition));
    looked_at_.emplace_back();
    return static_cast<int>(set_.conditions.size()) - 1;
  }

  std::size_t outer_names_;
  FieldSet set_;
  std::vector<std::string> asked_;
  std::vector<const Question*> groups_;  ///< by question; null: it is none
  std::vector<std::string> looked_at_;   ///< by condition; of a rule: empty
};

/// Of a record that was found to be one.
FileAnswer file_answer(const json::object& record, std::string path, std::string question) {
  const auto text = [&](std::string_view name) { return std::string(trim(record.at(name).get_string())); };
  return {.path = std::move(path),
          .question = std::move(question),
          .name = text("name"),
          .sha256 = text("sha256"),
          .size = record.at("size").get_int64(),
          .type = text("type")};
}

}  // namespace

struct Form::Place {
  const Place* outer = nullptr;  ///< null: the answers themselves
  std::string_view group{};
  std::size_t index = 0;

  std::string path() const {
    if (outer == nullptr) return "answers";
    return outer->path() + "." + std::string(group) + "[" + std::to_string(index) + "]";
  }
};

struct Form::Checking {
  std::string out;
  std::vector<FieldError> wrong;
  std::vector<std::pair<std::string_view, std::string>> figures;
  std::vector<FileAnswer> files;
  std::size_t unknown = 0;

  void add(const Place& place, std::string_view id, Fault fault) {
    if (wrong.size() >= kMostWrong) return;
    wrong.push_back({place.path() + "." + std::string(id) + std::string(fault.inside), std::string(fault.key),
                     std::move(fault.details)});
  }

  void name_unknown(const FieldSet& set, const json::object& answers, const Place& place) {
    for (const auto& member : answers) {
      const std::string_view name = member.key();
      const auto found = std::ranges::lower_bound(set.fields, name, {},
                                                  [](const Field& field) -> std::string_view { return field.id; });
      if (found != set.fields.end() && found->id == name) continue;
      if (unknown++ >= kMostUnknown) return;
      add(place, name.size() > kNameLength ? "…" : name, {"field.unknown", {}, {}});
    }
  }
};

Result<FileAnswer> read_file_record(const json::value& record, std::string path, std::int64_t max_size) {
  const Field field{.id = {},
                    .kind = Kind::file,
                    .max_size = max_size,
                    .choices = {},
                    .types = {kFileTypes.begin(), kFileTypes.end()},
                    .group = {}};
  std::string out;
  if (auto fault = check_answer(field, record, {}, out))
    return fail_field(path + std::string(fault->inside), std::string(fault->key), std::move(fault->details));
  return file_answer(record.get_object(), std::move(path), "");
}

Form::Form(const Definition& definition, const PhonePlan& phone_plan) : phone_plan_(phone_plan) {
  FieldCompiler compiler(0);
  for (const Page& page : definition.pages) compiler.add(page.questions, page.when);
  set_ = compiler.finish();
  for (Field& field : set_.fields) {
    field.in_figures = std::ranges::find(definition.figures, field.id) != definition.figures.end();
  }
}

Result<Answers> Form::check(const json::object& answers, Date today) const {
  Checking checking;
  checking.out.reserve(1024);
  std::uint64_t steps_left = kMostSteps;
  check_set(Given(set_, answers, {phone_plan_, today, steps_left}), Place{}, checking);
  if (steps_left == 0) return fail(Code::invalid, "form.too_costly");
  if (!checking.wrong.empty()) {
    return std::unexpected(Error{Code::invalid, "request.invalid", {}, std::move(checking.wrong)});
  }
  return Answers{std::move(checking.out), std::move(checking.figures), std::move(checking.files)};
}

void Form::check_set(const Given& given, const Place& place, Checking& checking) const {
  const FieldSet& set = given.set();
  const json::object& answers = given.answers();
  std::string& out = checking.out;
  out += '{';
  std::size_t seen = 0;
  for (const Field& field : set.fields) {
    const json::value* answer = answers.if_contains(field.id);
    if (answer != nullptr) ++seen;
    if (!given.asked(field)) {
      if (answer != nullptr && !is_blank(field, *answer)) checking.add(place, field.id, {"field.not_asked", {}, {}});
      continue;
    }
    const std::size_t before = out.size();
    if (out.back() != '{') out += ',';
    out.append(1, '"').append(field.id).append("\":");
    const std::size_t value_at = out.size();
    check_field(field, answer, given, place, checking);
    if (out.size() == value_at) {
      out.resize(before);
    } else if (field.in_figures) {
      checking.figures.emplace_back(field.id, out.substr(value_at));
    }
  }
  if (seen != answers.size()) checking.name_unknown(set, answers, place);
  out += '}';
}

void Form::check_field(const Field& field, const json::value* answer, const Given& given, const Place& place,
                       Checking& checking) const {
  if (answer == nullptr || is_blank(field, *answer)) {
    if (field.required) checking.add(place, field.id, {"field.missing", {}, {}});
    return;
  }
  if (field.kind == Kind::repeat) return check_repeat(field, *answer, given, place, checking);
  auto fault = check_answer(field, *answer, phone_plan_, checking.out);
  if (fault) return checking.add(place, field.id, *std::move(fault));
  if (field.kind == Kind::file)
    checking.files.push_back(file_answer(answer->get_object(), place.path() + "." + field.id, field.id));
}

void Form::check_repeat(const Field& field, const json::value& answer, const Given& given, const Place& place,
                        Checking& checking) const {
  const auto* list = answer.if_array();
  if (list == nullptr) return checking.add(place, field.id, {"field.wrong_type", {{"expected", "array"}}, {}});
  const auto count = static_cast<std::int64_t>(list->size());
  if (count < field.min)
    return checking.add(place, field.id, {"field.too_few", {{"min", std::to_string(field.min)}}, {}});
  if (count > field.max)
    return checking.add(place, field.id, {"field.too_many", {{"max", std::to_string(field.max)}}, {}});
  checking.out += '[';
  for (std::size_t i = 0; i < list->size(); ++i) {
    if (i > 0) checking.out += ',';
    const Place item{&place, field.id, i};
    if (const auto* object = (*list)[i].if_object()) {
      check_set(Given(field.group.front(), *object, given), item, checking);
    } else {
      const std::string name = field.id + "[" + std::to_string(i) + "]";
      checking.add(place, name, {"field.wrong_type", {{"expected", "object"}}, {}});
    }
  }
  checking.out += ']';
}

}  // namespace qyzmet::catalogue

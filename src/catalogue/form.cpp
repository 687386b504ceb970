#include "catalogue/form.hpp"

#include <algorithm>

#include "catalogue/answers.hpp"

namespace qyzmet::catalogue {
namespace {

FieldError wrong_field(std::string_view id, std::string_view key, Details details = {}) {
  return {"answers." + std::string(id), std::string(key), std::move(details)};
}

}  // namespace

Form::Form(const Definition& definition, const PhonePlan& phone_plan) : phone_plan_(phone_plan) {
  for (const Page& page : definition.pages) {
    for (const Question& question : page.questions) {
      Field field{question.id, question.kind, question.required, false, question.max_length, {}};
      field.in_figures = std::ranges::find(definition.figures, question.id) != definition.figures.end();
      for (const Option& option : question.options) field.choices.push_back(option.value);
      std::ranges::sort(field.choices);
      fields_.push_back(std::move(field));
    }
  }
  std::ranges::sort(fields_, {}, &Field::id);
}

Result<Answers> Form::check(const json::object& answers) const {
  Answers checked;
  checked.canonical.reserve(1024);
  checked.canonical += '{';
  std::vector<FieldError> wrong;
  std::size_t seen = 0;
  for (const Field& field : fields_) {
    const json::value* answer = answers.if_contains(field.id);
    if (answer != nullptr) ++seen;
    const std::size_t before = checked.canonical.size();
    if (before > 1) checked.canonical += ',';
    checked.canonical.append(1, '"').append(field.id).append("\":");
    const std::size_t value_at = checked.canonical.size();
    auto error = check_one(field, answer, checked.canonical);
    if (error) wrong.push_back(*std::move(error));
    if (checked.canonical.size() == value_at) {
      checked.canonical.resize(before);
    } else if (field.in_figures) {
      checked.figures.emplace_back(field.id, checked.canonical.substr(value_at));
    }
  }
  if (seen != answers.size()) name_unknown(answers, wrong);
  if (!wrong.empty()) return std::unexpected(Error{Code::invalid, "request.invalid", {}, std::move(wrong)});
  checked.canonical += '}';
  return checked;
}

std::optional<FieldError> Form::check_one(const Field& field, const json::value* answer, std::string& out) const {
  if (answer == nullptr || answer->is_null()) {
    return field.required ? std::optional(wrong_field(field.id, "field.missing")) : std::nullopt;
  }
  if (field.kind == Kind::yes_no || field.kind == Kind::statement) {
    const bool* agreed = answer->if_bool();
    if (agreed == nullptr) return wrong_field(field.id, "field.wrong_type", {{"expected", "boolean"}});
    if (field.kind == Kind::statement && !*agreed) return wrong_field(field.id, "field.must_agree");
    out += *agreed ? "true" : "false";
    return std::nullopt;
  }
  const json::string* text = answer->if_string();
  if (text == nullptr) return wrong_field(field.id, "field.wrong_type", {{"expected", "string"}});
  return check_text(field, *text, out);
}

std::optional<FieldError> Form::check_text(const Field& field, std::string_view text, std::string& out) const {
  const std::string_view trimmed = trim(text);
  if (trimmed.empty()) {
    return field.required ? std::optional(wrong_field(field.id, "field.missing")) : std::nullopt;
  }
  Normal normal;
  switch (field.kind) {
    case Kind::text:
      normal = normal_text(trimmed, field.max_length);
      break;
    case Kind::iin:
      normal = normal_iin(trimmed);
      break;
    case Kind::phone:
      normal = normal_phone(trimmed, phone_plan_);
      break;
    case Kind::email:
      normal = normal_email(trimmed);
      break;
    case Kind::date:
      normal = normal_date(trimmed);
      break;
    default:  // choice and region: one of the known values
      if (!std::ranges::binary_search(field.choices, trimmed)) return wrong_field(field.id, "field.not_a_choice");
      normal.text = trimmed;
  }
  if (!normal.wrong.empty()) {
    Details details;
    if (normal.wrong == "field.too_long") details = {{"limit", std::to_string(field.max_length)}};
    return wrong_field(field.id, normal.wrong, std::move(details));
  }
  append_canonical_string(out, normal.text);
  return std::nullopt;
}

/// At most ten of them: whoever sends a thousand forged names needs no list of them.
void Form::name_unknown(const json::object& answers, std::vector<FieldError>& wrong) const {
  constexpr std::size_t kNamed = 10;
  constexpr std::size_t kNameLength = 60;
  std::size_t named = 0;
  for (const auto& member : answers) {
    const std::string_view name = member.key();
    const auto found =
        std::ranges::lower_bound(fields_, name, {}, [](const Field& field) -> std::string_view { return field.id; });
    if (found != fields_.end() && found->id == name) continue;
    if (named++ == kNamed) return;
    wrong.push_back(wrong_field(name.size() > kNameLength ? "…" : name, "field.unknown"));
  }
}

}  // namespace qyzmet::catalogue

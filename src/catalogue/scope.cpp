#include "catalogue/scope.hpp"

#include <algorithm>
#include <chrono>

namespace qyzmet::catalogue {
namespace {

using rules::Value;

rules::TypeRef type_of(const Question& question);

rules::TypeRef context_type(const std::vector<Question>& fields) {
  std::vector<std::pair<std::string, rules::TypeRef>> members;
  for (const Question& field : fields) members.emplace_back(field.id, type_of(field));
  return rules::context_of(std::move(members));
}

rules::TypeRef type_of(const Question& question) {
  const auto text = rules::type_of(rules::Type::Kind::string);
  switch (question.kind) {
    case Kind::number:
    case Kind::money:
      return rules::type_of(rules::Type::Kind::number);
    case Kind::yes_no:
    case Kind::statement:
      return rules::type_of(rules::Type::Kind::boolean);
    case Kind::date:
      return rules::type_of(rules::Type::Kind::date);
    case Kind::choices:
      return rules::list_of(text);
    case Kind::address:
      return rules::context_of({{"region", text}, {"text", text}});
    case Kind::file:
      return rules::context_of(
          {{"name", text}, {"sha256", text}, {"size", rules::type_of(rules::Type::Kind::number)}, {"type", text}});
    case Kind::repeat:
      return rules::list_of(context_type(question.fields));
    default:
      return text;
  }
}

Value day_of(const json::value& text) {
  const auto* written = text.if_string();
  return written == nullptr ? Value() : Value(rules::DayValue::parse(*written));
}

Value any_json(const json::value* value) {
  if (value == nullptr) return {};
  auto known = rules::from_json(*value);
  return known ? *std::move(known) : Value();
}

Value applicant_of(const json::value* value) {
  const auto* object = value == nullptr ? nullptr : value->if_object();
  if (object == nullptr) return {};
  std::vector<std::pair<std::string, Value>> members;
  for (const auto& member : *object) {
    const bool day = member.key() == "birth_date";
    members.emplace_back(member.key(), day ? day_of(member.value()) : any_json(&member.value()));
  }
  return Value::context(std::move(members));
}

std::optional<Date> date_of(const Value& value) {
  if (value.is_string()) return birth_date(value.as_string());
  if (value.kind() != rules::Kind::date) return std::nullopt;
  return Date(std::chrono::days(value.as_date().to_days()));
}

Value age_of(std::span<const Value> arguments, rules::Evaluation& evaluation) {
  if (arguments[0].is_null()) return {};
  const auto born = date_of(arguments[0]);
  if (!born || !evaluation.now()) {
    return evaluation.report("rules.argument_value", {{"function", "age"}, {"parameter", "born"}});
  }
  const std::chrono::year_month_day from = *born;
  const rules::DayValue& to = evaluation.now()->date;
  const auto month = static_cast<unsigned>(from.month());
  const auto day = static_cast<unsigned>(from.day());
  const bool before_birthday = to.month < month || (to.month == month && to.day < day);
  const std::int64_t years = to.year - static_cast<int>(from.year()) - (before_birthday ? 1 : 0);
  return years < 0 ? Value() : Value(years);
}

}  // namespace

rules::DayValue to_day(Date date) { return *rules::DayValue::from_days(date.time_since_epoch().count()); }

rules::DateTimeValue moment(Date today) { return {to_day(today), *rules::TimeValue::of(0, 0, 0, 0, {})}; }

std::optional<Date> birth_date(std::string_view iin) {
  if (iin.size() != 12 || !std::ranges::all_of(iin, is_digit)) return std::nullopt;
  const auto two = [&](std::size_t at) { return static_cast<unsigned>((iin[at] - '0') * 10 + (iin[at + 1] - '0')); };
  const int century = iin[6] - '0';
  if (century < 1 || century > 6) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{1800 + (century - 1) / 2 * 100 + static_cast<int>(two(0))},
                                         std::chrono::month{two(2)}, std::chrono::day{two(4)}};
  if (!date.ok()) return std::nullopt;
  return Date(date);
}

const Value& age_function() {
  static const Value age = Value::function({.parameters = {{"born", rules::type_of(rules::Type::Kind::any)}},
                                            .call = age_of,
                                            .result = rules::type_of(rules::Type::Kind::number)});
  return age;
}

Value to_value(Kind kind, const json::value& answer) {
  switch (kind) {
    case Kind::date:
      return day_of(answer);
    case Kind::money: {
      const auto* tiyn = answer.if_int64();
      if (tiyn == nullptr) return {};
      const auto size = static_cast<unsigned __int128>(*tiyn < 0 ? -*tiyn : *tiyn);
      return Value(rules::Number::of(*tiyn < 0, size, -2));
    }
    case Kind::number:
      return answer.is_int64() ? Value(answer.get_int64()) : Value();
    case Kind::yes_no:
    case Kind::statement:
      return answer.is_bool() ? Value(answer.get_bool()) : Value();
    case Kind::choices:
      return answer.is_array() ? any_json(&answer) : Value();
    case Kind::address:
    case Kind::file:
      return answer.is_object() ? any_json(&answer) : Value();
    default:
      return answer.is_string() ? any_json(&answer) : Value();
  }
}

Scope::Scope(std::span<const Page> pages) {
  for (const Page& page : pages) {
    for (const Question& question : page.questions) {
      names_.add(question.id, type_of(question));
      questions_.push_back(seen(question));
    }
  }
  const auto any = rules::type_of(rules::Type::Kind::any);
  const auto day = rules::type_of(rules::Type::Kind::date);
  const auto text = rules::type_of(rules::Type::Kind::string);
  const auto number = rules::type_of(rules::Type::Kind::number);
  const auto person = rules::context_of({{"age", number}, {"birth_date", day}, {"iin", text}, {"name", text}});
  // In the order of `Known`.
  for (const auto& [name, type] :
       std::initializer_list<std::pair<std::string_view, rules::TypeRef>>{{"applicant", person},
                                                                          {"evidence", any},
                                                                          {"decided", any},
                                                                          {"today", day},
                                                                          {"submitted_on", day},
                                                                          {"mrp", number},
                                                                          {"age", rules::function_of({any}, number)}}) {
    names_.add(name, type);
  }
}

Scope::Seen Scope::seen(const Question& question) {
  Seen seen{question.id, question.kind, {}};
  for (const Question& field : question.fields) seen.fields.push_back(Scope::seen(field));
  return seen;
}

rules::Names Scope::names_in(const Question& group) const {
  rules::Names names = names_;
  names.add(group.id, context_type(group.fields));
  for (const Question& field : group.fields) names.add(field.id, type_of(field));
  return names;
}

Value Scope::value_of(const Seen& seen, const json::value* answer) {
  if (seen.kind != Kind::repeat) return answer == nullptr ? Value() : to_value(seen.kind, *answer);
  const auto* list = answer == nullptr ? nullptr : answer->if_array();
  if (list == nullptr) return Value::list({});
  std::vector<Value> items;
  for (const auto& item : *list) {
    const auto* object = item.if_object();
    std::vector<std::pair<std::string, Value>> members;
    for (const Seen& field : seen.fields) {
      members.emplace_back(field.id, value_of(field, object == nullptr ? nullptr : object->if_contains(field.id)));
    }
    items.push_back(Value::context(std::move(members)));
  }
  return Value::list(std::move(items));
}

std::vector<Value> Scope::values(const json::object& facts, Date today) const {
  std::vector<Value> values;
  values.reserve(questions_.size() + known_count);
  for (const Seen& question : questions_) values.push_back(value_of(question, facts.if_contains(question.id)));
  values.push_back(applicant_of(facts.if_contains("applicant")));
  values.push_back(any_json(facts.if_contains("evidence")));
  values.push_back(any_json(facts.if_contains("decided")));
  values.push_back(to_day(today));
  const auto* submitted = facts.if_contains("submitted_on");
  values.push_back(submitted == nullptr ? Value() : day_of(*submitted));
  values.push_back(any_json(facts.if_contains("mrp")));
  values.push_back(age_function());
  return values;
}

}  // namespace qyzmet::catalogue

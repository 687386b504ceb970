#include "catalogue/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ranges>

#include "base/json.hpp"
#include "catalogue/compiled_rules.hpp"

namespace qyzmet::catalogue {
namespace {

using rules::Value;

/// The rules of a definition over one set of facts.
class Facts {
 public:
  Facts(const Definition& definition, const json::object& facts, Instant now)
      : rules_(definition.rules ? definition.rules : compiled(definition)),
        values_(rules_->scope.values(facts, local_date(now, definition.utc_offset_minutes))),
        evaluation_(moment(local_date(now, definition.utc_offset_minutes))) {}

  const rules::CompiledTable* table(std::string_view id) const {
    const auto found = rules_->decisions.find(id);
    return found == rules_->decisions.end() ? nullptr : &found->second;
  }

  rules::TableResult evaluate(const rules::CompiledTable& table) { return table.evaluate(values_, evaluation_); }

  /// Nothing: it cannot be read, or an error was reported.
  std::optional<Value> evaluate(const std::string& feel) {
    const auto known = rules_->expressions.find(feel);
    if (known != rules_->expressions.end()) return evaluate(known->second);
    const auto expression = rules::parse_expression(feel, rules_->scope.names());
    if (!expression) return std::nullopt;
    return evaluate(*expression);
  }

  /// Is `feel` made of the applicant's answers?
  bool uses_answers(const std::string& feel) const {
    const auto expression = rules::parse_expression(feel, rules_->scope.names());
    if (!expression) return false;
    return std::ranges::any_of(expression->slots(), [&](std::size_t slot) { return slot < rules_->scope.questions(); });
  }

  /// The word key of what went wrong first; empty: nothing did. What is not known is no failure: FEEL reports it, and
  /// goes on with null.
  std::string reason() const {
    constexpr std::array<std::string_view, 3> kUnknown = {"rules.null_operand", "rules.argument_type",
                                                          "rules.unknown_member"};
    const auto& all = evaluation_.diagnostics();
    const auto found = std::ranges::find_if(
        all, [&](const rules::Diagnostic& one) { return std::ranges::find(kUnknown, one.key) == kUnknown.end(); });
    return found == all.end() ? "" : found->key;
  }
  bool failed() const { return !reason().empty(); }

 private:
  static std::shared_ptr<const CompiledRules> compiled(const Definition& definition) {
    std::vector<Mistake> mistakes;
    Country country;
    for (const Evidence& one : definition.process.evidence) country.registers.push_back({.id = one.register_id});
    return compile_rules(definition, country, Scope(definition.pages), {}, mistakes);
  }

  std::optional<Value> evaluate(const rules::Expression& expression) {
    Value value = expression.evaluate(values_, evaluation_);
    if (failed()) return std::nullopt;
    return value;
  }

  std::shared_ptr<const CompiledRules> rules_;
  std::vector<Value> values_;
  rules::Evaluation evaluation_;
};

constexpr std::uint32_t kMostNesting = JsonLimits{}.max_depth / 2;  ///< what is kept stands inside other JSON

bool is_finite(const json::value& value) {
  if (const auto* number = value.if_double()) return std::isfinite(*number);
  if (const auto* list = value.if_array()) return std::ranges::all_of(*list, is_finite);
  if (const auto* object = value.if_object())
    return std::ranges::all_of(*object, [](const auto& member) { return is_finite(member.value()); });
  return true;
}

/// As JSON that can be written and read back. Errors: invalid "rules.limit_nesting", "decision.limit_number": FEEL's
/// numbers go further than doubles.
Result<json::value> kept_json(const Value& value) {
  if (value.nesting() > kMostNesting)
    return fail(Code::invalid, "rules.limit_nesting", {{"limit", std::to_string(kMostNesting)}});
  json::value written = rules::to_json(value);
  if (!is_finite(written)) return fail(Code::invalid, "decision.limit_number");
  return written;
}

/// A value as a step's outcomes name it.
std::string outcome_text(const json::value& value) {
  if (const auto* text = value.if_string()) return std::string(*text);
  if (const auto* list = value.if_array(); list != nullptr && list->size() == 1) return outcome_text(list->front());
  return canonical_json(value);
}

/// What a table answered, by output.
Result<json::object> outputs_of(const Decision& decision, const Value& value) {
  const auto member = [&](const Value& row, const std::string& name) {
    if (decision.outputs.size() == 1) return kept_json(row);
    const Value* found = row.is_context() ? row.as_context().find(name) : nullptr;
    return kept_json(found == nullptr ? Value() : *found);
  };
  json::object outputs;
  for (const Column& column : decision.outputs) {
    if (!value.is_list()) {
      TRY_ASSIGN(outputs[column.name], member(value, column.name));
      continue;
    }
    json::array all;
    for (const Value& row : value.as_list()) {
      TRY_ASSIGN(json::value one, member(row, column.name));
      all.push_back(std::move(one));
    }
    outputs[column.name] = std::move(all);
  }
  return outputs;
}

/// The words that belong to a value of an output; those of the last output that has any.
std::optional<Text> words_for(const Decision& decision, const json::object& outputs) {
  for (const Column& column : std::ranges::reverse_view(decision.outputs)) {
    const std::string value = outcome_text(outputs.at(column.name));
    const auto found = std::ranges::find(column.texts, value, &std::pair<std::string, Text>::first);
    if (found != column.texts.end()) return found->second;
  }
  return std::nullopt;
}

std::unexpected<Error> failed(std::string_view name, std::string reason) {
  return fail(Code::invalid, "decision.failed", {{"decision", std::string(name)}, {"reason", std::move(reason)}});
}

Result<std::string> request(const Definition& definition, std::span<const std::pair<std::string, std::string>> ask,
                            const json::object& facts, Instant now) {
  Facts known(definition, facts, now);
  json::object request;
  for (const auto& [name, feel] : ask) {
    const auto value = known.evaluate(feel);
    if (!value) return failed(name, known.failed() ? known.reason() : "rules.syntax");
    auto written = kept_json(*value);
    if (!written) return failed(name, std::move(written).error().key);
    request[name] = *std::move(written);
  }
  return canonical_json(request);
}

/// A register names a region by its code, as an answer does: a question about a region knows its title.
const Question* region_question(const Definition& definition, std::string_view feel) {
  if (!feel.starts_with("evidence.") || !feel.ends_with(".region")) return nullptr;
  for (const Page& page : definition.pages) {
    const auto found = std::ranges::find(page.questions, Kind::region, &Question::kind);
    if (found != page.questions.end()) return &*found;
  }
  return nullptr;
}

std::optional<Text> title_of(const Question& question, std::string_view value) {
  const auto found = std::ranges::find(question.options, value, &Option::value);
  if (found == question.options.end()) return std::nullopt;
  return found->title;
}

std::string text_in(const Value& context, std::string_view name) {
  const Value* value = context.as_context().find(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

/// What a decision's output says to the applicant, if `feel` is nothing but "decided.DECISION.OUTPUT".
std::optional<Text> words_of(const Definition& definition, std::string_view feel, const Value& value) {
  const auto text = rules::to_string(value, 100);
  for (const Decision& decision : definition.process.decisions) {
    for (const Column& column : decision.outputs) {
      if (!text || feel != "decided." + decision.id + "." + column.name) continue;
      const auto found = std::ranges::find(column.texts, *text, &std::pair<std::string, Text>::first);
      if (found != column.texts.end()) return found->second;
    }
  }
  return std::nullopt;
}

/// As people write it: at most three decimals, behind a comma or a point. What is too large for that stays as it is.
decltype(DocumentLine::value) number_value(const rules::Number& number) {
  const auto short_number = round(number, 3, rules::Rounding::half_even);
  const auto milli = short_number ? multiply(*short_number, rules::Number(1000)) : std::nullopt;
  const auto rounded = milli ? milli->to_int64() : std::nullopt;
  if (!rounded || number.to_int64()) return number.to_text();
  std::string text = fmt::format("{}.{:03}", *rounded / 1000, std::abs(*rounded % 1000));
  if (*rounded < 0 && *rounded > -1000) text.insert(0, "-");
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  const auto point = text.find('.');
  std::string comma = text;
  if (point != text.npos) comma[point] = ',';
  return Text{.kk = comma, .ru = comma, .en = text};
}

/// Years have four digits on paper; in FEEL they may have nine.
bool is_in_calendar(const rules::DayValue& day) { return day.year >= 1 && day.year <= 9999; }

decltype(DocumentLine::value) line_value(const Definition& definition, std::string_view feel, const Value& value) {
  if (value.is_null()) return {};
  if (value.kind() == rules::Kind::date) return Date(std::chrono::days(value.as_date().to_days()));
  if (auto words = words_of(definition, feel, value)) return *std::move(words);
  const Question* question = definition.find_question(feel);  // where the rule is nothing but an answer
  if (question == nullptr) question = region_question(definition, feel);
  if (question != nullptr && value.is_string()) {
    if (auto title = title_of(*question, value.as_string())) return *std::move(title);
  }
  if (question != nullptr && question->kind == Kind::address && value.is_context()) {
    Text text = title_of(*question, text_in(value, "region")).value_or(Text());
    const std::string rest = ", " + text_in(value, "text");
    return Text{text.kk + rest, text.ru + rest, text.en + rest};
  }
  if (question != nullptr && question->kind == Kind::money && value.is_number()) {
    const auto tiyn = multiply(value.as_number(), rules::Number(100));
    const auto whole = tiyn ? tiyn->to_int64() : std::nullopt;
    if (whole) return Money{*whole};
  }
  if (value.is_number()) return number_value(value.as_number());
  return rules::to_string(value, 4000).value_or("");
}

}  // namespace

Result<Decided> decide(const Definition& definition, std::string_view id, const json::object& facts, Instant now) {
  Facts known(definition, facts, now);
  const Decision* decision = definition.process.decision(id);
  const rules::CompiledTable* table = known.table(id);
  if (decision == nullptr || table == nullptr) {
    return fail(Code::not_found, "decision.not_found", {{"decision", std::string(id)}});
  }
  const rules::TableResult result = known.evaluate(*table);
  if (known.failed()) return failed(id, known.reason());
  if (result.rules.empty()) return fail(Code::invalid, "decision.no_rule", {{"decision", std::string(id)}});
  Decided decided;
  auto outputs = outputs_of(*decision, result.value);
  if (!outputs) return failed(id, std::move(outputs).error().key);
  decided.outputs = *std::move(outputs);
  decided.outcome = outcome_text(decided.outputs.at(decision->outputs.front().name));
  for (const std::size_t row : result.rules) decided.rows.push_back(static_cast<int>(row) + 1);
  decided.article = decision->rules[result.rules.front()].article;
  decided.reason = words_for(*decision, decided.outputs);
  return decided;
}

Result<std::string> request_json(const Definition& definition, std::span<const std::pair<std::string, std::string>> ask,
                                 const json::object& facts, Instant now) {
  return request(definition, ask, facts, now);
}

Result<std::string> request_json(std::span<const std::pair<std::string, std::string>> ask, const json::object& facts,
                                 Instant now) {
  Definition definition;
  Page page;
  for (const auto& member : facts) {
    Question question;
    question.id = member.key();
    if (member.value().is_string()) page.questions.push_back(std::move(question));
  }
  definition.pages.push_back(std::move(page));
  return request(definition, ask, facts, now);
}

std::vector<DocumentLine> document_lines(const Definition& definition, const json::object& facts, Instant now) {
  std::vector<DocumentLine> lines;
  if (!definition.process.document) return lines;
  std::optional<Facts> known;
  for (const Document::Row& row : definition.process.document->rows) {
    if (!known || known->failed()) known.emplace(definition, facts, now);
    DocumentLine& line = lines.emplace_back();
    line.label = row.label;
    const auto value = known->evaluate(row.value);
    if (!value) {
      line.fault = known->failed() ? known->reason() : "rules.syntax";
    } else if (value->kind() == rules::Kind::date && !is_in_calendar(value->as_date())) {
      line.fault = "date.malformed";
    } else {
      line.value = line_value(definition, row.value, *value);
      line.stated = known->uses_answers(row.value);
    }
  }
  return lines;
}

Result<std::optional<std::int64_t>> fee_mrp_milli(const Definition& definition, const json::object& facts,
                                                  Instant now) {
  const std::string& id = definition.fee.decision;
  if (id.empty()) return definition.fee.mrp_milli;
  TRY_ASSIGN(const Decided decided, decide(definition, id, facts, now));
  const auto value = rules::from_json(decided.outputs.at(definition.process.decision(id)->outputs.front().name));
  const bool number = value && value->is_number();
  const auto milli = number ? multiply(value->as_number(), rules::Number(1000)) : std::nullopt;
  const auto whole = milli ? milli->to_int64() : std::nullopt;
  if (!whole || *whole < 0 || *whole > kMostMrpMilli) return failed(id, "definition.fee_not_a_number");
  return *whole;
}

}  // namespace qyzmet::catalogue

#include "catalogue/definition_json.hpp"

#include "base/json.hpp"
#include "catalogue/definition.hpp"
#include "catalogue/gate.hpp"

namespace qyzmet::catalogue {
namespace {

json::object to_object(const Named& named) { return {{"id", named.id}, {"title", to_object(named.title)}}; }

// Named here, for `to_array` to find them.
json::object to_object(const LegalBasis& basis);
json::object to_object(const Support::Condition& condition);
json::object to_object(const Option& option);
json::object to_object(const Equals& one);
json::object to_object(const Question& question);
json::object to_object(const Page& page);

template <class All>
json::array to_array(const All& all) {
  json::array array;
  for (const auto& one : all) array.push_back(to_object(one));
  return array;
}

template <class Fact>
void add_origin(json::object& object, const Fact& fact) {
  object["certainty"] = to_word(fact.certainty);
  if (!fact.source.empty()) object["source"] = fact.source;
}

json::object to_object(const Deadline& deadline) {
  json::object object;
  const auto unit = to_word(deadline.unit);
  object[unit] = deadline.unit == Deadline::Unit::unknown ? json::value(true) : json::value(deadline.count);
  if (deadline.note) object["note"] = to_object(*deadline.note);
  add_origin(object, deadline);
  return object;
}

json::object to_object(const Fee& fee) {
  json::object object;
  if (fee.mrp_milli) object["mrp_milli"] = *fee.mrp_milli;
  if (!fee.decision.empty()) object["decision"] = fee.decision;
  if (fee.unknown) object["unknown"] = true;
  if (fee.note) object["note"] = to_object(*fee.note);
  add_origin(object, fee);
  return object;
}

json::object to_object(const Channels& channels) {
  json::object object;
  for (std::size_t i = 0; i < kChannels.size(); ++i) object[kChannels[i]] = to_word(channels.offered[i]);
  if (channels.origin) add_origin(object, *channels.origin);
  return object;
}

json::object to_object(const Support::Condition& condition) {
  json::object object = {{"text", to_object(condition.text)}};
  add_origin(object, condition.origin);
  return object;
}

json::object to_object(const Support& support) {
  json::object most;
  if (support.most_tiyn) most["tiyn"] = *support.most_tiyn;
  if (!support.most_tiyn && !support.most_note) most["unknown"] = true;
  if (support.most_note) most["note"] = to_object(*support.most_note);
  if (support.most_origin) add_origin(most, *support.most_origin);
  json::object object = {
      {"form", to_word(support.form)}, {"most", std::move(most)}, {"conditions", to_array(support.conditions)}};
  add_origin(object, support.form_origin);
  return object;
}

json::object to_object(const LegalBasis& basis) {
  json::object object = {{"title", to_object(basis.title)}};
  if (!basis.article.empty()) object["article"] = basis.article;
  if (!basis.uri.empty()) object["uri"] = basis.uri;
  return object;
}

json::object to_object(const Option& option) { return {{"value", option.value}, {"title", to_object(option.title)}}; }

json::object to_object(const Equals& one) {
  json::object object = {{"question", one.question}};
  std::visit([&](const auto& value) { object["equals"] = value; }, one.equals);
  return object;
}

/// {question, equals}, {all: [the same]}, or {rule: the compiled form of the rules' README, uses: [names]}.
json::object to_object(const When& when) {
  if (when.rule) {
    return {{"rule", rules::to_json(*when.rule)}, {"uses", json::array(when.uses.begin(), when.uses.end())}};
  }
  if (when.all.size() == 1) return to_object(when.all.front());
  return {{"all", to_array(when.all)}};
}

json::object to_object(const Question& question) {
  json::object object = {{"id", question.id},
                         {"kind", to_word(question.kind)},
                         {"title", to_object(question.title)},
                         {"required", question.required}};
  if (question.hint) object["hint"] = to_object(*question.hint);
  if (question.when) object["when"] = to_object(*question.when);
  if (question.prefill_own_iin) object["prefill"] = "own_iin";
  if (question.max_length > 0) object["max_length"] = question.max_length;
  if (!question.options.empty()) object["options"] = to_array(question.options);
  if (question.kind == Kind::number || question.kind == Kind::money || question.kind == Kind::repeat) {
    object["min"] = question.min;
    object["max"] = question.max;
  }
  if (question.kind == Kind::file) {
    object["max_size"] = question.max_size;
    json::array types(question.types.begin(), question.types.end());
    object["types"] = std::move(types);
  }
  if (question.kind == Kind::repeat) object["fields"] = to_array(question.fields);
  return object;
}

json::object to_object(const Page& page) {
  json::object object = {{"id", page.id}, {"title", to_object(page.title)}, {"questions", to_array(page.questions)}};
  if (page.when) object["when"] = to_object(*page.when);
  return object;
}

json::object to_summary(const Definition& definition) {
  json::array life_events;
  for (const Named& event : definition.life_events) life_events.emplace_back(event.id);
  json::object object = {
      {"id", definition.id},
      {"version", definition.version},
      {"code", definition.code ? json::value(*definition.code) : json::value(nullptr)},
      {"kind", to_word(definition.kind)},
      {"title", to_object(definition.title)},
      {"agency", to_object(definition.agency)},
      {"deadline", to_object(definition.deadline)},
      {"fee", to_object(definition.fee)},
      {"result", to_object(definition.result)},
      {"standing", definition.standing ? json::value(to_word(*definition.standing)) : json::value(nullptr)},
      {"life_events", std::move(life_events)},
      {"channels", to_object(definition.channels)},
      {"filing", definition.files_here ? "here" : "elsewhere"},
      {"sign_in", definition.needs_sign_in},
      {"texts_unverified", definition.texts_unverified}};
  if (!definition.unverified.empty()) {
    object["unverified"] = json::array(definition.unverified.begin(), definition.unverified.end());
  }
  return object;
}

json::object to_summary(const Definition& definition, bool retired) {
  json::object object = to_summary(definition);
  if (retired) object["retired"] = true;
  return object;
}

}  // namespace

std::string to_json(const Question& question) { return canonical_json(to_object(question)); }

std::string to_summary_json(const Definition& definition, bool retired) {
  return canonical_json(to_summary(definition, retired));
}

std::string to_json(const Definition& definition, bool retired, const Gate* gate) {
  json::object object = to_summary(definition, retired);
  if (gate != nullptr) object["gate"] = to_object(*gate);
  if (definition.how_to_get) object["how_to_get"] = to_object(*definition.how_to_get);
  if (definition.support) object["support"] = to_object(*definition.support);
  object["legal_basis"] = to_array(definition.legal_basis);
  object["pages"] = to_array(definition.pages);
  return canonical_json(object);
}

}  // namespace qyzmet::catalogue

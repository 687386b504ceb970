#include "applications/connect.hpp"

#include <algorithm>
#include <array>

#include "applications/article.hpp"
#include "applications/carry.hpp"
#include "applications/history.hpp"
#include "applications/store.hpp"
#include "applications/timeline.hpp"
#include "applications/told.hpp"
#include "identity/identity.hpp"

namespace qyzmet::applications {
namespace {

/// Characters of what was said, where the whole does not fit: as many as do.
constexpr std::array kShortened = {1500, 500, 100};

json::array told_facts(const std::vector<exchange::Fact>& facts) {
  json::array all;
  for (const exchange::Fact& fact : facts) {
    json::object values;
    for (const auto& [value, text] : fact.values) values[value] = to_object(text);
    all.push_back(json::object{{"id", fact.id},
                               {"title", to_object(fact.title)},
                               {"values", std::move(values)},
                               {"members", told_facts(fact.members)}});
  }
  return all;
}

Text in_all(std::string_view words) {
  const std::string text(words);
  return {text, text, text};
}

/// What was said as it is kept: a string, or {en, kk, ru}; nothing if neither.
std::optional<Text> kept_text(const json::value& said) {
  if (said.is_string() && !said.as_string().empty()) return in_all(said.as_string());
  if (!said.is_object()) return std::nullopt;
  const json::object& object = said.as_object();
  Text text{.kk = text_of(object, "kk"), .ru = text_of(object, "ru"), .en = text_of(object, "en")};
  return text.complete() ? std::optional(std::move(text)) : std::nullopt;
}

/// The applicant. Of an application that nobody signed: whose IIN was filed, by the name that a register holds.
Result<DocumentPerson> holder_of(const DocumentWish& wish) {
  DocumentPerson person;
  if (const auto* applicant = wish.facts.if_contains("applicant"); applicant != nullptr && applicant->is_object()) {
    person = {.name = text_of(applicant->as_object(), "name"), .iin = text_of(applicant->as_object(), "iin")};
  } else {
    for (const auto& page : wish.definition.pages) {
      for (const auto& question : page.questions) {
        if (person.iin.empty() && question.kind == catalogue::Kind::iin) person.iin = text_of(wish.facts, question.id);
      }
    }
    for (const auto& evidence : wish.facts.at("evidence").as_object()) {
      if (person.name.empty() && evidence.value().is_object())
        person.name = text_of(evidence.value().as_object(), "name");
    }
  }
  if (person.name.empty() || person.iin.empty()) return fail(Code::internal, "document.nobody_named");
  return person;
}

/// What is not known is left out.
std::optional<DocumentValue> document_value(const decltype(catalogue::DocumentLine::value)& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* text = std::get_if<Text>(&value)) return *text;
  if (const auto* date = std::get_if<Date>(&value)) return *date;
  if (const auto* money = std::get_if<Money>(&value)) return *money;
  return std::nullopt;
}

/// The rows, and which could not be worked out.
void add_rows(const DocumentWish& wish, Issue& issue) {
  for (const catalogue::DocumentLine& line : catalogue::document_lines(wish.definition, wish.facts, wish.now)) {
    if (!line.fault.empty()) issue.left_out.push_back({line.label.en, line.fault});
    auto value = document_value(line.value);
    if (!value) continue;
    issue.facts.push_back(
        {.label = line.label, .value = *std::move(value), .basis = line.stated ? Basis::stated : Basis::checked});
  }
}

Text say(const Words& words, std::string_view key) {
  return {.kk = words.say(Lang::kk, key), .ru = words.say(Lang::ru, key), .en = words.say(Lang::en, key)};
}

DocumentDecision document_decision(db::Snapshot& snapshot, const Application& application, const Words& words,
                                   int utc_offset_minutes) {
  const bool refused = application.flow.outcome == Outcome::refused;
  DocumentDecision decision{.text = say(words, refused ? "document.refused" : "document.granted"),
                            .reasons = {},
                            .legal_basis = {},
                            .would_change = {}};
  const Timeline timeline = timeline_of(snapshot, application, utc_offset_minutes);
  if (!timeline.decision) return decision;
  if (auto reason = kept_text(timeline.decision->reason)) decision.reasons.push_back(*std::move(reason));
  if (auto remedy = kept_text(timeline.decision->remedy)) decision.would_change.push_back(*std::move(remedy));
  const std::string& article = timeline.decision->article;
  if (!article.empty()) decision.legal_basis.push_back(article_text(words, article));
  return decision;
}

/// What a register, a second person or a part did not go on with: no words were said, so the step is.
Text reason_of_step(db::Snapshot& snapshot, const catalogue::Definition& definition, const Application& application,
                    const Words& words) {
  const catalogue::Step* step = definition.process.step(application.flow.step);
  std::string_view key = "document.refused_at_step";
  if (step == nullptr || step->by == catalogue::Step::By::service) {
    const auto part = store::part(snapshot, application.id, 0);
    if (part && part->state == State::withdrawn) key = "document.part_withdrawn";
  }
  const auto in = [&](Lang lang) {
    return words.say(lang, key, {{"step", step == nullptr ? application.flow.step : step->title.in(lang)}});
  };
  return {.kk = in(Lang::kk), .ru = in(Lang::ru), .en = in(Lang::en)};
}

void shorten(std::string& text, int limit) {
  int characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    if (!begins || ++characters <= limit) continue;
    text.replace(i, std::string::npos, " …");
    return;
  }
}

void shorten(Text& text, int limit) {
  for (std::string* const one : {&text.kk, &text.ru, &text.en}) shorten(*one, limit);
}

/// Of what was said at great length the beginning: the whole stands with the application.
void shorten(Issue& issue, int limit) {
  DocumentDecision& decision = issue.decision;
  for (auto* const texts : {&decision.reasons, &decision.legal_basis, &decision.would_change}) {
    for (Text& text : *texts) shorten(text, limit);
  }
  for (DocumentFact& fact : issue.facts) {
    if (auto* text = std::get_if<std::string>(&fact.value)) shorten(*text, limit);
    if (auto* text = std::get_if<Text>(&fact.value)) shorten(*text, limit);
  }
}

/// True if it does now.
bool made_to_fit(const Documents& documents, const Application& application, Issue& issue) {
  bool fits = documents.fits(application, issue);
  for (std::size_t i = 0; !fits && i < kShortened.size(); ++i) {
    shorten(issue, kShortened[i]);
    fits = documents.fits(application, issue);
  }
  return fits;
}

/// With reasons, article, what would change it and how to object. Whoever did not sign is not named.
Issue refusal(db::Snapshot& snapshot, const DocumentWish& wish, const Words& words, int utc_offset_minutes) {
  const Application& application = wish.application;
  Issue issue{.kind = DocumentKind::refusal,
              .title = say(words, "document.refusal"),
              .people = {},
              .facts = {{.label = say(words, "document.label.submitted"), .value = application.submitted_at}},
              .decision = document_decision(snapshot, application, words, utc_offset_minutes),
              .valid_until = {}};
  if (application.filer.applicant) {
    const auto person = identity::person(snapshot, *application.filer.applicant);
    if (person && !person->name.empty()) issue.people.push_back({.name = person->name, .iin = person->iin});
  }
  if (issue.decision.reasons.empty())
    issue.decision.reasons.push_back(reason_of_step(snapshot, wish.definition, application, words));
  issue.decision.would_change.push_back(say(words, "document.objection"));
  return issue;
}

/// The last day of so many months; of a month that is too short its last.
Date months_after(Date day, int months) {
  const std::chrono::year_month_day then = std::chrono::year_month_day(day) + std::chrono::months(months);
  return then.ok() ? Date(then) : Date(then.year() / then.month() / std::chrono::last);
}

Result<Issue> grant(db::Snapshot& snapshot, const DocumentWish& wish, const Words& words, int utc_offset_minutes) {
  const auto kind = parse_document_kind(wish.document->kind);
  if (!kind) return fail(Code::internal, "document.malformed", {{"name", "kind"}});
  Issue issue{
      .kind = *kind, .title = wish.document->title, .people = {}, .facts = {}, .decision = {}, .valid_until = {}};
  TRY_ASSIGN(DocumentPerson holder, holder_of(wish));
  issue.people.push_back(std::move(holder));
  add_rows(wish, issue);
  issue.decision = document_decision(snapshot, wish.application, words, utc_offset_minutes);
  if (const auto months = wish.document->valid_months)
    issue.valid_until = months_after(local_date(wish.now, utc_offset_minutes), *months);
  return issue;
}

json::value newest_of(const Documents& documents, db::Snapshot& snapshot, ApplicationId id) {
  const auto all = documents.of_application(snapshot, id);
  if (all.empty()) return nullptr;
  const Text& title = all.front().document.title;
  json::object object = documents.standing(all.front());
  object["id"] = id_to_decimal(all.front().document.id.value);
  object["title"] = to_object(title);
  object.erase("agency");
  object.erase("service");
  return object;
}

}  // namespace

void connect_registers(Doors& doors, const exchange::Registers& registers, const catalogue::Country& country) {
  doors.agency_of_register = [&registers](std::string_view id) {
    const auto* found = registers.find(id);
    return found == nullptr ? std::string(id) : found->agency;
  };
  doors.title_of_register = [&registers](std::string_view id) {
    const auto* found = registers.find(id);
    return found == nullptr ? in_all(id) : found->title;
  };
  doors.facts_of_register = [&registers](std::string_view id) {
    const auto* found = registers.find(id);
    return found == nullptr ? json::array() : told_facts(found->facts);
  };
  doors.monthly_index = [&country](Date day) -> std::optional<double> {
    const auto found = country.monthly_index.find(static_cast<int>(std::chrono::year_month_day(day).year()));
    if (found == country.monthly_index.end()) return std::nullopt;
    return static_cast<double>(found->second);
  };
}

void connect_documents(Doors& doors, const Documents& documents, const Words& words, int utc_offset_minutes) {
  doors.prepare_document = [&documents, &words, utc_offset_minutes](
                               db::Snapshot& snapshot,
                               const DocumentWish& wish) -> Result<std::optional<DocumentToIssue>> {
    auto issue = wish.document == nullptr ? Result<Issue>(refusal(snapshot, wish, words, utc_offset_minutes))
                                          : grant(snapshot, wish, words, utc_offset_minutes);
    if (!issue) return std::unexpected(std::move(issue).error());
    if (!made_to_fit(documents, wish.application, *issue)) return fail(Code::internal, "document.too_large");
    return DocumentToIssue{
        [&documents, issue = *std::move(issue)](db::Tx& tx, const Application& application) -> Result<std::string> {
          TRY_ASSIGN(const ResultDocument document, documents.issue(tx, application, issue, system_itself()));
          return id_to_decimal(document.id.value);
        }};
  };
  doors.document_of = [&documents](db::Snapshot& snapshot, ApplicationId id) {
    return newest_of(documents, snapshot, id);
  };
}

}  // namespace qyzmet::applications

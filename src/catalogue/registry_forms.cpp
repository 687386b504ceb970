#include "catalogue/registry_forms.hpp"

#include <algorithm>
#include <array>

#include "base/file.hpp"
#include "base/said.hpp"

namespace qyzmet::catalogue {
namespace {

constexpr int kMostTitle = 300;
constexpr int kMostText = 2000;
constexpr int kMostSource = 300;
constexpr std::chrono::days kFarthest{36525};  // a hundred years
constexpr std::int64_t kMostCount = 10'000;
constexpr std::int64_t kMostPeople = 1'000'000'000;
constexpr std::size_t kMostLosers = 20;
constexpr std::size_t kMostExceptions = 20;
constexpr std::size_t kCodeDigits = 8;
constexpr std::array kTermUnits = {Deadline::Unit::minutes, Deadline::Unit::hours, Deadline::Unit::calendar_days,
                                   Deadline::Unit::working_days};

/// The same result, its fields called by where they are.
template <class T>
Result<T> under(std::string_view path, Result<T> result) {
  if (!result) {
    for (FieldError& field : result.error().fields) field.path = std::string(path) + "." + field.path;
  }
  return result;
}

Result<std::int64_t> must_count(const json::object& object, std::string_view name, std::int64_t min, std::int64_t max) {
  TRY_ASSIGN(const std::int64_t number, get_integer(object, name));
  if (number >= min && number <= max) return number;
  return fail_field(std::string(name), "field.not_in_range",
                    {{"min", std::to_string(min)}, {"max", std::to_string(max)}});
}

Result<Text> read_title(const json::object& body, bool complete) {
  TRY_ASSIGN(const json::object* title, get_object(body, "title"));
  TRY(under("title", only_fields(*title, {"en", "kk", "ru"})));
  Text text;
  for (const auto& [name, place] : {std::pair{"kk", &text.kk}, std::pair{"ru", &text.ru}, std::pair{"en", &text.en}}) {
    auto said = complete ? must_say(*title, name, kMostTitle) : get_said(*title, name, kMostTitle);
    TRY_ASSIGN(*place, under("title", std::move(said)));
  }
  if (text.kk.empty() && text.ru.empty() && text.en.empty()) return fail_field("title.kk", "field.missing");
  return text;
}

/// Complete: {kk, ru, en}.
Result<Text> read_text(const json::object& object, int limit) {
  TRY(only_fields(object, {"en", "kk", "ru"}));
  Text text;
  for (const auto& [name, place] : {std::pair{"kk", &text.kk}, std::pair{"ru", &text.ru}, std::pair{"en", &text.en}}) {
    TRY_ASSIGN(*place, must_say(object, name, limit));
  }
  return text;
}

Result<json::object> read_deadline(const json::object& deadline) {
  TRY(only_fields(deadline, {"count", "unit"}));
  TRY_ASSIGN(const std::string_view unit, get_string(deadline, "unit"));
  const auto known = std::ranges::find(kTermUnits, unit, [](Deadline::Unit one) { return to_word(one); });
  if (known == kTermUnits.end()) return fail_field("unit", "field.not_a_choice");
  TRY_ASSIGN(const std::int64_t count, must_count(deadline, "count", 1, kMostCount));
  return json::object{{"count", count}, {"unit", unit}};
}

Result<json::object> read_volume(const json::object& volume, Date today) {
  TRY(only_fields(volume, {"a_year", "source", "year"}));
  TRY_ASSIGN(const std::int64_t a_year, must_count(volume, "a_year", 0, kMostPeople));
  const int this_year = static_cast<int>(std::chrono::year_month_day(today).year());
  TRY_ASSIGN(const std::int64_t year, must_count(volume, "year", 2000, this_year));
  TRY_ASSIGN(const std::string source, must_say(volume, "source", kMostSource));
  return json::object{{"a_year", a_year}, {"source", source}, {"year", year}};
}

/// Null where null says "not known"; left out is a mistake.
Result<const json::object*> object_or_null(const json::object& body, std::string_view name) {
  const auto* value = body.if_contains(name);
  if (value != nullptr && value->is_null()) return static_cast<const json::object*>(nullptr);
  return get_object(body, name);
}

Result<json::object> described(const json::object& body, const FormRules& rules) {
  TRY_ASSIGN(const Text title, read_title(body, true));
  TRY_ASSIGN(const std::string legal_basis, must_say(body, "legal_basis", kMostText));
  TRY_ASSIGN(const std::string_view agency, get_string(body, "agency"));
  if (!rules.is_agency(agency)) return fail_field("agency", "field.not_a_choice");
  TRY_ASSIGN(const json::object* deadline, get_object(body, "deadline"));
  TRY_ASSIGN(json::object term, under("deadline", read_deadline(*deadline)));
  json::object form{{"agency", agency},
                    {"deadline", std::move(term)},
                    {"legal_basis", legal_basis},
                    {"title", to_object(title)},
                    {"volume", nullptr}};
  TRY_ASSIGN(const json::object* volume, object_or_null(body, "volume"));
  if (volume != nullptr) {
    TRY_ASSIGN(form["volume"], under("volume", read_volume(*volume, rules.today)));
  }
  return form;
}

Result<json::object> read_burden(const json::object& burden) {
  json::object read;
  for (const std::string_view name : {"days", "documents", "steps"}) {
    TRY_ASSIGN(read[name], must_count(burden, name, 0, kMostCount));
  }
  return read;
}

Result<json::object> redesigned(const json::object& body) {
  json::object form;
  for (const std::string_view when : {"before", "after"}) {
    TRY_ASSIGN(const json::object* burden, get_object(body, when));
    TRY_ASSIGN(form[when], under(when, read_burden(*burden)));
  }
  return form;
}

Result<json::object> digitised(const json::object& body, const FormRules& rules) {
  TRY_ASSIGN(const std::string_view service, get_string(body, "service"));
  if (service.empty()) return fail_field("service", "field.missing");
  if (!rules.files_here(service)) return fail_field("service", "registry.not_filed_here");
  return json::object{{"service", service}};
}

Result<json::object> registered(const json::object& body) {
  const auto* value = body.if_contains("code");
  if (value != nullptr && value->is_null()) return json::object{{"code", nullptr}};
  TRY_ASSIGN(const std::string_view code, get_string(body, "code"));
  if (code.size() != kCodeDigits || !std::ranges::all_of(code, is_digit)) return fail_field("code", "registry.code");
  return json::object{{"code", code}};
}

Result<json::object> read_loser(const json::object& body) {
  TRY(only_fields(body, {"group", "number", "source"}));
  TRY_ASSIGN(const std::string group, must_say(body, "group", kMostTitle));
  TRY_ASSIGN(const std::string source, get_said(body, "source", kMostSource));
  json::object loser{{"group", group}, {"number", nullptr}, {"source", source}};
  const auto* number = body.if_contains("number");
  if (number != nullptr && number->is_null()) return loser;
  TRY_ASSIGN(loser["number"], must_count(body, "number", 0, kMostPeople));
  if (source.empty()) return fail_field("source", "field.missing");
  return loser;
}

Result<json::array> read_losers(const json::object& body) {
  TRY_ASSIGN(const json::array* losers, get_array(body, "losers"));
  if (losers->empty()) return fail_field("losers", "field.missing");
  if (losers->size() > kMostLosers)
    return fail_field("losers", "field.too_many", {{"max", std::to_string(kMostLosers)}});
  json::array read;
  for (const json::value& one : *losers) {
    const std::string path = "losers[" + std::to_string(read.size()) + "]";
    if (!one.is_object()) return fail_field(path, "field.wrong_type", {{"expected", "object"}});
    TRY_ASSIGN(json::object loser, under(path, read_loser(one.get_object())));
    read.emplace_back(std::move(loser));
  }
  return read;
}

/// Each is a case of its own, so that a filing can name the one that it is.
Result<json::array> read_exceptions(const json::object& body) {
  TRY_ASSIGN(const json::array* exceptions, get_array(body, "exceptions"));
  if (exceptions->empty()) return fail_field("exceptions", "field.missing");
  if (exceptions->size() > kMostExceptions)
    return fail_field("exceptions", "field.too_many", {{"max", std::to_string(kMostExceptions)}});
  json::array read;
  for (const json::value& one : *exceptions) {
    const std::string path = "exceptions[" + std::to_string(read.size()) + "]";
    if (!one.is_object()) return fail_field(path, "field.wrong_type", {{"expected", "object"}});
    TRY_ASSIGN(const Text text, under(path, read_text(one.get_object(), kMostTitle)));
    read.emplace_back(to_object(text));
  }
  return read;
}

/// The gate before a service can be had online only. Everybody reads it: it is said in every language.
Result<json::object> online_only(const json::object& body, const FormRules& rules) {
  TRY_ASSIGN(json::array exceptions, read_exceptions(body));
  TRY_ASSIGN(const std::int64_t notice, must_count(body, "notice_days", rules.notice_days, kMostCount));
  TRY_ASSIGN(const std::string_view first_day, get_string(body, "first_day"));
  const auto day = parse_date(first_day);
  if (!day) return fail_field("first_day", "date.malformed");
  TRY(check_not_too_far("first_day", *day, rules.today));
  const Date earliest = rules.today + std::chrono::days(notice);
  if (*day < earliest) return fail_field("first_day", "registry.notice_too_short", {{"earliest", to_iso(earliest)}});
  TRY_ASSIGN(const json::object* fallback, get_object(body, "fallback"));
  TRY_ASSIGN(const Text said, under("fallback", read_text(*fallback, kMostText)));
  TRY_ASSIGN(json::array losers, read_losers(body));
  return json::object{{"exceptions", std::move(exceptions)},
                      {"fallback", to_object(said)},
                      {"first_day", first_day},
                      {"losers", std::move(losers)},
                      {"notice_days", notice}};
}

Result<RegistryTerms> read_terms(const json::object& object) {
  RegistryTerms terms;
  TRY_ASSIGN(const std::int64_t notice, must_count(object, "notice_days", 30, kMostCount));
  terms.notice_days = static_cast<int>(notice);
  const auto* assumed = object.if_contains("assumed");
  terms.assumed = assumed == nullptr || !assumed->is_bool() || assumed->get_bool();
  TRY_ASSIGN(const json::object* stages, get_object(object, "stages"));
  for (int rank = 0; rank <= static_cast<int>(Stage::retired); ++rank) {
    const auto stage = static_cast<Stage>(rank);
    TRY_ASSIGN(const json::object* one, under("stages", get_object(*stages, to_word(stage))));
    TRY_ASSIGN(const std::string_view owner, under("stages", get_string(*one, "owner")));
    if (owner != "agency" && owner != kKeepers) return fail_field("stages", "field.not_a_choice");
    StageTerm term{.agency_owns = owner == "agency", .working_days = {}};
    if (one->contains("working_days")) {
      TRY_ASSIGN(const std::int64_t days, under("stages", must_count(*one, "working_days", 1, kMostCount)));
      term.working_days = static_cast<int>(days);
    }
    terms.stages[stage] = term;
  }
  return terms;
}

Result<PublishedShare> read_published(const json::object& object) {
  PublishedShare share;
  TRY_ASSIGN(share.of, must_say(object, "of", kMostTitle));
  TRY_ASSIGN(const std::int64_t percent, must_count(object, "percent", 0, 100));
  share.percent = static_cast<int>(percent);
  TRY_ASSIGN(share.source, must_say(object, "source", kMostSource));
  for (const auto& [name, place] : {std::pair{"rest_percent", &share.rest_percent}, std::pair{"year", &share.year}}) {
    if (!object.contains(name)) continue;
    TRY_ASSIGN(const std::int64_t number, get_integer(object, name));
    *place = static_cast<int>(number);
  }
  return share;
}

Result<RegistryTerms> parse_terms(const json::value& value) {
  if (!value.is_object()) return fail_field("{}", "field.wrong_type");
  TRY_ASSIGN(RegistryTerms terms, read_terms(value.get_object()));
  TRY_ASSIGN(const json::array* published, get_array(value.get_object(), "published"));
  for (const json::value& one : *published) {
    if (!one.is_object()) return fail_field("published", "field.wrong_type");
    TRY_ASSIGN(PublishedShare share, under("published", read_published(one.get_object())));
    terms.published.push_back(std::move(share));
  }
  return terms;
}

}  // namespace

Result<std::string> must_say(const json::object& object, std::string_view name, int limit) {
  TRY_ASSIGN(std::string text, get_said(object, name, limit));
  if (text.empty()) return fail_field(std::string(name), "field.missing");
  return text;
}

Result<RegistryTerms> RegistryTerms::load(const std::filesystem::path& file) {
  TRY_ASSIGN(const std::string text, read_file(file, 1 << 20));
  const auto malformed = [&](const std::string& name) {
    return fail(Code::invalid, "country.malformed", {{"file", file.string()}, {"name", name}});
  };
  const auto value = parse_json(text);
  if (!value) return malformed(value.error().key);
  auto terms = parse_terms(*value);
  if (!terms) return malformed(terms.error().fields.at(0).path);
  return terms;
}

const std::vector<std::string_view>& form_members(Stage stage) {
  static const std::map<Stage, std::vector<std::string_view>> all = {
      {Stage::found, {"title"}},
      {Stage::described, {"agency", "deadline", "legal_basis", "title", "volume"}},
      {Stage::redesigned, {"after", "before"}},
      {Stage::digitised, {"service"}},
      {Stage::registered, {"code"}},
      {Stage::online_only, {"exceptions", "fallback", "first_day", "losers", "notice_days"}},
      {Stage::retired, {"reason"}}};
  return all.at(stage);
}

Result<void> check_not_too_far(std::string_view name, Date day, Date today) {
  const Date latest = today + kFarthest;
  if (day <= latest) return {};
  return fail_field(std::string(name), "registry.too_far", {{"latest", to_iso(latest)}});
}

Result<json::object> read_form(Stage stage, const json::object& body, const FormRules& rules) {
  switch (stage) {
    case Stage::found:
      break;
    case Stage::described:
      return described(body, rules);
    case Stage::redesigned:
      return redesigned(body);
    case Stage::digitised:
      return digitised(body, rules);
    case Stage::registered:
      return registered(body);
    case Stage::online_only:
      return online_only(body, rules);
    case Stage::retired: {
      TRY_ASSIGN(const std::string reason, must_say(body, "reason", kMostText));
      return json::object{{"reason", reason}};
    }
  }
  return fail_field("to", "field.not_a_choice");
}

Result<Text> read_rough_title(const json::object& body) { return read_title(body, false); }

}  // namespace qyzmet::catalogue

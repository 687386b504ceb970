#include "catalogue/country.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/file.hpp"
#include "base/json.hpp"
#include "base/time.hpp"

namespace qyzmet::catalogue {
namespace {

Result<json::value> read_json(const std::filesystem::path& file) {
  TRY_ASSIGN(const std::string text, read_file(file, 4 << 20));
  auto value = parse_json(text);
  if (!value) return fail(Code::invalid, "country.malformed", {{"file", file.string()}, {"name", value.error().key}});
  return value;
}

/// [{"id": …, "title": {"kk": …, "ru": …, "en": …}}].
Result<std::vector<Named>> read_life_events(const std::filesystem::path& file) {
  std::vector<Named> all;
  if (!std::filesystem::exists(file)) return all;
  TRY_ASSIGN(const json::value value, read_json(file));
  const auto malformed = [&](std::string name) {
    return fail(Code::invalid, "country.malformed", {{"file", file.string()}, {"name", std::move(name)}});
  };
  const auto* list = value.if_array();
  if (list == nullptr) return malformed("[]");
  for (const auto& entry : *list) {
    const std::string path = "[" + std::to_string(all.size()) + "]";
    const auto* object = entry.if_object();
    if (object == nullptr || !only_fields(*object, {"id", "title"})) return malformed(path);
    const auto id = get_string(*object, "id");
    const auto title = read_title(*object, path);
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
    if (!id || id->empty() || !std::ranges::all_of(*id, fits)) return malformed(path + ".id");
    if (!title) return malformed(title.error().fields.at(0).path);
    if (std::ranges::find(all, *id, &Named::id) != all.end()) return malformed(path + ".id");
    all.push_back({std::string(*id), *title});
  }
  return all;
}

Result<std::optional<Finder>> read_finder(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return std::nullopt;
  TRY_ASSIGN(const json::value value, read_json(file));
  auto finder = parse_finder(value);
  if (finder) return *std::move(finder);
  return fail(Code::invalid, "country.malformed",
              {{"file", file.string()}, {"name", finder.error().fields.at(0).path}});
}

/// One list of named things: [{"<id_name>": …, "kk": …, "ru": …, "en": …, …}].
Result<std::vector<Named>> read_named(const std::filesystem::path& file, std::string_view id_name) {
  TRY_ASSIGN(const json::value value, read_json(file));
  const auto malformed = [&](std::string_view name) {
    return fail(Code::invalid, "country.malformed", {{"file", file.string()}, {"name", std::string(name)}});
  };
  const auto* list = value.if_array();
  if (list == nullptr || list->empty()) return malformed("[]");
  std::vector<Named> all;
  for (const auto& entry : *list) {
    const auto* object = entry.if_object();
    if (object == nullptr) return malformed("{}");
    Named named;
    for (const auto& [name, place] :
         {std::pair{id_name, &named.id}, std::pair{std::string_view("kk"), &named.title.kk},
          std::pair{std::string_view("ru"), &named.title.ru}, std::pair{std::string_view("en"), &named.title.en}}) {
      const auto text = get_string(*object, name);
      if (!text || text->empty()) return malformed(name);
      *place = *text;
    }
    all.push_back(std::move(named));
  }
  return all;
}

/// Of agencies.json: [{"id", "kk", "ru", "en", "part_of"?, "region"?, "unverified"?}].
Result<std::vector<LocalBody>> read_local_bodies(const std::filesystem::path& file, const Country& country) {
  TRY_ASSIGN(const json::value value, read_json(file));
  const auto malformed = [&](std::string_view id, std::string_view name) {
    return fail(Code::invalid, "country.malformed",
                {{"file", file.string()}, {"name", fmt::format("{}.{}", id, name)}});
  };
  std::vector<LocalBody> all;
  std::set<std::string> ids;
  for (const auto& entry : value.as_array()) {
    const json::object& object = entry.as_object();
    LocalBody body{.id = std::string(*get_string(object, "id")), .part_of = {}, .region = {}};
    if (!ids.insert(body.id).second) return malformed(body.id, "id");
    if (!only_fields(object, {"id", "kk", "ru", "en", "part_of", "region", "unverified"})) {
      return malformed(body.id, "{}");
    }
    if (object.contains("part_of") != object.contains("region")) return malformed(body.id, "part_of | region");
    if (!object.contains("part_of")) continue;
    const auto part_of = get_string(object, "part_of");
    const auto region = get_string(object, "region");
    if (!part_of || *part_of == body.id || country.agency(*part_of) == nullptr) return malformed(body.id, "part_of");
    const bool is_region = region && std::ranges::find(country.regions, *region, &Named::id) != country.regions.end();
    if (!is_region || local_body(all, *part_of, *region) != nullptr) return malformed(body.id, "region");
    body.part_of = *part_of;
    body.region = *region;
    all.push_back(std::move(body));
  }
  for (const LocalBody& body : all) {
    if (whole_of(all, body.part_of) != body.part_of) return malformed(body.id, "part_of");
  }
  return all;
}

/// The texts of a list that may be absent, or each entry's `member`. Nothing: it is something else.
std::optional<std::vector<std::string>> names_in(const json::object& object, std::string_view name,
                                                 std::string_view member) {
  std::vector<std::string> all;
  const json::value* list = object.if_contains(name);
  if (list == nullptr) return all;
  if (!list->is_array()) return std::nullopt;
  for (const auto& entry : list->get_array()) {
    const json::value* one = &entry;
    if (!member.empty()) one = entry.is_object() ? entry.get_object().if_contains(member) : nullptr;
    if (one == nullptr || !one->is_string()) return std::nullopt;
    all.emplace_back(one->get_string());
  }
  return all;
}

/// [{"id": …, "agency": …, "title": {…}, "asked_by": […], "facts": [{"id": …}]}]; what else stands there is
/// for whoever asks the registers.
Result<std::vector<Register>> read_registers(const std::filesystem::path& file, const Country& country) {
  std::vector<Register> all;
  if (!std::filesystem::exists(file)) return all;
  TRY_ASSIGN(const json::value value, read_json(file));
  const auto malformed = [&](std::string name) {
    return fail(Code::invalid, "country.malformed", {{"file", file.string()}, {"name", std::move(name)}});
  };
  const auto* list = value.if_array();
  if (list == nullptr) return malformed("[]");
  for (const auto& entry : *list) {
    const std::string path = "[" + std::to_string(all.size()) + "]";
    const auto* object = entry.if_object();
    if (object == nullptr) return malformed(path);
    const auto id = get_string(*object, "id");
    if (!id || id->empty() || std::ranges::find(all, *id, &Register::id) != all.end()) return malformed(path + ".id");
    const auto agency = get_string(*object, "agency");
    if (!agency || country.agency(*agency) == nullptr) return malformed(path + ".agency");
    const auto title = read_title(*object, path);
    if (!title) return malformed(title.error().fields.at(0).path);
    auto asked_by = names_in(*object, "asked_by", "");
    auto facts = names_in(*object, "facts", "id");
    auto notices = names_in(*object, "notices", "id");
    if (!asked_by || !facts) return malformed(path + (asked_by ? ".facts" : ".asked_by"));
    if (!notices) return malformed(path + ".notices");
    all.push_back(
        {std::string(*id), *title, std::string(*agency), *std::move(asked_by), *std::move(facts), *std::move(notices)});
  }
  return all;
}

Result<void> read_monthly_index(const json::object& object, Country& country) {
  if (!object.contains("monthly_index")) return {};
  TRY_ASSIGN(const json::object* by_year, get_object(object, "monthly_index"));
  for (const auto& entry : *by_year) {
    const std::string year(entry.key());
    const auto first_day = parse_date(year + "-01-01");
    TRY_ASSIGN(const std::int64_t tenge, get_integer(*by_year, year, "monthly_index"));
    if (!first_day || tenge <= 0) return fail_field("monthly_index." + year, "field.wrong_type");
    country.monthly_index[static_cast<int>(std::chrono::year_month_day(*first_day).year())] = tenge;
  }
  return {};
}

Result<void> read_country(const json::object& object, Country& country) {
  TRY_ASSIGN(const std::int64_t offset, get_integer(object, "utc_offset_minutes"));
  TRY_ASSIGN(const std::string_view lang, get_string(object, "default_lang"));
  TRY_ASSIGN(const json::object* phone, get_object(object, "phone"));
  TRY_ASSIGN(country.phone.country_code, get_string(*phone, "country_code", "phone"));
  TRY_ASSIGN(country.phone.trunk_prefix, get_string(*phone, "trunk_prefix", "phone"));
  TRY_ASSIGN(const std::int64_t digits, get_integer(*phone, "national_digits", "phone"));
  const auto known_lang = parse_lang(lang);
  if (!known_lang) return fail_field("default_lang", "field.not_a_choice");
  if (offset < -14 * 60 || offset > 14 * 60) return fail_field("utc_offset_minutes", "field.wrong_type");
  if (digits < 1 || digits > 15) return fail_field("phone.national_digits", "field.wrong_type");
  TRY(read_monthly_index(object, country));
  country.utc_offset_minutes = static_cast<int>(offset);
  country.default_lang = *known_lang;
  country.phone.national_digits = static_cast<int>(digits);
  return {};
}

}  // namespace

const LocalBody* local_body(const std::vector<LocalBody>& all, std::string_view agency, std::string_view region) {
  const auto found =
      std::ranges::find_if(all, [&](const LocalBody& body) { return body.part_of == agency && body.region == region; });
  return found == all.end() ? nullptr : &*found;
}

bool stands_for(const std::vector<LocalBody>& all, std::string_view theirs, std::string_view agency) {
  return !theirs.empty() && (theirs == agency || whole_of(all, agency) == theirs);
}

std::string_view whole_of(const std::vector<LocalBody>& all, std::string_view agency) {
  const auto found = std::ranges::find(all, agency, &LocalBody::id);
  return found == all.end() ? agency : std::string_view(found->part_of);
}

Result<Country> Country::load(const std::filesystem::path& directory) {
  Country country;
  const auto file = directory / "country.json";
  TRY_ASSIGN(const json::value value, read_json(file));
  const auto read =
      value.is_object() ? read_country(value.get_object(), country) : fail_field("{}", "field.wrong_type");
  if (!read) {
    return fail(Code::invalid, "country.malformed",
                {{"file", file.string()}, {"name", read.error().fields.at(0).path}});
  }
  TRY_ASSIGN(country.regions, read_named(directory / "regions20.json", "kato"));
  TRY_ASSIGN(country.agencies, read_named(directory / "agencies.json", "id"));
  TRY_ASSIGN(country.local_bodies, read_local_bodies(directory / "agencies.json", country));
  TRY_ASSIGN(country.life_events, read_life_events(directory / "life_events.json"));
  TRY_ASSIGN(country.finder, read_finder(directory / "finder.json"));
  TRY_ASSIGN(country.registers, read_registers(directory / "registers.json", country));
  return country;
}

const Named* Country::agency(std::string_view id) const {
  const auto found = std::ranges::find(agencies, id, &Named::id);
  return found == agencies.end() ? nullptr : &*found;
}

const Register* Country::find_register(std::string_view id) const {
  const auto found = std::ranges::find(registers, id, &Register::id);
  return found == registers.end() ? nullptr : &*found;
}

bool Country::hears_of(std::string_view notice) const {
  return std::ranges::any_of(
      registers, [&](const Register& one) { return std::ranges::find(one.notices, notice) != one.notices.end(); });
}

}  // namespace qyzmet::catalogue

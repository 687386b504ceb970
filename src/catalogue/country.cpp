#include "catalogue/country.hpp"

#include <algorithm>

#include "base/file.hpp"
#include "base/json.hpp"

namespace qyzmet::catalogue {
namespace {

Result<json::value> read_json(const std::filesystem::path& file) {
  TRY_ASSIGN(const std::string text, read_file(file, 4 << 20));
  auto value = parse_json(text);
  if (!value) return fail(Code::invalid, "country.malformed", {{"file", file.string()}, {"name", value.error().key}});
  return value;
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
  country.utc_offset_minutes = static_cast<int>(offset);
  country.default_lang = *known_lang;
  country.phone.national_digits = static_cast<int>(digits);
  return {};
}

}  // namespace

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
  return country;
}

const Named* Country::agency(std::string_view id) const {
  const auto found = std::ranges::find(agencies, id, &Named::id);
  return found == agencies.end() ? nullptr : &*found;
}

}  // namespace qyzmet::catalogue

#include "catalogue/field.hpp"

#include <algorithm>
#include <bitset>

#include "base/said.hpp"
#include "catalogue/amounts.hpp"
#include "catalogue/identifiers.hpp"

namespace qyzmet::catalogue {
namespace {

constexpr int kFileNameLength = 255;
constexpr std::size_t kMostChoices = 256;  // a definition has at most 200

Fault wrong_type(std::string_view expected, std::string_view inside = {}) {
  return {"field.wrong_type", {{"expected", std::string(expected)}}, inside};
}

std::optional<Fault> check_text(const Field& field, std::string_view trimmed, const PhonePlan& plan, std::string& out) {
  Normal normal;
  switch (field.kind) {
    case Kind::text:
      normal = normal_text(trimmed, field.max_length);
      break;
    case Kind::long_text:
      normal = normal_long_text(trimmed, field.max_length);
      break;
    case Kind::iin:
      normal = normal_iin(trimmed);
      break;
    case Kind::bin:
      normal = normal_bin(trimmed);
      break;
    case Kind::iban:
      normal = normal_iban(trimmed);
      break;
    case Kind::phone:
      normal = normal_phone(trimmed, plan);
      break;
    case Kind::email:
      normal = normal_email(trimmed);
      break;
    case Kind::date:
      normal = normal_date(trimmed);
      break;
    default:  // choice and region: one of the known values
      if (!std::ranges::binary_search(field.choices, trimmed)) return Fault{"field.not_a_choice", {}, {}};
      normal.text = trimmed;
  }
  if (!normal.wrong.empty()) {
    Details details;
    if (normal.wrong == "field.too_long") details = {{"limit", std::to_string(field.max_length)}};
    return Fault{normal.wrong, std::move(details), {}};
  }
  append_canonical_string(out, normal.text);
  return std::nullopt;
}

std::optional<Fault> check_agreement(const Field& field, const json::value& answer, std::string& out) {
  const bool* agreed = answer.if_bool();
  if (agreed == nullptr) return wrong_type("boolean");
  if (field.kind == Kind::statement && !*agreed) return Fault{"field.must_agree", {}, {}};
  out += *agreed ? "true" : "false";
  return std::nullopt;
}

/// JSON numbers are in normal form already: a whole number, or a sum in tiyn. Text is as people write it.
std::optional<Fault> check_amount(const Field& field, const json::value& answer, std::string& out) {
  const bool money = field.kind == Kind::money;
  Amount amount;
  if (const auto* number = answer.if_int64()) {
    amount.value = *number;
  } else if (const auto* text = answer.if_string()) {
    amount = money ? parse_money(trim(*text)) : parse_number(trim(*text));
  } else if (answer.is_double()) {
    amount.wrong = money ? "money.malformed" : "number.malformed";
  } else {
    return wrong_type("integer");
  }
  if (!amount.wrong.empty()) return Fault{amount.wrong, {}, {}};
  const std::int64_t unit = money ? 100 : 1;
  if (amount.value < field.min) {
    return Fault{money ? "money.too_small" : "number.too_small", {{"min", std::to_string(field.min / unit)}}, {}};
  }
  if (amount.value > field.max) {
    return Fault{money ? "money.too_large" : "number.too_large", {{"max", std::to_string(field.max / unit)}}, {}};
  }
  out += std::to_string(amount.value);
  return std::nullopt;
}

/// Written in the order of the values, so that the order of ticking changes nothing.
std::optional<Fault> check_choices(const Field& field, const json::value& answer, std::string& out) {
  const auto* list = answer.if_array();
  if (list == nullptr) return wrong_type("array");
  std::bitset<kMostChoices> chosen;
  for (const auto& entry : *list) {
    const auto* text = entry.if_string();
    if (text == nullptr) return wrong_type("array");
    const auto found = std::ranges::lower_bound(field.choices, trim(*text));
    if (found == field.choices.end() || *found != trim(*text)) return Fault{"field.not_a_choice", {}, {}};
    const auto place = static_cast<std::size_t>(found - field.choices.begin());
    if (chosen[place]) return Fault{"field.twice", {}, {}};
    chosen.set(place);
  }
  out += '[';
  for (std::size_t i = 0; i < field.choices.size(); ++i) {
    if (!chosen[i]) continue;
    if (out.back() != '[') out += ',';
    append_canonical_string(out, field.choices[i]);
  }
  out += ']';
  return std::nullopt;
}

/// The trimmed text of a member; empty if it is absent or blank. Nothing: it is there and no text.
std::optional<std::string_view> member_text(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return "";
  const auto* text = value->if_string();
  if (text == nullptr) return std::nullopt;
  return shows_nothing(*text) ? std::string_view() : trim(*text);
}

std::optional<Fault> check_address(const Field& field, const json::value& answer, std::string& out) {
  const auto* object = answer.if_object();
  if (object == nullptr) return wrong_type("object");
  if (!only_fields(*object, {"region", "text"})) return Fault{"field.unknown", {}, {}};
  const auto region = member_text(*object, "region");
  if (!region) return wrong_type("string", ".region");
  if (region->empty()) return Fault{"field.missing", {}, ".region"};
  if (!std::ranges::binary_search(field.choices, *region)) return Fault{"field.not_a_choice", {}, ".region"};
  const auto text = member_text(*object, "text");
  if (!text) return wrong_type("string", ".text");
  if (text->empty()) return Fault{"field.missing", {}, ".text"};
  const Normal normal = normal_text(*text, field.max_length);
  if (!normal.wrong.empty()) return Fault{normal.wrong, {{"limit", std::to_string(field.max_length)}}, ".text"};
  out += "{\"region\":";
  append_canonical_string(out, *region);
  out += ",\"text\":";
  append_canonical_string(out, normal.text);
  out += '}';
  return std::nullopt;
}

/// "PDF, PNG".
std::string short_types(const std::vector<std::string>& types) {
  std::string all;
  for (const std::string& type : types) {
    if (!all.empty()) all += ", ";
    for (const char c : std::string_view(type).substr(type.find('/') + 1)) {
      all += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
  }
  return all;
}

/// "10 MB", "500 KB".
std::string short_size(std::int64_t bytes) {
  const std::int64_t kib = (bytes + 1023) / 1024;
  return kib % 1024 == 0 ? std::to_string(kib / 1024) + " MB" : std::to_string(kib) + " KB";
}

/// The record of a file whose bytes were handed over before: its shape alone is checked here.
std::optional<Fault> check_file(const Field& field, const json::value& answer, std::string& out) {
  const auto* object = answer.if_object();
  if (object == nullptr) return wrong_type("object");
  if (!only_fields(*object, {"name", "sha256", "size", "type"})) return Fault{"field.unknown", {}, {}};
  const auto type = member_text(*object, "type");
  if (!type || std::ranges::find(field.types, *type) == field.types.end()) {
    return Fault{"field.file_type", {{"allowed", short_types(field.types)}}, {}};
  }
  const json::value* size = object->if_contains("size");
  const std::int64_t* bytes = size == nullptr ? nullptr : size->if_int64();
  if (bytes == nullptr) return wrong_type("integer", ".size");
  if (*bytes < 1) return Fault{"field.file_empty", {}, {}};
  if (*bytes > field.max_size) return Fault{"field.file_size", {{"limit", short_size(field.max_size)}}, {}};
  const auto name = member_text(*object, "name");
  if (!name || name->empty() || name->find_first_of("/\\") != std::string_view::npos) {
    return Fault{"field.file_name", {}, {}};
  }
  const Normal normal = normal_text(*name, kFileNameLength);
  if (!normal.wrong.empty()) return Fault{"field.file_name", {}, {}};
  const auto digest = member_text(*object, "sha256");
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (!digest || digest->size() != 64 || !std::ranges::all_of(*digest, is_hex)) {
    return Fault{"field.file_digest", {}, ".sha256"};
  }
  out += "{\"name\":";
  append_canonical_string(out, normal.text);
  out.append(",\"sha256\":\"").append(*digest).append("\",\"size\":").append(std::to_string(*bytes));
  out += ",\"type\":";
  append_canonical_string(out, *type);
  out += '}';
  return std::nullopt;
}

}  // namespace

bool is_blank(const Field& field, const json::value& answer) {
  if (const auto* text = answer.if_string()) return shows_nothing(*text);
  if (field.kind == Kind::choices || field.kind == Kind::repeat) {
    const auto* list = answer.if_array();
    if (list != nullptr && list->empty()) return true;
  }
  if (field.kind == Kind::address || field.kind == Kind::file) {
    const auto* object = answer.if_object();
    const auto blank = [](const auto& member) {
      const auto* text = member.value().if_string();
      return member.value().is_null() || (text != nullptr && shows_nothing(*text));
    };
    if (object != nullptr && std::ranges::all_of(*object, blank)) return true;
  }
  return answer.is_null();
}

std::optional<Fault> check_answer(const Field& field, const json::value& answer, const PhonePlan& plan,
                                  std::string& out) {
  switch (field.kind) {
    case Kind::yes_no:
    case Kind::statement:
      return check_agreement(field, answer, out);
    case Kind::number:
    case Kind::money:
      return check_amount(field, answer, out);
    case Kind::choices:
      return check_choices(field, answer, out);
    case Kind::address:
      return check_address(field, answer, out);
    case Kind::file:
      return check_file(field, answer, out);
    default: {
      const auto* text = answer.if_string();
      if (text == nullptr) return wrong_type("string");
      return check_text(field, trim(*text), plan, out);
    }
  }
}

}  // namespace qyzmet::catalogue

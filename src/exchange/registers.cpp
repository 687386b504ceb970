#include "exchange/registers.hpp"

#include <algorithm>
#include <array>

#include "base/file.hpp"
#include "base/json.hpp"

namespace qyzmet::exchange {
namespace {

Result<Text> text_of(const json::object& object, std::string_view name = "title") {
  TRY_ASSIGN(const json::object* title, get_object(object, name));
  Text text;
  TRY_ASSIGN(text.kk, get_string(*title, "kk", name));
  TRY_ASSIGN(text.ru, get_string(*title, "ru", name));
  TRY_ASSIGN(text.en, get_string(*title, "en", name));
  if (!text.complete()) return fail_field(std::string(name), "field.missing");
  return text;
}

Result<int> number(const json::object& object, std::string_view name, int most) {
  TRY_ASSIGN(const std::int64_t value, get_integer(object, name));
  if (value < 1 || value > most) return fail_field(std::string(name), "field.wrong_type", {{"expected", "integer"}});
  return static_cast<int>(value);
}

bool is_id(std::string_view id) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.'; };
  constexpr std::size_t kMost = 64;
  return !id.empty() && id.size() <= kMost && std::ranges::all_of(id, fits);
}

Result<void> read_freeze(const json::object& object, FreezeRule& rule) {
  constexpr int kMost = 86'400;
  TRY(only_fields(object, {"silent", "within_s", "probe_s"}, "freeze"));
  TRY_ASSIGN(rule.silent, number(object, "silent", 1000));
  TRY_ASSIGN(rule.within_s, number(object, "within_s", kMost));
  TRY_ASSIGN(rule.probe_s, number(object, "probe_s", kMost));
  return {};
}

/// {"female": {kk, ru, en}, …}, or "regions": those of the country.
Result<void> read_values(const json::object& object, const catalogue::Country& country, Fact& fact) {
  const json::value* values = object.if_contains("values");
  if (values == nullptr) return {};
  if (values->is_string() && values->get_string() == "regions") {
    for (const auto& region : country.regions) fact.values.emplace_back(region.id, region.title);
    return {};
  }
  if (!values->is_object()) return fail_field("values", "field.wrong_type", {{"expected", "object"}});
  for (const auto& member : values->get_object()) {
    TRY_ASSIGN(Text text, text_of(values->get_object(), member.key()));
    fact.values.emplace_back(member.key(), std::move(text));
  }
  return {};
}

/// `inside`: of the members of a fact, which have none themselves.
Result<std::vector<Fact>> read_facts(const json::object& object, std::string_view name,
                                     const catalogue::Country& country, bool inside = false) {
  std::vector<Fact> all;
  TRY_ASSIGN(const json::array* facts, get_array(object, name));
  for (const json::value& entry : *facts) {
    if (!entry.is_object()) return fail_field(std::string(name), "field.wrong_type", {{"expected", "object"}});
    const json::object& described = entry.get_object();
    TRY(only_fields(described, {"id", "members", "title", "values"}, name));
    Fact fact;
    TRY_ASSIGN(fact.id, get_string(described, "id", name));
    TRY_ASSIGN(fact.title, text_of(described));
    TRY(read_values(described, country, fact));
    if (described.contains("members")) {
      if (inside) return fail_field("members", "field.unknown");
      TRY_ASSIGN(fact.members, read_facts(described, "members", country, true));
    }
    all.push_back(std::move(fact));
  }
  return all;
}

Result<void> read_notices(const json::object& object, Register& one) {
  if (!object.contains("notices")) return {};
  TRY_ASSIGN(const json::array* notices, get_array(object, "notices"));
  for (const json::value& entry : *notices) {
    if (!entry.is_object()) return fail_field("notices", "field.wrong_type", {{"expected", "object"}});
    TRY(only_fields(entry.get_object(), {"id", "title"}, "notices"));
    NoticeKind kind;
    TRY_ASSIGN(kind.id, get_string(entry.get_object(), "id", "notices"));
    if (!is_id(kind.id) || kind.id.find('.') == std::string::npos) return fail_field("notices", "field.wrong_type");
    TRY_ASSIGN(kind.title, text_of(entry.get_object()));
    one.notices.push_back(std::move(kind));
  }
  return {};
}

Result<void> read_certainty(const json::object& object, Register& one) {
  constexpr std::array<std::string_view, 3> kWords = {"sourced", "unverified", "assumed"};
  TRY_ASSIGN(one.certainty, get_string(object, "certainty"));
  if (std::ranges::find(kWords, one.certainty) == kWords.end()) return fail_field("certainty", "field.wrong_type");
  if (object.contains("source")) {
    TRY_ASSIGN(one.source, get_string(object, "source"));
  }
  if (one.source.empty() != (one.certainty == "assumed")) return fail_field("source", "field.missing");
  return {};
}

Result<Register> read_register(const json::object& object, const catalogue::Country& country) {
  constexpr int kMostMs = 600'000;
  constexpr int kMostAtOnce = 256;
  TRY(only_fields(object, {"id", "agency", "system", "title", "asked_by", "certainty", "source", "timeout_ms",
                           "slow_ms", "limit", "freeze", "facts", "notices"}));
  Register one;
  TRY_ASSIGN(one.id, get_string(object, "id"));
  if (!is_id(one.id)) return fail_field("id", "field.wrong_type");
  TRY_ASSIGN(one.agency, get_string(object, "agency"));
  if (country.agency(one.agency) == nullptr) return fail_field("agency", "field.wrong_type");
  TRY_ASSIGN(one.system, get_string(object, "system"));
  TRY_ASSIGN(one.title, text_of(object));
  TRY_ASSIGN(const json::array* asked_by, get_array(object, "asked_by"));
  for (const json::value& name : *asked_by) {
    if (!name.is_string()) return fail_field("asked_by", "field.wrong_type", {{"expected", "string"}});
    one.asked_by.emplace_back(name.get_string());
  }
  TRY(read_certainty(object, one));
  TRY_ASSIGN(one.timeout_ms, number(object, "timeout_ms", kMostMs));
  TRY_ASSIGN(one.slow_ms, number(object, "slow_ms", kMostMs));
  TRY_ASSIGN(one.limit, number(object, "limit", kMostAtOnce));
  TRY_ASSIGN(const json::object* freeze, get_object(object, "freeze"));
  TRY(read_freeze(*freeze, one.freeze));
  TRY_ASSIGN(one.facts, read_facts(object, "facts", country));
  TRY(read_notices(object, one));
  return one;
}

}  // namespace

Result<Registers> Registers::load(const std::filesystem::path& file, const catalogue::Country& country) {
  if (!std::filesystem::exists(file)) return Registers{};
  TRY_ASSIGN(const std::string text, read_file(file, 4 << 20));
  const auto malformed = [&](std::string what) {
    return fail(Code::invalid, "registers.malformed", {{"file", file.string()}, {"what", std::move(what)}});
  };
  const auto json = parse_json(text);
  if (!json) return malformed(json.error().key);
  if (!json->is_array()) return malformed("[]");
  Registers registers;
  for (const json::value& entry : json->get_array()) {
    const std::string path = "[" + std::to_string(registers.all_.size()) + "]";
    if (!entry.is_object()) return malformed(path);
    auto one = read_register(entry.get_object(), country);
    if (!one) return malformed(path + "." + one.error().fields.at(0).path);
    if (registers.find(one->id) != nullptr) return malformed(path + ".id");
    registers.all_.push_back(*std::move(one));
  }
  return registers;
}

const Register* Registers::find(std::string_view id) const {
  const auto found = std::ranges::find(all_, id, &Register::id);
  return found == all_.end() ? nullptr : &*found;
}

const NoticeKind* Registers::notice(std::string_view kind) const {
  for (const Register& one : all_) {
    const auto found = std::ranges::find(one.notices, kind, &NoticeKind::id);
    if (found != one.notices.end()) return &*found;
  }
  return nullptr;
}

}  // namespace qyzmet::exchange

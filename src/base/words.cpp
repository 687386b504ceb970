#include "base/words.hpp"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "base/json.hpp"

namespace qyzmet {
namespace {

const std::string* value_of(const Details& details, std::string_view name) {
  for (const auto& [key, value] : details) {
    if (key == name) return &value;
  }
  return nullptr;
}

Result<std::string> text_of(const json::object& texts, std::string_view key, Lang lang) {
  const json::value* text = texts.if_contains(to_code(lang));
  if (text == nullptr || (text->is_string() && text->get_string().empty())) {
    return fail(Code::invalid, "words.incomplete", {{"key", std::string(key)}, {"lang", std::string(to_code(lang))}});
  }
  if (!text->is_string()) return fail(Code::malformed, "words.malformed", {{"key", std::string(key)}});
  return std::string(std::string_view(text->get_string()));
}

}  // namespace

Result<Words> Words::load(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return fail(Code::malformed, "words.malformed", {{"key", file.string()}});
  std::ostringstream content;
  content << stream.rdbuf();
  return parse(content.view());
}

Result<Words> Words::parse(std::string_view json) {
  TRY_ASSIGN(const json::value root, parse_json(json));
  if (!root.is_object()) return fail(Code::malformed, "words.malformed", {{"key", ""}});
  Words words;
  for (const auto& member : root.get_object()) {
    const std::string key(std::string_view(member.key()));
    const json::object* texts = member.value().if_object();
    if (texts == nullptr || texts->size() > 3) return fail(Code::malformed, "words.malformed", {{"key", key}});
    TRY_ASSIGN(std::string kk, text_of(*texts, key, Lang::kk));
    TRY_ASSIGN(std::string ru, text_of(*texts, key, Lang::ru));
    TRY_ASSIGN(std::string en, text_of(*texts, key, Lang::en));
    words.texts_.emplace(key, Text{std::move(kk), std::move(ru), std::move(en)});
  }
  return words;
}

std::string Words::say(Lang lang, std::string_view key, const Details& details) const {
  const auto found = texts_.find(key);
  if (found == texts_.end()) return std::string(key);
  std::string_view rest = found->second.in(lang);
  std::string said;
  while (!rest.empty()) {
    const auto open = rest.find('{');
    const auto close = rest.find('}', open == std::string_view::npos ? open : open + 1);
    if (close == std::string_view::npos) break;
    const std::string_view placeholder = rest.substr(open + 1, close - open - 1);
    const auto colon = placeholder.find(':');
    const std::string_view name = colon == std::string_view::npos ? placeholder : placeholder.substr(colon + 1);
    const bool in_each_language = placeholder.starts_with("in:");
    const std::string* value =
        in_each_language ? value_of(details, fmt::format("{}.{}", name, to_code(lang))) : value_of(details, name);
    said += rest.substr(0, open);
    if (value == nullptr) {
      said += rest.substr(open, close - open + 1);  // visible: a detail was forgotten
    } else if (colon == std::string_view::npos || in_each_language) {
      said += *value;
    } else {
      const auto named = texts_.find(fmt::format("{}.{}", placeholder.substr(0, colon), *value));
      said += named == texts_.end() ? *value : named->second.in(lang);
    }
    rest.remove_prefix(close + 1);
  }
  said += rest;
  return said;
}

}  // namespace qyzmet

#include "catalogue/yaml.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <sstream>

#include "base/bytes.hpp"
#include "base/said.hpp"

namespace qyzmet::catalogue {
namespace {

/// What the library may be given: the largest service has 1,500 nodes. Beyond, and with anchors, it takes seconds.
constexpr int kMostNodes = 50'000;
constexpr int kMostBrackets = 20'000;  ///< that open; counted before it reads, for it looks ahead of them

/// What YAML may say and a definition may not.
struct Refused {
  std::string key;
  int line;  ///< from 0
};

/// Hears a document, counts, and keeps nothing of it.
class Listener final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { node(mark, anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override { node(mark, anchor); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, const std::string&) override {
    node(mark, anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    node(mark, anchor);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    node(mark, anchor);
  }
  void OnMapEnd() override {}

 private:
  void node(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) throw Refused{"definition.anchor", mark.line};
    if (++nodes_ > kMostNodes) throw Refused{"definition.too_large", mark.line};
  }
  int nodes_ = 0;
};

void check_brackets(std::string_view yaml) {
  int line = 0;
  int brackets = 0;
  for (const char c : yaml) {
    line += c == '\n' ? 1 : 0;
    brackets += c == '[' || c == '{' ? 1 : 0;
    if (brackets > kMostBrackets) throw Refused{"definition.too_large", line};
  }
}

/// YAML::Load stops after the first document without a word, and YAML::LoadAll (0.7) never ends on a stray comma.
bool is_one_document(const std::string& yaml) {
  std::istringstream stream(yaml);
  YAML::Parser parser(stream);
  Listener listener;
  return parser.HandleNextDocument(listener) && !parser.HandleNextDocument(listener);
}

}  // namespace

std::optional<int> to_integer(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<YAML::Node> YamlReader::load(const std::string& yaml) const {
  std::string key = "definition.not_yaml";
  int line = 0;
  try {
    check_brackets(yaml);
    if (is_one_document(yaml)) return YAML::Load(yaml);
  } catch (const YAML::Exception& error) {  // the library's only way to say that a text is no YAML
    line = error.mark.line;
  } catch (const Refused& refused) {
    key = refused.key;
    line = refused.line;
  }
  return fail(Code::invalid, std::move(key), {{"file", file_}, {"line", std::to_string(line + 1)}});
}

std::unexpected<Error> YamlReader::fail_at(const YAML::Node& node, std::string key, Details details) const {
  details.insert(details.begin(), {{"file", file_}, {"line", std::to_string(node.Mark().line + 1)}});
  return fail(Code::invalid, std::move(key), std::move(details));
}

Result<void> YamlReader::map(const YAML::Node& node, std::string_view name,
                             std::initializer_list<std::string_view> known) const {
  if (!node.IsMap()) return fail_at(node, "definition.wrong_type", {{"name", std::string(name)}, {"expected", "map"}});
  std::set<std::string> seen;
  for (const auto& entry : node) {
    if (!entry.first.IsScalar()) {
      return fail_at(entry.first, "definition.wrong_type", {{"name", std::string(name)}, {"expected", "text"}});
    }
    const std::string& key = entry.first.Scalar();
    if (std::ranges::find(known, key) == known.end())
      return fail_at(entry.first, "definition.unknown", {{"name", key}});
    if (!seen.insert(key).second) return fail_at(entry.first, "definition.duplicate", {{"name", key}});
  }
  return {};
}

Result<YAML::Node> YamlReader::member(const YAML::Node& map, std::string_view name) const {
  const YAML::Node node = map[std::string(name)];
  if (!node.IsDefined()) return fail_at(map, "definition.missing", {{"name", std::string(name)}});
  return node;
}

Result<YAML::Node> YamlReader::list(const YAML::Node& map, std::string_view name, std::size_t limit) const {
  TRY_ASSIGN(const YAML::Node node, member(map, name));
  if (!node.IsSequence() || node.size() == 0 || node.size() > limit) {
    return fail_at(node, "definition.wrong_type", {{"name", std::string(name)}, {"expected", "list"}});
  }
  return node;
}

Result<std::vector<YAML::Node>> YamlReader::entries(const YAML::Node& map, std::string_view name,
                                                    std::size_t limit) const {
  const YAML::Node node = map[std::string(name)];
  if (!node.IsDefined()) return {};
  if (!node.IsSequence() || node.size() > limit) {
    return fail_at(node, "definition.wrong_type", {{"name", std::string(name)}, {"expected", "list"}});
  }
  return std::vector<YAML::Node>(node.begin(), node.end());
}

Result<std::vector<std::pair<std::string, YAML::Node>>> YamlReader::pairs(const YAML::Node& map, std::string_view name,
                                                                          std::size_t limit) const {
  TRY_ASSIGN(const YAML::Node node, member(map, name));
  if (!node.IsMap() || node.size() == 0 || node.size() > limit) {
    return fail_at(node, "definition.wrong_type", {{"name", std::string(name)}, {"expected", "map"}});
  }
  std::vector<std::pair<std::string, YAML::Node>> all;
  for (const auto& entry : node) {
    TRY_ASSIGN(std::string key, this->entry(entry.first, name));
    if (std::ranges::find(all, key, &std::pair<std::string, YAML::Node>::first) != all.end()) {
      return fail_at(entry.first, "definition.duplicate", {{"name", key}});
    }
    all.emplace_back(std::move(key), entry.second);
  }
  return all;
}

Result<std::string> YamlReader::scalar(const YAML::Node& node, std::string_view name) const {
  if (!node.IsScalar())
    return fail_at(node, "definition.wrong_type", {{"name", std::string(name)}, {"expected", "text"}});
  const std::string& text = node.Scalar();
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (!is_utf8(text)) return bad_value(node, name, "…");
  if (text.size() > 4000 || std::ranges::any_of(text, is_control)) {
    std::string beginning = text.substr(0, 40);  // so that the line is found; what cannot be printed is shown as "?"
    while (!is_utf8(beginning)) beginning.pop_back();
    std::ranges::replace_if(beginning, is_control, '?');
    return bad_value(node, name, beginning + "…");
  }
  return text;
}

Result<std::string> YamlReader::text(const YAML::Node& map, std::string_view name) const {
  TRY_ASSIGN(const YAML::Node node, member(map, name));
  return entry(node, name);
}

Result<std::string> YamlReader::entry(const YAML::Node& node, std::string_view name) const {
  TRY_ASSIGN(std::string text, scalar(node, name));
  if (text.empty()) return fail_at(node, "definition.missing", {{"name", std::string(name)}});
  return text;
}

std::unexpected<Error> YamlReader::bad_value(const YAML::Node& node, std::string_view name, std::string_view value,
                                             std::string_view fits) const {
  const std::string told = fits.empty() ? std::string() : " (" + std::string(fits) + ")";
  return fail_at(node, "definition.bad_value",
                 {{"name", std::string(name)}, {"value", std::string(value)}, {"fits", told}});
}

Result<std::size_t> YamlReader::one_of(const YAML::Node& map, std::string_view name,
                                       std::span<const std::string_view> words) const {
  TRY_ASSIGN(const std::string text, this->text(map, name));
  const auto found = std::ranges::find(words, text);
  if (found == words.end()) {
    return bad_value(map[std::string(name)], name, text, fmt::to_string(fmt::join(words, " | ")));
  }
  return static_cast<std::size_t>(found - words.begin());
}

Result<bool> YamlReader::yes(const YAML::Node& map, std::string_view name, bool otherwise) const {
  static constexpr std::string_view kWords[] = {"no", "yes"};
  if (!map[std::string(name)].IsDefined()) return otherwise;
  TRY_ASSIGN(const std::size_t word, one_of(map, name, kWords));
  return word == 1;
}

Result<std::string> YamlReader::name(const YAML::Node& map, std::string_view name, std::string_view more) const {
  TRY_ASSIGN(std::string text, this->text(map, name));
  const std::size_t limit = more.find('.') == std::string_view::npos ? 40 : 64;
  const auto small = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto fits = [&](char c) {
    return small(c) || (c >= '0' && c <= '9') || more.find(c) != std::string_view::npos;
  };
  if (text.size() > limit || !small(text[0]) || !std::ranges::all_of(text, fits)) {
    return bad_value(map[std::string(name)], name, text, fmt::format("[a-z][a-z0-9{}]*, ≤ {}", more, limit));
  }
  return text;
}

Result<int> YamlReader::integer(const YAML::Node& map, std::string_view name, int min, int max) const {
  TRY_ASSIGN(const std::string text, this->text(map, name));
  const auto value = to_integer(text);
  if (!value || *value < min || *value > max) {
    return bad_value(map[std::string(name)], name, text, fmt::format("{} … {}", min, max));
  }
  return *value;
}

Result<Text> YamlReader::three(const YAML::Node& map, std::string_view name) const {
  TRY_ASSIGN(const YAML::Node node, member(map, name));
  TRY(this->map(node, name, {"kk", "ru", "en"}));
  Text text;
  for (const auto& [lang, place] : {std::pair{"kk", &text.kk}, std::pair{"ru", &text.ru}, std::pair{"en", &text.en}}) {
    const YAML::Node in_lang = node[lang];
    if (!in_lang.IsDefined() || (in_lang.IsScalar() && in_lang.Scalar().empty()) || in_lang.IsNull()) {
      return fail_at(node, "definition.incomplete_text", {{"name", std::string(name)}, {"lang", lang}});
    }
    TRY_ASSIGN(*place, scalar(in_lang, name));
    if (!published_ && (holds_hidden(*place, "\n") || piles_marks(*place) || shows_nothing(*place)))
      return fail_at(in_lang, "definition.hidden_characters", {{"name", std::string(name)}, {"lang", lang}});
  }
  return text;
}

Result<std::optional<Text>> YamlReader::maybe_three(const YAML::Node& map, std::string_view name) const {
  if (!map[std::string(name)].IsDefined()) return std::nullopt;
  TRY_ASSIGN(Text text, three(map, name));
  return text;
}

}  // namespace qyzmet::catalogue

#include <re2/re2.h>

#include <algorithm>

#include "rules/builtin.hpp"
#include "rules/regex.hpp"
#include "rules/utf8.hpp"

namespace qyzmet::rules {

namespace {

using Piece = re2::StringPiece;

std::shared_ptr<const re2::RE2> compiled(const Arguments& arguments, std::size_t pattern_at, std::size_t flags_at) {
  const auto pattern = arguments.text(pattern_at);
  std::string_view flags;
  if (pattern && !arguments.at(flags_at).is_null()) {
    const auto given = arguments.text(flags_at);
    if (!given) return nullptr;
    flags = *given;
  }
  if (!pattern || !arguments.evaluation.spend(100 + pattern->size())) return nullptr;
  std::string_view error;
  auto out = compiled_pattern(*pattern, flags, error);
  if (out == nullptr) arguments.evaluation.report(error, {{"pattern", std::string(pattern->substr(0, 80))}});
  return out;
}

Value matches(const Arguments& arguments) {
  const auto text = arguments.text(0);
  const auto pattern = text ? compiled(arguments, 1, 2) : nullptr;
  if (pattern == nullptr || !arguments.evaluation.spend(text->size())) return {};
  return re2::RE2::PartialMatch(Piece(text->data(), text->size()), *pattern);
}

/// One part of a replacement: text, or a group's number.
struct Part {
  std::string text;
  int group = -1;
};

/// XPath's: `$1`, `\$` and `\\`; nullopt for any other `$` or backslash. A number has as many digits as there can be
/// groups of that number.
std::optional<std::vector<Part>> read_replacement(std::string_view text, int groups) {
  std::vector<Part> out(1);
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    if (text[at] == '\\') {
      if (next != '\\' && next != '$') return std::nullopt;
      out.back().text += next;
      ++at;
    } else if (text[at] == '$') {
      if (next < '0' || next > '9') return std::nullopt;
      int group = next - '0';
      ++at;
      while (at + 1 < text.size() && text[at + 1] >= '0' && text[at + 1] <= '9' &&
             group * 10 + (text[at + 1] - '0') <= groups) {
        group = group * 10 + (text[++at] - '0');
      }
      out.push_back({"", group});
      out.emplace_back();
    } else {
      out.back().text += text[at];
    }
  }
  return out;
}

/// Calls `use` for each match in turn, with the groups. False when a match is empty: XPath has no meaning for it.
template <class Use>
bool each_match(std::string_view text, const re2::RE2& pattern, Use use) {
  const Piece whole(text.data(), text.size());
  std::vector<Piece> groups(static_cast<std::size_t>(pattern.NumberOfCapturingGroups()) + 1);
  std::size_t at = 0;
  while (at <= text.size() &&
         pattern.Match(whole, at, text.size(), re2::RE2::UNANCHORED, groups.data(), static_cast<int>(groups.size()))) {
    if (groups[0].empty()) return false;
    const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
    if (!use(begin, groups)) return true;
    at = begin + groups[0].size();
  }
  return true;
}

Value replace(const Arguments& arguments) {
  const auto text = arguments.text(0);
  const auto pattern = text ? compiled(arguments, 1, 3) : nullptr;
  const auto replacement = pattern != nullptr ? arguments.text(2) : std::nullopt;
  if (!replacement || !arguments.evaluation.spend(text->size())) return {};
  const auto parts = read_replacement(*replacement, pattern->NumberOfCapturingGroups());
  if (!parts) return arguments.refused(2);
  if (re2::RE2::FullMatch("", *pattern)) return arguments.refused(1);
  std::string out;
  std::size_t done = 0;
  const std::size_t most = arguments.evaluation.limits().text_bytes;
  const bool read = each_match(*text, *pattern, [&](std::size_t begin, const std::vector<Piece>& groups) {
    out += text->substr(done, begin - done);
    for (const Part& part : *parts) {
      out += part.text;
      if (part.group >= 0 && static_cast<std::size_t>(part.group) < groups.size()) {
        const Piece& group = groups[static_cast<std::size_t>(part.group)];
        out.append(group.data(), group.size());
      }
    }
    done = begin + groups[0].size();
    return out.size() <= most;
  });
  if (!read) return arguments.refused(1);
  if (out.size() <= most) out += text->substr(done);
  return arguments.evaluation.make_string(out);
}

Value split(const Arguments& arguments) {
  const auto text = arguments.text(0);
  const auto pattern = text ? compiled(arguments, 1, 2) : nullptr;
  if (pattern == nullptr || !arguments.evaluation.spend(text->size())) return {};
  if (re2::RE2::FullMatch("", *pattern)) return arguments.refused(1);
  std::vector<Value> out;
  std::size_t done = 0;
  const bool read = each_match(*text, *pattern, [&](std::size_t begin, const std::vector<Piece>& groups) {
    out.emplace_back(text->substr(done, begin - done));
    done = begin + groups[0].size();
    return out.size() <= arguments.evaluation.limits().items;
  });
  if (!read) return arguments.refused(1);
  out.emplace_back(text->substr(done));
  return arguments.evaluation.make_list(std::move(out));
}

}  // namespace

std::vector<BuiltinRow> regex_builtins() {
  return {
      {"matches", {"input,pattern,flags?"}, matches},
      {"replace", {"input,pattern,replacement,flags?"}, replace},
      {"split", {"string,delimiter"}, split},
  };
}

}  // namespace qyzmet::rules

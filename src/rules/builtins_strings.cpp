#include <clocale>
#include <cstring>
#include <cwctype>

#include "rules/builtin.hpp"
#include "rules/utf8.hpp"

namespace qyzmet::rules {

namespace {

constexpr std::size_t kGone = 64;  ///< bytes that are gone through in about the time of one step

/// Case is a matter of Unicode, whatever the process's locale.
locale_t unicode_locale() {
  static const locale_t made = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return made;
}

Value changed_case(const Arguments& arguments, wint_t (*change)(wint_t, locale_t), int (*plain)(int)) {
  const auto text = arguments.text(0);
  if (!text || !arguments.evaluation.spend(text->size() / 16)) return {};
  const locale_t locale = unicode_locale();
  std::string out;
  out.reserve(text->size());
  for (std::size_t at = 0; at < text->size();) {
    const CodePoint c = code_point(text->substr(at));
    at += c.size;
    if (c.value < 0x80) {
      out += static_cast<char>(plain(static_cast<int>(c.value)));
    } else {
      append_utf8(out,
                  locale != nullptr ? static_cast<char32_t>(change(static_cast<wint_t>(c.value), locale)) : c.value);
    }
  }
  return arguments.evaluation.make_string(out);
}

Value length(const Arguments& arguments) {
  const auto text = arguments.text(0);
  if (!text || !arguments.evaluation.spend(text->size() / kGone)) return {};
  return static_cast<std::int64_t>(code_points(*text));
}

/// Positions count code points from 1, or from the end below 0.
Value substring(const Arguments& arguments) {
  const auto text = arguments.text(0);
  const auto start = text ? arguments.whole(1) : std::nullopt;
  if (!start || !arguments.evaluation.spend(text->size() / kGone)) return {};
  const auto size = static_cast<std::int64_t>(code_points(*text));
  if (*start == 0 || *start > size || *start < -size) return arguments.refused(1);
  const std::int64_t from = *start > 0 ? *start - 1 : size + *start;
  std::int64_t count = size - from;
  if (!arguments.at(2).is_null()) {
    const auto wanted = arguments.whole(2);
    if (!wanted) return {};
    if (*wanted < 1) return arguments.refused(2);
    count = std::min(count, *wanted);
  }
  const std::size_t begin = code_point_offset(*text, static_cast<std::size_t>(from));
  const std::string_view rest = text->substr(begin);
  return rest.substr(0, code_point_offset(rest, static_cast<std::size_t>(count)));
}

struct Pair {
  std::string_view text;
  std::string_view match;
};

std::optional<Pair> two_texts(const Arguments& arguments) {
  const auto text = arguments.text(0);
  const auto match = text ? arguments.text(1) : std::nullopt;
  if (!match || !arguments.evaluation.spend((text->size() + match->size()) / kGone)) return std::nullopt;
  return Pair{*text, *match};
}

/// Where `match` begins; npos: nowhere. Whatever the two are it takes time in proportion to the text, which
/// std::string_view::find does not.
std::size_t place_of(std::string_view match, std::string_view text) {
  if (match.empty()) return 0;
  if (match.size() > text.size()) return std::string_view::npos;
  const auto* found = static_cast<const char*>(::memmem(text.data(), text.size(), match.data(), match.size()));
  return found == nullptr ? std::string_view::npos : static_cast<std::size_t>(found - text.data());
}

Value substring_before(const Arguments& arguments) {
  const auto given = two_texts(arguments);
  if (!given) return {};
  const auto at = place_of(given->match, given->text);
  return at == std::string_view::npos ? "" : given->text.substr(0, at);
}

Value substring_after(const Arguments& arguments) {
  const auto given = two_texts(arguments);
  if (!given) return {};
  const auto at = place_of(given->match, given->text);
  return at == std::string_view::npos ? "" : given->text.substr(at + given->match.size());
}

template <bool (*test)(std::string_view, std::string_view)>
Value tested(const Arguments& arguments) {
  const auto given = two_texts(arguments);
  return given ? Value(test(given->text, given->match)) : Value();
}

bool contains_text(std::string_view text, std::string_view match) { return place_of(match, text) != text.npos; }
bool begins_with(std::string_view text, std::string_view match) { return text.starts_with(match); }
bool ends_with(std::string_view text, std::string_view match) { return text.ends_with(match); }

/// Null items are passed over.
Value string_join(const Arguments& arguments) {
  const auto items = arguments.list(0);
  if (!items) return {};
  std::string_view between;
  if (!arguments.at(1).is_null()) {
    const auto given = arguments.text(1);
    if (!given) return {};
    between = *given;
  }
  std::string out;
  bool first = true;
  for (const Value& item : *items) {
    if (item.is_null()) continue;
    if (!item.is_string()) return arguments.wrong(0, "list<string>");
    if (!first) out += between;
    first = false;
    out += item.as_string();
    if (out.size() > arguments.evaluation.limits().text_bytes) break;  // make_string says so
  }
  return arguments.evaluation.make_string(out);
}

}  // namespace

std::vector<BuiltinRow> string_builtins() {
  return {
      {"substring", {"string,start position,length?"}, substring},
      {"string length", {"string"}, length},
      {"upper case", {"string"}, [](const Arguments& a) { return changed_case(a, towupper_l, toupper); }},
      {"lower case", {"string"}, [](const Arguments& a) { return changed_case(a, towlower_l, tolower); }},
      {"substring before", {"string,match"}, substring_before},
      {"substring after", {"string,match"}, substring_after},
      {"contains", {"string,match"}, tested<contains_text>},
      {"starts with", {"string,match"}, tested<begins_with>},
      {"ends with", {"string,match"}, tested<ends_with>},
      {"string join", {"list,delimiter?"}, string_join},
  };
}

}  // namespace qyzmet::rules

#include "rules/regex.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <list>
#include <vector>

#include "rules/utf8.hpp"

namespace qyzmet::rules {

namespace {

constexpr std::size_t max_pattern = 4096;
constexpr int max_memory = 2 << 20;  // of one compiled expression
constexpr std::size_t kept_patterns = 32;
constexpr char32_t last_code_point = 0x10FFFF;

struct Span {
  char32_t first;
  char32_t last;
};

/// A class in brackets: what can be counted out, and categories that RE2 knows by name.
struct Class {
  std::vector<Span> spans;
  std::string named;  // "\p{L}\p{Nd}"
};

struct Block {
  std::string_view name;
  Span span;
};

// XML Schema's names of Unicode blocks that texts of public services may ask for.
constexpr Block blocks[] = {
    {"BasicLatin", {0x0, 0x7F}},
    {"Latin-1Supplement", {0x80, 0xFF}},
    {"LatinExtended-A", {0x100, 0x17F}},
    {"LatinExtended-B", {0x180, 0x24F}},
    {"IPAExtensions", {0x250, 0x2AF}},
    {"SpacingModifierLetters", {0x2B0, 0x2FF}},
    {"CombiningDiacriticalMarks", {0x300, 0x36F}},
    {"Greek", {0x370, 0x3FF}},
    {"GreekandCoptic", {0x370, 0x3FF}},
    {"Cyrillic", {0x400, 0x4FF}},
    {"CyrillicSupplement", {0x500, 0x52F}},
    {"Armenian", {0x530, 0x58F}},
    {"Hebrew", {0x590, 0x5FF}},
    {"Arabic", {0x600, 0x6FF}},
    {"Devanagari", {0x900, 0x97F}},
    {"Thai", {0xE00, 0xE7F}},
    {"Georgian", {0x10A0, 0x10FF}},
    {"HangulJamo", {0x1100, 0x11FF}},
    {"LatinExtendedAdditional", {0x1E00, 0x1EFF}},
    {"GreekExtended", {0x1F00, 0x1FFF}},
    {"GeneralPunctuation", {0x2000, 0x206F}},
    {"CurrencySymbols", {0x20A0, 0x20CF}},
    {"LetterlikeSymbols", {0x2100, 0x214F}},
    {"NumberForms", {0x2150, 0x218F}},
    {"Arrows", {0x2190, 0x21FF}},
    {"MathematicalOperators", {0x2200, 0x22FF}},
    {"BoxDrawing", {0x2500, 0x257F}},
    {"Hiragana", {0x3040, 0x309F}},
    {"Katakana", {0x30A0, 0x30FF}},
    {"CJKUnifiedIdeographs", {0x4E00, 0x9FFF}},
    {"HangulSyllables", {0xAC00, 0xD7AF}},
    {"PrivateUse", {0xE000, 0xF8FF}},
};

std::vector<Span> complement(std::vector<Span> spans) {
  std::ranges::sort(spans, {}, &Span::first);
  std::vector<Span> out;
  char32_t next = 0;
  for (const Span& span : spans) {
    if (span.first > next) out.push_back({next, span.first - 1});
    next = std::max(next, static_cast<char32_t>(span.last + 1));
  }
  if (next <= last_code_point) out.push_back({next, last_code_point});
  return out;
}

std::vector<Span> without(const std::vector<Span>& spans, const std::vector<Span>& taken) {
  std::vector<Span> both = complement(spans);
  both.insert(both.end(), taken.begin(), taken.end());
  return complement(std::move(both));
}

const std::vector<Span>& blanks() {
  static const std::vector<Span> spans = {{0x9, 0xA}, {0xD, 0xD}, {0x20, 0x20}};
  return spans;
}

const std::vector<Span>& name_starts() {
  static const std::vector<Span> spans = {{':', ':'},       {'A', 'Z'},       {'_', '_'},       {'a', 'z'},
                                          {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},
                                          {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF},
                                          {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF}};
  return spans;
}

std::vector<Span> name_parts() {
  std::vector<Span> spans = name_starts();
  for (const Span& span :
       {Span{'-', '.'}, Span{'0', '9'}, Span{0xB7, 0xB7}, Span{0x300, 0x36F}, Span{0x203F, 0x2040}}) {
    spans.push_back(span);
  }
  return spans;
}

class Translator {
 public:
  Translator(std::string_view pattern, std::string_view flags)
      : pattern_(pattern), dot_all_(flags.contains('s')), spaced_(flags.contains('x')) {}

  Pattern run() {
    while (at_ < pattern_.size() && error_.empty()) one();
    if (error_.empty() && open_ != 0) fail();
    return {std::move(out_), error_};
  }

 private:
  void fail(std::string_view key = "rules.bad_pattern") {
    if (error_.empty()) error_ = key;
  }
  bool is_blank(char c) const { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < pattern_.size() ? pattern_[at_ + ahead] : '\0'; }

  void one() {
    const char c = peek();
    if (spaced_ && is_blank(c)) {
      ++at_;
      return;
    }
    switch (c) {
      case '\\':
        ++at_;
        return escape_outside();
      case '[': {
        ++at_;
        return bracket_outside();
      }
      case ']':
      case '}':
        return fail();
      case '.':
        ++at_;
        out_ += dot_all_ ? "(?s:.)" : "[^\\n\\r]";
        return;
      case '(':
        ++at_;
        ++open_;
        if (peek() == '?' && peek(1) != ':') return fail();
        out_ += '(';
        return;
      case ')':
        if (open_-- == 0) return fail();
        break;
      case '{':
        return quantity();
      default:
        break;
    }
    const CodePoint point = code_point(pattern_.substr(at_));
    out_ += pattern_.substr(at_, point.size);
    at_ += point.size;
  }

  /// "{2,3}": digits alone, so that RE2 never takes it for text.
  void quantity() {
    const auto end = pattern_.find('}', at_);
    if (end == pattern_.npos) return fail();
    std::string inside;
    for (const char c : pattern_.substr(at_ + 1, end - at_ - 1)) {
      if (!(spaced_ && is_blank(c))) inside += c;
    }
    const bool fits = !inside.empty() && inside[0] != ',' && inside.find_first_not_of("0123456789,") == inside.npos &&
                      std::ranges::count(inside, ',') <= 1;
    if (!fits) return fail();
    out_ += "{" + inside + "}";
    at_ = end + 1;
  }

  void escape_outside() {
    const char c = peek();
    if (c >= '0' && c <= '9') return fail(c == '0' ? "rules.bad_pattern" : "rules.back_reference");
    Class found;
    if (!escape(found)) return fail();
    write(found, false);
  }

  /// After the backslash: what one escape stands for.
  bool escape(Class& out) {
    while (spaced_ && is_blank(peek())) ++at_;
    const char c = peek();
    ++at_;
    const auto single = [&](char32_t point) { out.spans.push_back({point, point}); };
    switch (c) {
      case 'n':
        return single('\n'), true;
      case 'r':
        return single('\r'), true;
      case 't':
        return single('\t'), true;
      case 's':
        return add(out, blanks()), true;
      case 'S':
        return add(out, complement(blanks())), true;
      case 'd':
        return out.named += "\\p{Nd}", true;
      case 'D':
        return out.named += "\\P{Nd}", true;
      case 'w':
        return out.named += "\\p{L}\\p{M}\\p{N}\\p{S}", true;
      case 'W':
        return out.named += "\\p{P}\\p{Z}\\p{C}", true;
      case 'i':
        return add(out, name_starts()), true;
      case 'I':
        return add(out, complement(name_starts())), true;
      case 'c':
        return add(out, name_parts()), true;
      case 'C':
        return add(out, complement(name_parts())), true;
      case 'p':
      case 'P':
        return category(out, c == 'P');
      default:
        break;
    }
    if (c == '\0' || !std::string_view("\\|.?*+(){}$-[]^").contains(c)) return false;
    return single(static_cast<char32_t>(c)), true;
  }

  static void add(Class& out, const std::vector<Span>& spans) {
    out.spans.insert(out.spans.end(), spans.begin(), spans.end());
  }

  bool category(Class& out, bool negated) {
    if (peek() != '{') return false;
    const auto end = pattern_.find('}', at_);
    if (end == pattern_.npos) return false;
    std::string name;
    for (const char c : pattern_.substr(at_ + 1, end - at_ - 1)) {
      if (!(spaced_ && is_blank(c))) name += c;
    }
    at_ = end + 1;
    if (name.starts_with("Is")) {
      const auto* const block = std::ranges::find(blocks, std::string_view(name).substr(2), &Block::name);
      if (block == std::end(blocks)) return false;
      add(out, negated ? complement({block->span}) : std::vector<Span>{block->span});
      return true;
    }
    constexpr std::string_view categories =
        " L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po Z Zs Zl Zp S Sm Sc Sk So C Cc Cf Co Cs ";
    if (name.empty() || name.contains(' ') || !categories.contains(" " + name + " ")) return false;
    out.named += (negated ? "\\P{" : "\\p{") + name + "}";
    return true;
  }

  void bracket_outside() {
    Class found;
    bool negated = false;
    if (!bracket(found, negated, 0)) return fail();
    write(found, negated);
  }

  /// A class from after its `[` to after its `]`. With a class subtracted it becomes a plain one.
  bool bracket(Class& out, bool& negated, int depth) {
    if (depth > 8) return false;
    if (peek() == '^') {
      negated = true;
      ++at_;
    }
    bool any = false;
    while (peek() != ']' || !any) {
      if (at_ >= pattern_.size()) return false;
      if (peek() == '-' && peek(1) == '[') {
        at_ += 2;
        return any && subtract(out, negated, depth);
      }
      if (!item(out)) return false;
      any = true;
    }
    ++at_;
    return true;
  }

  bool subtract(Class& out, bool& negated, int depth) {
    Class taken;
    bool taken_negated = false;
    if (!bracket(taken, taken_negated, depth + 1) || peek() != ']') return false;
    ++at_;
    // Categories cannot be counted out here: Unicode's tables are RE2's.
    if (!out.named.empty() || !taken.named.empty()) return false;
    std::vector<Span> spans = negated ? complement(out.spans) : out.spans;
    out.spans = without(spans, taken_negated ? complement(taken.spans) : taken.spans);
    negated = false;
    return true;
  }

  bool item(Class& out) {
    char32_t first = 0;
    if (peek() == '\\') {
      ++at_;
      if (peek() >= '0' && peek() <= '9') return false;
      Class found;
      if (!escape(found)) return false;
      const bool single = found.named.empty() && found.spans.size() == 1 && found.spans[0].first == found.spans[0].last;
      if (!single || peek() != '-' || peek(1) == ']' || peek(1) == '[') {
        add(out, found.spans);
        out.named += found.named;
        return true;
      }
      first = found.spans[0].first;
    } else {
      const CodePoint point = code_point(pattern_.substr(at_));
      if (point.value == '[') return false;
      at_ += point.size;
      first = point.value;
      if (peek() != '-' || peek(1) == ']' || peek(1) == '[') {
        out.spans.push_back({first, first});
        return true;
      }
    }
    ++at_;  // the hyphen of a range
    if (peek() == '\\') {
      ++at_;
      Class found;
      if (!escape(found) || !found.named.empty() || found.spans.size() != 1) return false;
      return range(out, first, found.spans[0].first);
    }
    const CodePoint point = code_point(pattern_.substr(at_));
    if (point.size == 0) return false;
    at_ += point.size;
    return range(out, first, point.value);
  }

  static bool range(Class& out, char32_t first, char32_t last) {
    if (last < first) return false;
    out.spans.push_back({first, last});
    return true;
  }

  void write(const Class& found, bool negated) {
    if (found.spans.empty() && found.named.empty()) {
      out_ += negated ? "(?s:.)" : "[^\\x{0}-\\x{10FFFF}]";
      return;
    }
    out_ += negated ? "[^" : "[";
    for (const Span& span : found.spans) {
      out_ += fmt::format("\\x{{{:X}}}", static_cast<std::uint32_t>(span.first));
      if (span.last != span.first) out_ += fmt::format("-\\x{{{:X}}}", static_cast<std::uint32_t>(span.last));
    }
    out_ += found.named + "]";
  }

  std::string_view pattern_;
  bool dot_all_;
  bool spaced_;
  std::size_t at_ = 0;
  int open_ = 0;
  std::string out_;
  std::string_view error_;
};

}  // namespace

Pattern translate_pattern(std::string_view pattern, std::string_view flags) {
  if (flags.find_first_not_of("smixq") != flags.npos) return {"", "rules.bad_flags"};
  if (pattern.size() > max_pattern) return {"", "rules.bad_pattern"};
  Pattern out = flags.contains('q') ? Pattern{re2::RE2::QuoteMeta({pattern.data(), pattern.size()}), ""}
                                    : Translator(pattern, flags).run();
  if (!out.error.empty()) return out;
  std::string modes;
  if (flags.contains('i')) modes += 'i';
  if (flags.contains('m')) modes += 'm';
  if (!modes.empty()) out.text = "(?" + modes + ")" + out.text;
  return out;
}

std::shared_ptr<const re2::RE2> compiled_pattern(std::string_view pattern, std::string_view flags,
                                                 std::string_view& error) {
  struct Kept {
    std::string pattern;
    std::string flags;
    std::shared_ptr<const re2::RE2> compiled;
  };
  thread_local std::list<Kept> store;
  const auto found =
      std::ranges::find_if(store, [&](const Kept& k) { return k.pattern == pattern && k.flags == flags; });
  if (found != store.end()) {
    store.splice(store.begin(), store, found);
    return found->compiled;
  }
  const Pattern translated = translate_pattern(pattern, flags);
  error = translated.error;
  if (!error.empty()) return nullptr;
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(max_memory);
  auto compiled = std::make_shared<const re2::RE2>(translated.text, options);
  if (!compiled->ok()) {
    error = "rules.bad_pattern";
    return nullptr;
  }
  store.push_front({std::string(pattern), std::string(flags), compiled});
  if (store.size() > kept_patterns) store.pop_back();
  return compiled;
}

}  // namespace qyzmet::rules

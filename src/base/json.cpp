#include "base/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>
#include <cstring>
#include <set>
#include <vector>

#include "base/bytes.hpp"
#include "base/check.hpp"

namespace qyzmet {
namespace {

/// Beyond ±(2^53-1) not every integer is a double: RFC 8785 and JavaScript both end there.
constexpr std::int64_t kMaxInteger = (std::int64_t{1} << 53) - 1;

enum class Refusal { none, null_character, number_out_of_range, duplicate_key };

/// What Boost.JSON's parser reports to. Builds the value as Boost's own handler does, and on the way refuses what Boost
/// lets through, reads numbers exactly (Boost 1.81's doubles can be a unit in the last place off) and counts members,
/// because a duplicate key shows as a member that the finished object lacks.
class Handler {
 public:
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  Handler(json::storage_ptr storage, bool name_duplicate)
      : stack_({}, buffer_, sizeof buffer_), name_duplicate_(name_duplicate) {
    stack_.reset(std::move(storage));
  }

  json::value release() { return stack_.release(); }
  Refusal refusal() const { return refusal_; }
  std::size_t members() const { return members_; }
  const std::string& duplicate() const { return key_; }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) {
    if (name_duplicate_) open_keys_.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t n, json::error_code&) {
    members_ += n;
    stack_.push_object(n);
    if (name_duplicate_) open_keys_.pop_back();
    return true;
  }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t n, json::error_code&) {
    stack_.push_array(n);
    return true;
  }
  bool on_key_part(json::string_view part, std::size_t, json::error_code& ec) {
    if (has_null(part)) return refuse(Refusal::null_character, ec);
    stack_.push_chars(part);
    if (name_duplicate_) key_ += part;
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code& ec) {
    if (has_null(part)) return refuse(Refusal::null_character, ec);
    stack_.push_key(part);
    if (name_duplicate_) {
      key_ += part;
      if (!open_keys_.back().insert(key_).second) return refuse(Refusal::duplicate_key, ec);
      key_.clear();
    }
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code& ec) {
    if (has_null(part)) return refuse(Refusal::null_character, ec);
    stack_.push_chars(part);
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code& ec) {
    if (has_null(part)) return refuse(Refusal::null_character, ec);
    stack_.push_string(part);
    return true;
  }
  /// The text comes in one piece: a number in parts is an incomplete one, which the parser refuses next.
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t value, json::string_view literal, json::error_code& ec) {
    if (value < -kMaxInteger || value > kMaxInteger) return on_double(static_cast<double>(value), literal, ec);
    stack_.push_int64(value);
    return true;
  }
  bool on_uint64(std::uint64_t value, json::string_view literal, json::error_code& ec) {
    return on_double(static_cast<double>(value), literal, ec);
  }
  bool on_double(double nearly, json::string_view literal, json::error_code& ec) {
    double value = 0;
    const auto [end, error] = std::from_chars(literal.data(), literal.data() + literal.size(), value);
    static_cast<void>(end);
    if (error == std::errc::result_out_of_range) {
      if (std::abs(nearly) > 1) return refuse(Refusal::number_out_of_range, ec);
      value = 0;  // nearer to zero than any double
    }
    stack_.push_double(value);
    return true;
  }
  bool on_bool(bool value, json::error_code&) {
    stack_.push_bool(value);
    return true;
  }
  bool on_null(json::error_code&) {
    stack_.push_null();
    return true;
  }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  static bool has_null(json::string_view part) { return std::memchr(part.data(), '\0', part.size()) != nullptr; }
  bool refuse(Refusal refusal, json::error_code& ec) {
    refusal_ = refusal;
    ec = json::error::input_error;
    return false;
  }

  alignas(std::max_align_t) unsigned char buffer_[4096];  // NOLINT: left unset on purpose, it is scratch space
  json::value_stack stack_;
  Refusal refusal_ = Refusal::none;
  std::size_t members_ = 0;
  bool name_duplicate_;
  std::string key_;
  std::vector<std::set<std::string>> open_keys_;
};

std::size_t count_members(const json::value& value) {
  std::size_t count = 0;
  if (const auto* object = value.if_object()) {
    count = object->size();
    for (const auto& member : *object) {
      if (member.value().is_structured()) count += count_members(member.value());
    }
  } else if (const auto* array = value.if_array()) {
    for (const auto& element : *array) {
      if (element.is_structured()) count += count_members(element);
    }
  }
  return count;
}

Error explain(std::string_view text, const JsonLimits& limits, Refusal refusal, json::error_code ec,
              std::size_t position) {
  const auto at = std::to_string(position);
  if (refusal == Refusal::null_character) return {Code::malformed, "json.null_character", {}, {}};
  if (refusal == Refusal::number_out_of_range || ec == json::error::exponent_overflow) {
    return {Code::malformed, "json.number_out_of_range", {{"position", at}}, {}};
  }
  if (ec == json::error::too_deep) {
    return {Code::malformed, "json.too_deep", {{"limit", std::to_string(limits.max_depth)}}, {}};
  }
  if (!is_utf8(text)) return {Code::malformed, "json.not_utf8", {}, {}};
  return {Code::malformed, "json.malformed", {{"position", at}}, {}};
}

json::parse_options options_for(const JsonLimits& limits) {
  json::parse_options options;
  options.max_depth = limits.max_depth;
  return options;
}

/// The slow way, for the message only: reads again and remembers every key.
std::string duplicate_key(std::string_view text, const JsonLimits& limits) {
  json::basic_parser<Handler> parser(options_for(limits), json::storage_ptr{}, true);
  json::error_code ec;
  parser.write_some(false, text.data(), text.size(), ec);
  CHECK(parser.handler().refusal() == Refusal::duplicate_key);
  return parser.handler().duplicate();
}

void append_integer(std::string& out, std::int64_t value) {
  CHECK(value >= -kMaxInteger && value <= kMaxInteger);
  const fmt::format_int digits(value);
  out.append(digits.data(), digits.size());
}

/// Number::toString of ECMAScript: the shortest digits that read back as the same double, laid out by its rules.
void append_double(std::string& out, double value) {
  CHECK(std::isfinite(value));
  if (value == 0) {  // also -0
    out += '0';
    return;
  }
  std::array<char, 32> buffer;
  const auto written =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  std::string_view text(buffer.data(), static_cast<std::size_t>(written.ptr - buffer.data()));
  if (text.front() == '-') {
    out += '-';
    text.remove_prefix(1);
  }
  const auto e = text.find('e');
  std::string digits(text.substr(0, 1));
  if (e > 1) digits += text.substr(2, e - 2);
  int exponent = 0;  // of the first digit
  const std::string_view power = text.substr(text[e + 1] == '+' ? e + 2 : e + 1);
  std::from_chars(power.data(), power.data() + power.size(), exponent);

  const int count = static_cast<int>(digits.size());
  const int point = exponent + 1;  // digits before the decimal point
  if (count <= point && point <= 21) {
    out += digits;
    out.append(static_cast<std::size_t>(point - count), '0');
  } else if (0 < point && point <= 21) {
    out.append(digits, 0, static_cast<std::size_t>(point));
    out += '.';
    out.append(digits, static_cast<std::size_t>(point));
  } else if (-6 < point && point <= 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-point), '0');
    out += digits;
  } else {
    out += digits[0];
    if (count > 1) {
      out += '.';
      out.append(digits, 1);
    }
    out += exponent < 0 ? "e-" : "e+";
    out += std::to_string(std::abs(exponent));
  }
}

/// The order of the keys' UTF-16 code units, told from their UTF-8: bytes compare alike, except that U+E000 to U+FFFF
/// (lead bytes EE, EF) come after everything above U+FFFF (lead bytes F0 to F4), which UTF-16 writes with surrogates,
/// D800 to DFFF.
bool utf16_less(std::string_view a, std::string_view b) {
  const auto [at_a, at_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (at_b == b.end()) return false;
  if (at_a == a.end()) return true;
  const auto rank = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0xEE || byte == 0xEF ? byte + 0x10 : byte;
  };
  return rank(*at_a) < rank(*at_b);
}

void append_canonical(std::string& out, const json::value& value);

void append_canonical(std::string& out, const json::object& object) {
  std::vector<const json::key_value_pair*> members;
  members.reserve(object.size());
  for (const auto& member : object) members.push_back(&member);
  std::sort(members.begin(), members.end(),
            [](const auto* a, const auto* b) { return utf16_less(a->key(), b->key()); });
  char before = '{';
  for (const auto* member : members) {
    out += before;
    append_canonical_string(out, member->key());
    out += ':';
    append_canonical(out, member->value());
    before = ',';
  }
  if (members.empty()) out += '{';
  out += '}';
}

void append_canonical(std::string& out, const json::array& array) {
  char before = '[';
  for (const auto& element : array) {
    out += before;
    append_canonical(out, element);
    before = ',';
  }
  if (array.empty()) out += '[';
  out += ']';
}

void append_canonical(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      out += "null";
      return;
    case json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      return;
    case json::kind::int64:
      return append_integer(out, value.get_int64());
    case json::kind::uint64:
      CHECK(value.get_uint64() <= static_cast<std::uint64_t>(kMaxInteger));
      return append_integer(out, static_cast<std::int64_t>(value.get_uint64()));
    case json::kind::double_:
      return append_double(out, value.get_double());
    case json::kind::string:
      return append_canonical_string(out, value.get_string());
    case json::kind::array:
      return append_canonical(out, value.get_array());
    case json::kind::object:
      return append_canonical(out, value.get_object());
  }
}

std::string path_to(std::string_view path, std::string_view name) {
  return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
}

/// The member as the type that `accept` tests for (it gives null for any other).
template <class Accept>
auto member_as(const json::object& object, std::string_view name, std::string_view path, const char* expected,
               Accept accept) -> Result<std::remove_cvref_t<decltype(*accept(std::declval<const json::value&>()))>> {
  const json::value* value = object.if_contains(name);
  if (value == nullptr) return fail_field(path_to(path, name), "field.missing");
  const auto accepted = accept(*value);
  if (!accepted) return fail_field(path_to(path, name), "field.wrong_type", {{"expected", expected}});
  return *accepted;
}

}  // namespace

Result<json::value> parse_json(std::string_view text, const JsonLimits& limits, json::storage_ptr storage) {
  if (text.size() > limits.max_bytes) {
    return fail(Code::too_large, "json.too_large", {{"limit", std::to_string(limits.max_bytes)}});
  }
  json::basic_parser<Handler> parser(options_for(limits), std::move(storage), false);
  json::error_code ec;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && read < text.size()) ec = json::error::extra_data;
  if (ec) return std::unexpected(explain(text, limits, parser.handler().refusal(), ec, read));
  json::value value = parser.handler().release();
  if (count_members(value) != parser.handler().members()) {
    return fail(Code::malformed, "json.duplicate_key", {{"key", duplicate_key(text, limits)}});
  }
  return value;
}

std::string canonical_json(const json::value& value) {
  std::string out;
  append_canonical(out, value);
  return out;
}

void append_canonical_string(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += '"';
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out += text.substr(done, i - done);
    done = i + 1;
    out += '\\';
    switch (c) {
      case '\b':
        out += 'b';
        break;
      case '\t':
        out += 't';
        break;
      case '\n':
        out += 'n';
        break;
      case '\f':
        out += 'f';
        break;
      case '\r':
        out += 'r';
        break;
      case '"':
      case '\\':
        out += static_cast<char>(c);
        break;
      default:
        out += "u00";
        out += kDigits[c >> 4U];
        out += kDigits[c & 15U];
    }
  }
  out += text.substr(done);
  out += '"';
}

json::object to_object(const Text& text) { return {{"en", text.en}, {"kk", text.kk}, {"ru", text.ru}}; }

Result<std::string_view> get_string(const json::object& object, std::string_view name, std::string_view path) {
  return member_as(object, name, path, "string", [](const json::value& value) -> std::optional<std::string_view> {
    if (!value.is_string()) return std::nullopt;
    return std::string_view(value.get_string());
  });
}

Result<std::int64_t> get_integer(const json::object& object, std::string_view name, std::string_view path) {
  return member_as(object, name, path, "integer", [](const json::value& value) { return value.if_int64(); });
}

Result<const json::object*> get_object(const json::object& object, std::string_view name, std::string_view path) {
  return member_as(object, name, path, "object", [](const json::value& value) -> std::optional<const json::object*> {
    if (!value.is_object()) return std::nullopt;
    return &value.get_object();
  });
}

Result<const json::array*> get_array(const json::object& object, std::string_view name, std::string_view path) {
  return member_as(object, name, path, "array", [](const json::value& value) -> std::optional<const json::array*> {
    if (!value.is_array()) return std::nullopt;
    return &value.get_array();
  });
}

Result<void> only_fields(const json::object& object, std::initializer_list<std::string_view> known,
                         std::string_view path) {
  for (const auto& member : object) {
    if (std::find(known.begin(), known.end(), std::string_view(member.key())) == known.end()) {
      return fail_field(path_to(path, member.key()), "field.unknown");
    }
  }
  return {};
}

}  // namespace qyzmet

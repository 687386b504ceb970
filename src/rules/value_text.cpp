#include <algorithm>

#include "base/json.hpp"
#include "rules/names.hpp"
#include "rules/value.hpp"

namespace qyzmet::rules {

namespace {

/// Writes until `most` bytes; what is longer is known by `full`.
class TextWriter {
 public:
  TextWriter(std::string& out, std::size_t most) : out_(out), most_(most) {}
  bool full() const { return out_.size() > most_; }

  void write(const Value& value) {
    if (full()) return;
    switch (value.kind()) {
      case Kind::null:
        out_ += "null";
        return;
      case Kind::boolean:
        out_ += value.as_boolean() ? "true" : "false";
        return;
      case Kind::number:
        out_ += value.as_number().to_text();
        return;
      case Kind::string:
        quoted(value.as_string());
        return;
      case Kind::list:
        return list(value.as_list());
      case Kind::context:
        return context(value.as_context());
      case Kind::range:
        return range(value.as_range());
      case Kind::function:
        return function(value.as_function());
      default:
        out_ += "@\"" + *to_string(value, most_) + "\"";
        return;
    }
  }

  void range(const Range& range) {
    if (range.form == Range::Form::interval) {
      out_ += range.low_included ? "[" : "(";
      write(range.low);
      out_ += "..";
      write(range.high);
      out_ += range.high_included ? "]" : ")";
      return;
    }
    const bool low_alone = range.high.is_null();
    std::string_view sign = low_alone ? range.low_included ? ">=" : ">" : range.high_included ? "<=" : "<";
    if (!range.low.is_null() && !range.high.is_null()) sign = range.form == Range::Form::different ? "!=" : "=";
    (out_ += '(') += sign;
    write(low_alone ? range.low : range.high);
    out_ += ')';
  }

 private:
  void quoted(std::string_view text) {
    out_ += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') out_ += '\\';
      if (c == '\n') {
        out_ += "\\n";
      } else if (c == '\r') {
        out_ += "\\r";
      } else if (c == '\t') {
        out_ += "\\t";
      } else {
        out_ += c;
      }
      if (full()) return;
    }
    out_ += '"';
  }

  void list(std::span<const Value> items) {
    out_ += '[';
    for (std::size_t i = 0; i < items.size() && !full(); ++i) {
      if (i > 0) out_ += ", ";
      write(items[i]);
    }
    out_ += ']';
  }

  void context(const Context& context) {
    out_ += '{';
    bool first = true;
    for (const auto& [name, value] : context.entries) {
      if (full()) return;
      if (!first) out_ += ", ";
      first = false;
      if (is_plain_name(name)) {
        out_ += name;
      } else {
        quoted(name);
      }
      out_ += ": ";
      write(value);
    }
    out_ += '}';
  }

  void function(const Function& function) {
    out_ += "function(";
    for (std::size_t i = 0; i < function.parameters.size(); ++i) {
      if (i > 0) out_ += ", ";
      out_ += function.parameters[i].name;
    }
    out_ += ") …";
  }

  static bool is_plain_name(std::string_view name) {
    return normal_name(name) == name && !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
           std::ranges::all_of(name, [](unsigned char c) {
             return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' ||
                    c == ' ';
           });
  }

  std::string& out_;
  std::size_t most_;
};

/// Cuts at `most` bytes, and not within a code point.
void cut_at(std::string& text, std::size_t most) {
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  text += "…";
}

}  // namespace

std::string to_text(const Value& value, std::size_t max_bytes) {
  std::string out;
  TextWriter writer(out, max_bytes);
  writer.write(value);
  if (writer.full()) cut_at(out, max_bytes);
  return out;
}

std::optional<std::string> to_string(const Value& value, std::size_t max_bytes) {
  std::string out;
  switch (value.kind()) {
    case Kind::null:
    case Kind::function:
      return std::nullopt;
    case Kind::string:
      out = value.as_string();
      break;
    case Kind::date:
      out = value.as_date().to_text();
      break;
    case Kind::time:
      out = value.as_time().to_text();
      break;
    case Kind::date_time:
      out = value.as_date_time().to_text();
      break;
    case Kind::days_time_duration:
      out = value.as_days_time_duration().to_text();
      break;
    case Kind::years_months_duration:
      out = value.as_years_months_duration().to_text();
      break;
    default:
      TextWriter(out, max_bytes).write(value);
      break;
  }
  if (out.size() > max_bytes) return std::nullopt;
  return out;
}

}  // namespace qyzmet::rules

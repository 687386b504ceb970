#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "rules/temporal.hpp"

namespace qyzmet::rules {

namespace {

constexpr __int128 max_ns = second_ns * INT64_MAX;

/// Takes a whole number of `least` to `most` digits from the front.
std::optional<std::int64_t> take_digits(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t size = 0;
  std::int64_t value = 0;
  while (size < text.size() && size < most && is_digit(text[size])) value = value * 10 + (text[size++] - '0');
  if (size < least) return std::nullopt;
  text.remove_prefix(size);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

/// The digits after a point as nanoseconds; more than nine are cut.
std::optional<std::int64_t> take_fraction(std::string_view& text, bool may_be_empty) {
  std::int64_t value = 0;
  std::size_t size = 0;
  for (; size < text.size() && is_digit(text[size]); ++size) {
    if (size < 9) value = value * 10 + (text[size] - '0');
  }
  if (size == 0 && !may_be_empty) return std::nullopt;
  for (std::size_t i = size; i < 9; ++i) value *= 10;
  text.remove_prefix(size);
  return value;
}

std::string fraction_text(std::int64_t nanoseconds) {
  if (nanoseconds == 0) return "";
  std::string out = fmt::format(".{:09}", nanoseconds);
  while (out.back() == '0') out.pop_back();
  return out;
}

}  // namespace

std::optional<DayValue> DayValue::parse(std::string_view text) {
  const bool negative = take(text, '-');
  const std::string_view year_text = text;
  const auto year = take_digits(text, 4, 9);
  if (!year || (year_text[0] == '0' && year_text.size() - text.size() > 4)) return std::nullopt;
  if (!take(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2, 2);
  if (!day || !text.empty()) return std::nullopt;
  return of(negative ? -*year : *year, *month, *day);
}

std::string DayValue::to_text() const {
  return fmt::format("{}{:04}-{:02}-{:02}", year < 0 ? "-" : "", year < 0 ? -year : year, month, day);
}

std::optional<TimeValue> TimeValue::parse(std::string_view text) {
  const auto hour = take_digits(text, 2, 2);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2, 2);
  if (!minute || !take(text, ':')) return std::nullopt;
  const auto second = take_digits(text, 2, 2);
  if (!second) return std::nullopt;
  std::int64_t nanosecond = 0;
  if (take(text, '.')) {
    const auto fraction = take_fraction(text, false);
    if (!fraction) return std::nullopt;
    nanosecond = *fraction;
  }
  const auto zone = Zone::parse(text);
  if (!zone) return std::nullopt;
  return of(*hour, *minute, *second, nanosecond, *zone);
}

std::string TimeValue::to_text() const {
  return fmt::format("{:02}:{:02}:{:02}", hour, minute, second) + fraction_text(nanosecond) + zone.to_text();
}

std::optional<DateTimeValue> DateTimeValue::parse(std::string_view text) {
  const auto mark = text.find('T');
  const auto date = DayValue::parse(text.substr(0, mark));
  if (!date) return std::nullopt;
  if (mark == text.npos) return DateTimeValue{*date, TimeValue()};
  std::string_view rest = text.substr(mark + 1);
  // ISO 8601's midnight at the end of a day.
  const bool end_of_day = rest.starts_with("24:00:00");
  const std::string begin = end_of_day ? "00" + std::string(rest.substr(2)) : std::string();
  const auto time = TimeValue::parse(end_of_day ? begin : rest);
  if (!time || (end_of_day && time->nanosecond != 0)) return std::nullopt;
  if (!end_of_day) return DateTimeValue{*date, *time};
  const auto next = DayValue::from_days(date->to_days() + 1);
  if (!next) return std::nullopt;
  return DateTimeValue{*next, *time};
}

std::string DateTimeValue::to_text() const { return date.to_text() + "T" + time.to_text(); }

std::optional<DaysTimeDuration> DaysTimeDuration::parse(std::string_view text) {
  const bool negative = take(text, '-');
  if (!take(text, 'P') || text.empty()) return std::nullopt;
  __int128 total = 0;
  constexpr std::size_t most = 17;  // digits of one part
  if (is_digit(text[0])) {
    const auto days = take_digits(text, 1, 13);
    if (!days || !take(text, 'D')) return std::nullopt;
    total = *days * day_s * second_ns;
  }
  if (take(text, 'T')) {
    if (text.empty()) return std::nullopt;
    int unit = 3600;
    while (!text.empty()) {
      const auto value = take_digits(text, 1, most);
      if (!value || text.empty()) return std::nullopt;
      const char mark = text[0];
      text.remove_prefix(1);
      if (mark == 'H' && unit == 3600) {
        total += static_cast<__int128>(*value) * 3600 * second_ns;
        unit = 60;
      } else if (mark == 'M' && unit >= 60) {
        total += static_cast<__int128>(*value) * 60 * second_ns;
        unit = 1;
      } else if (mark == 'S' && unit >= 1) {
        total += *value * second_ns;
        unit = 0;
      } else if (mark == '.' && unit >= 1) {
        const auto fraction = take_fraction(text, true);
        if (!fraction || !take(text, 'S')) return std::nullopt;
        total += *value * second_ns + *fraction;
        unit = 0;
      } else {
        return std::nullopt;
      }
    }
  }
  if (!text.empty() || total > max_ns) return std::nullopt;
  return DaysTimeDuration{negative ? -total : total};
}

std::string DaysTimeDuration::to_text() const {
  const __int128 size = nanoseconds < 0 ? -nanoseconds : nanoseconds;
  const auto seconds = static_cast<std::uint64_t>(size / second_ns);
  const auto rest = static_cast<std::int64_t>(size % second_ns);
  std::string out = nanoseconds < 0 ? "-P" : "P";
  if (seconds / 86400 != 0) out += fmt::format("{}D", seconds / 86400);
  if (seconds % 86400 == 0 && rest == 0) return size == 0 ? "PT0S" : out;
  out += 'T';
  if (seconds / 3600 % 24 != 0) out += fmt::format("{}H", seconds / 3600 % 24);
  if (seconds / 60 % 60 != 0) out += fmt::format("{}M", seconds / 60 % 60);
  if (seconds % 60 != 0 || rest != 0) out += fmt::format("{}{}S", seconds % 60, fraction_text(rest));
  return out;
}

std::optional<YearsMonthsDuration> YearsMonthsDuration::parse(std::string_view text) {
  const bool negative = take(text, '-');
  if (!take(text, 'P')) return std::nullopt;
  std::int64_t months = 0;
  bool seen_years = false;
  do {
    const auto value = take_digits(text, 1, 11);
    if (!value || text.empty()) return std::nullopt;
    if (!seen_years && take(text, 'Y')) {
      months = *value * 12;
      seen_years = true;
    } else if (take(text, 'M')) {
      months += *value;
      break;
    } else {
      return std::nullopt;
    }
  } while (!text.empty());
  if (!text.empty()) return std::nullopt;
  return YearsMonthsDuration{negative ? -months : months};
}

std::string YearsMonthsDuration::to_text() const {
  const std::int64_t size = months < 0 ? -months : months;
  std::string out = months < 0 ? "-P" : "P";
  if (size / 12 != 0) out += fmt::format("{}Y", size / 12);
  if (size % 12 != 0 || size == 0) out += fmt::format("{}M", size % 12);
  return out;
}

}  // namespace qyzmet::rules

#include "rules/zone_data.hpp"

#include <algorithm>

#include "rules/temporal.hpp"

namespace qyzmet::rules {

namespace {

constexpr std::size_t header_size = 44;

std::int64_t big_endian(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return size == 4 ? static_cast<std::int32_t>(value) : static_cast<std::int64_t>(value);
}

struct Counts {
  std::size_t utc = 0, standard = 0, leap = 0, times = 0, types = 0, letters = 0;
  std::size_t block(std::size_t time_size) const {
    return times * time_size + times + types * 6 + letters + leap * (time_size + 4) + standard + utc;
  }
};

std::optional<Counts> read_header(std::string_view file) {
  if (file.size() < header_size || file.substr(0, 4) != "TZif" || file[4] < '2') return std::nullopt;
  std::size_t counts[6];
  for (std::size_t i = 0; i < 6; ++i) {
    const std::int64_t count = big_endian(file, 20 + i * 4, 4);
    if (count < 0 || count > 10'000) return std::nullopt;
    counts[i] = static_cast<std::size_t>(count);
  }
  return Counts{counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]};
}

std::optional<std::int64_t> read_integer(std::string_view& text) {
  std::int64_t value = 0;
  std::size_t size = 0;
  while (size < text.size() && text[size] >= '0' && text[size] <= '9' && size < 4) {
    value = value * 10 + (text[size++] - '0');
  }
  if (size == 0) return std::nullopt;
  text.remove_prefix(size);
  return value;
}

/// "[+-]hh[:mm[:ss]]" as seconds.
std::optional<std::int32_t> read_clock(std::string_view& text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  std::int64_t total = 0;
  for (int unit = 3600; unit > 0; unit /= 60) {
    if (unit < 3600) {
      if (text.empty() || text[0] != ':') break;
      text.remove_prefix(1);
    }
    const auto part = read_integer(text);
    if (!part) return std::nullopt;
    total += *part * unit;
  }
  return static_cast<std::int32_t>(negative ? -total : total);
}

bool skip_zone_name(std::string_view& text) {
  std::size_t size = 0;
  if (!text.empty() && text[0] == '<') {
    size = text.find('>');
    if (size == text.npos) return false;
    ++size;
  } else {
    while (size < text.size() && ((text[size] | 0x20) >= 'a' && (text[size] | 0x20) <= 'z')) ++size;
  }
  text.remove_prefix(size);
  return size >= 3;
}

}  // namespace

bool ZoneData::parse_turn(std::string_view& text, Turn& out) {
  if (text.empty() || text[0] != ',') return false;
  text.remove_prefix(1);
  if (text.empty()) return false;
  out.kind = text[0] == 'M' ? Turn::Kind::month_week_day : text[0] == 'J' ? Turn::Kind::julian : Turn::Kind::day;
  if (out.kind != Turn::Kind::day) text.remove_prefix(1);
  int* const parts[] = {&out.month, &out.week, &out.day};
  for (int* part : parts) {
    const bool alone = out.kind != Turn::Kind::month_week_day;
    if (part != parts[0] && !alone) {
      if (text.empty() || text[0] != '.') return false;
      text.remove_prefix(1);
    }
    const auto value = read_integer(text);
    if (!value) return false;
    *(alone ? &out.day : part) = static_cast<int>(*value);
    if (alone) break;
  }
  if (out.kind == Turn::Kind::month_week_day &&
      (out.month < 1 || out.month > 12 || out.week < 1 || out.week > 5 || out.day > 6)) {
    return false;
  }
  if (!text.empty() && text[0] == '/') {
    text.remove_prefix(1);
    const auto clock = read_clock(text);
    if (!clock) return false;
    out.second = *clock;
  }
  return true;
}

std::optional<ZoneData::Rule> ZoneData::parse_rule(std::string_view text) {
  Rule rule;
  if (!skip_zone_name(text)) return std::nullopt;
  const auto standard = read_clock(text);
  if (!standard) return std::nullopt;
  rule.standard_s = -*standard;  // POSIX counts west of Greenwich
  if (text.empty()) return rule;
  rule.has_summer = true;
  if (!skip_zone_name(text)) return std::nullopt;
  rule.summer_s = rule.standard_s + 3600;
  if (!text.empty() && text[0] != ',') {
    const auto summer = read_clock(text);
    if (!summer) return std::nullopt;
    rule.summer_s = -*summer;
  }
  if (!parse_turn(text, rule.begin) || !parse_turn(text, rule.end) || !text.empty()) return std::nullopt;
  return rule;
}

std::optional<ZoneData> ZoneData::parse(std::string_view file) {
  auto counts = read_header(file);
  if (!counts) return std::nullopt;
  // The first block repeats the data in 32 bits for older readers.
  const std::size_t skip = header_size + counts->block(4);
  if (file.size() < skip) return std::nullopt;
  file.remove_prefix(skip);
  counts = read_header(file);
  if (!counts || counts->types == 0 || file.size() < header_size + counts->block(8)) return std::nullopt;
  const std::size_t times = header_size;
  const std::size_t kinds = times + counts->times * 8;
  const std::size_t types = kinds + counts->times;
  const auto offset_of = [&](std::size_t type) {
    return static_cast<std::int32_t>(big_endian(file, types + type * 6, 4));
  };
  ZoneData out;
  out.first_s_ = offset_of(0);
  for (std::size_t i = 0; i < counts->times; ++i) {
    const auto type = static_cast<unsigned char>(file[kinds + i]);
    if (type >= counts->types) return std::nullopt;
    out.changes_.push_back({big_endian(file, times + i * 8, 8), offset_of(type)});
  }
  std::string_view footer = file.substr(header_size + counts->block(8));
  if (footer.size() < 2 || footer.front() != '\n' || footer.back() != '\n') return std::nullopt;
  footer = footer.substr(1, footer.size() - 2);
  if (!footer.empty()) out.rule_ = parse_rule(footer);
  return out;
}

/// Local seconds (by the clock before the turn) of a turn in `year`.
std::int64_t ZoneData::turn_s(const Turn& turn, std::int64_t year) {
  const std::int64_t new_year = DayValue::of(year, 1, 1)->to_days();
  const bool leap = DayValue::of(year, 2, 29).has_value();
  std::int64_t day = new_year + turn.day;
  if (turn.kind == Turn::Kind::julian) day = new_year + turn.day - 1 + (leap && turn.day >= 60 ? 1 : 0);
  if (turn.kind == Turn::Kind::month_week_day) {
    const std::int64_t first = DayValue::of(year, turn.month, 1)->to_days();
    const std::int64_t weekday = ((first + 4) % 7 + 7) % 7;  // 1970-01-01 was a Thursday; 0 is Sunday
    day = first + (turn.day - weekday + 7) % 7 + (turn.week - 1) * 7;
    const DayValue next = turn.month == 12 ? *DayValue::of(year + 1, 1, 1) : *DayValue::of(year, turn.month + 1, 1);
    while (day >= next.to_days()) day -= 7;
  }
  return day * day_s + turn.second;
}

std::int32_t ZoneData::rule_offset_s(std::int64_t utc_s) const {
  const Rule& rule = *rule_;
  if (!rule.has_summer) return rule.standard_s;
  const std::int64_t local = utc_s + rule.standard_s;
  const auto day = DayValue::from_days(local >= 0 ? local / day_s : -((-local + day_s - 1) / day_s));
  if (!day || day->year > 999'999'998) return rule.standard_s;
  const std::int64_t begin = turn_s(rule.begin, day->year) - rule.standard_s;
  const std::int64_t end = turn_s(rule.end, day->year) - rule.summer_s;
  const bool summer = begin < end ? begin <= utc_s && utc_s < end : !(end <= utc_s && utc_s < begin);
  return summer ? rule.summer_s : rule.standard_s;
}

std::int32_t ZoneData::offset_at_utc_s(std::int64_t utc_s) const {
  if (changes_.empty()) return rule_ ? rule_offset_s(utc_s) : first_s_;
  if (utc_s >= changes_.back().utc_s && rule_) return rule_offset_s(utc_s);
  const auto after = std::ranges::upper_bound(changes_, utc_s, {}, &Change::utc_s);
  return after == changes_.begin() ? first_s_ : std::prev(after)->offset_s;
}

std::int32_t ZoneData::offset_at_local_s(std::int64_t local_s) const {
  const std::int32_t before = offset_at_utc_s(local_s - day_s);
  const std::int32_t after = offset_at_utc_s(local_s + day_s);
  if (before == after || offset_at_utc_s(local_s - before) == before) return before;
  return offset_at_utc_s(local_s - after) == after ? after : before;
}

}  // namespace qyzmet::rules

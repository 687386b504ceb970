#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace qyzmet::rules {

/// When which offset from UTC holds in one region: a TZif file (RFC 8536), version 2 or later.
class ZoneData {
 public:
  /// nullopt: not such a file.
  static std::optional<ZoneData> parse(std::string_view file);

  std::int32_t offset_at_utc_s(std::int64_t utc_s) const;
  /// In a gap the offset before it, in an overlap the earlier one, as java.time does.
  std::int32_t offset_at_local_s(std::int64_t local_s) const;

 private:
  /// One end of daylight saving in the file's last line: "M3.5.0/2".
  struct Turn {
    enum class Kind { month_week_day, julian, day } kind = Kind::month_week_day;
    int month = 0;
    int week = 0;
    int day = 0;
    std::int32_t second = 7200;  // local, from the day's midnight
  };
  /// What holds after the last listed change: POSIX's "CET-1CEST,M3.5.0,M10.5.0/3".
  struct Rule {
    std::int32_t standard_s = 0;
    std::int32_t summer_s = 0;
    bool has_summer = false;
    Turn begin;
    Turn end;
  };
  struct Change {
    std::int64_t utc_s;
    std::int32_t offset_s;  // from then on
  };

  static std::optional<Rule> parse_rule(std::string_view text);
  static bool parse_turn(std::string_view& text, Turn& out);
  static std::int64_t turn_s(const Turn& turn, std::int64_t year);
  std::int32_t rule_offset_s(std::int64_t utc_s) const;

  std::int32_t first_s_ = 0;  // before the first change
  std::vector<Change> changes_;
  std::optional<Rule> rule_;
};

}  // namespace qyzmet::rules

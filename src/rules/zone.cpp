#include <algorithm>
#include <cctype>
#include <deque>
#include <map>
#include <mutex>
#include <shared_mutex>

#include "base/check.hpp"
#include "base/file.hpp"
#include "rules/temporal.hpp"
#include "rules/zone_data.hpp"

namespace qyzmet::rules {

namespace {

constexpr std::size_t max_regions = 2000;  // the data base has about 600, with all its older names
constexpr std::size_t max_file = 64 * 1024;
constexpr std::int32_t max_offset_s = 18 * 3600;

struct Region {
  std::string name;
  ZoneData data;
};

/// The regions that anything has asked for. They are never taken out, so a reference to one stays good.
struct Regions {
  std::shared_mutex mutex;
  std::map<std::string, std::int32_t, std::less<>> places;
  std::deque<Region> regions;
};

Regions& all_regions() {
  static Regions regions;
  return regions;
}

const Region& region_at(std::int32_t place) {
  Regions& all = all_regions();
  const std::shared_lock lock(all.mutex);
  return all.regions[static_cast<std::size_t>(place)];
}

/// The data base's names are words of letters, digits, "_", "-" and "+" between slashes: no other file can be meant.
bool is_region_name(std::string_view name) {
  if (name.empty() || name.size() > 64 || !std::isalpha(static_cast<unsigned char>(name[0])) || name.back() == '/') {
    return false;
  }
  if (name.find("//") != name.npos) return false;
  return std::ranges::all_of(
      name, [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '+' || c == '/'; });
}

bool two_digits(std::string_view text, std::size_t at, int& out) {
  if (at + 2 > text.size() || !std::isdigit(static_cast<unsigned char>(text[at])) ||
      !std::isdigit(static_cast<unsigned char>(text[at + 1]))) {
    return false;
  }
  out = (text[at] - '0') * 10 + (text[at + 1] - '0');
  return true;
}

}  // namespace

std::optional<Zone> Zone::of_offset(std::int32_t seconds) {
  if (seconds < -max_offset_s || seconds > max_offset_s) return std::nullopt;
  Zone out;
  out.kind_ = Kind::offset;
  out.value_ = seconds;
  return out;
}

std::optional<Zone> Zone::of_region(std::string_view name) {
  if (!is_region_name(name)) return std::nullopt;
  Regions& all = all_regions();
  Zone out;
  out.kind_ = Kind::region;
  {
    const std::shared_lock lock(all.mutex);
    if (const auto found = all.places.find(name); found != all.places.end()) {
      out.value_ = found->second;
      return out;
    }
  }
  const auto bytes = read_file("/usr/share/zoneinfo/" + std::string(name), max_file);
  if (!bytes) return std::nullopt;
  auto data = ZoneData::parse(*bytes);
  if (!data) return std::nullopt;
  const std::unique_lock lock(all.mutex);
  if (all.regions.size() >= max_regions) return std::nullopt;
  const auto [at, is_new] = all.places.emplace(std::string(name), static_cast<std::int32_t>(all.regions.size()));
  if (is_new) all.regions.push_back({std::string(name), std::move(*data)});
  out.value_ = at->second;
  return out;
}

std::optional<Zone> Zone::parse(std::string_view text) {
  if (text.empty()) return Zone();
  if (text == "Z" || text == "z") return of_offset(0);
  if (text[0] == '@') return of_region(text.substr(1));
  if (text[0] != '+' && text[0] != '-') return std::nullopt;
  int hours = 0;
  int minutes = 0;
  int seconds = 0;
  if (text.size() != 6 && text.size() != 9) return std::nullopt;
  if (!two_digits(text, 1, hours) || text[3] != ':' || !two_digits(text, 4, minutes)) return std::nullopt;
  if (text.size() == 9 && (text[6] != ':' || !two_digits(text, 7, seconds))) return std::nullopt;
  if (minutes > 59 || seconds > 59) return std::nullopt;
  const int value = hours * 3600 + minutes * 60 + seconds;
  return of_offset(text[0] == '-' ? -value : value);
}

std::string Zone::to_text() const {
  if (kind_ == Kind::none) return "";
  if (kind_ == Kind::region) return "@" + region_at(value_).name;
  if (value_ == 0) return "Z";
  const int size = value_ < 0 ? -value_ : value_;
  std::string out = value_ < 0 ? "-" : "+";
  const auto pair = [&out](int number) {
    out += static_cast<char>('0' + number / 10);
    out += static_cast<char>('0' + number % 10);
  };
  pair(size / 3600);
  out += ':';
  pair(size / 60 % 60);
  if (size % 60 != 0) {
    out += ':';
    pair(size % 60);
  }
  return out;
}

std::string_view Zone::region() const { return kind_ == Kind::region ? region_at(value_).name : std::string_view(); }

std::optional<std::int32_t> Zone::offset_s(std::int64_t local_s) const {
  if (kind_ == Kind::none) return std::nullopt;
  return kind_ == Kind::offset ? value_ : region_at(value_).data.offset_at_local_s(local_s);
}

std::optional<std::int32_t> Zone::offset_at_utc_s(std::int64_t utc_s) const {
  if (kind_ == Kind::none) return std::nullopt;
  return kind_ == Kind::offset ? value_ : region_at(value_).data.offset_at_utc_s(utc_s);
}

}  // namespace qyzmet::rules

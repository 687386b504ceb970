#include "base/id.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "base/check.hpp"

namespace qyzmet {
namespace {

constexpr int kRiseBits = 18;
constexpr int kNodeBits = 4;
constexpr std::int64_t kRiseLimit = std::int64_t{1} << kRiseBits;
constexpr std::int64_t kNodeLimit = std::int64_t{1} << kNodeBits;
constexpr std::int64_t kMsLimit = std::int64_t{1} << 41;
constexpr std::int64_t kEpochMs = to_ms(Instant{Date{std::chrono::year{2024} / 1 / 1}});
/// 512 on average: at least 128 ids fit into a millisecond before the next one is borrowed.
constexpr std::uint64_t kMaxStep = 1024;
/// Where a millisecond's first id may lie, so that an id alone in its millisecond is one of so many; 128 more fit
/// behind it.
constexpr std::uint64_t kFirstRange = std::uint64_t{1} << 17;

constexpr std::size_t kSymbols = 13;
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";

constexpr std::int64_t compose(std::int64_t ms, std::int64_t node, std::int64_t rise) {
  return (ms << (kNodeBits + kRiseBits)) | (node << kRiseBits) | rise;
}

/// The value of a symbol, 0-36 (32 and more only for check symbols); -1 if it is none.
int symbol_value(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') c = '0';
  if (c == 'I' || c == 'L') c = '1';
  const auto at = kAlphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

Result<std::int64_t> parse_display(const std::array<char, kSymbols + 1>& symbols) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < kSymbols; ++i) {
    const int symbol = symbol_value(symbols[i]);
    // Thirteen symbols hold 65 bits, an id 63.
    if (symbol < 0 || symbol > 31 || (i == 0 && symbol > 7)) return fail(Code::invalid, "id.malformed");
    value = value << 5U | static_cast<std::uint64_t>(symbol);
  }
  const int check = symbol_value(symbols[kSymbols]);
  if (check < 0 || value == 0) return fail(Code::invalid, "id.malformed");
  if (static_cast<std::uint64_t>(check) != value % kAlphabet.size()) return fail(Code::invalid, "id.check_symbol");
  return static_cast<std::int64_t>(value);
}

Result<std::int64_t> parse_decimal(std::string_view text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stopped != end || value <= 0 || text.starts_with('0')) {
    return fail(Code::invalid, "id.malformed");
  }
  return value;
}

}  // namespace

std::string id_to_decimal(std::int64_t id) { return std::to_string(id); }

std::string id_to_display(std::int64_t id) {
  CHECK(id >= 0);
  const auto value = static_cast<std::uint64_t>(id);
  std::string text;
  for (std::size_t i = 0; i < kSymbols; ++i) {
    if (i != 0 && i % 4 == 0) text += '-';
    text += kAlphabet[value >> (5U * (kSymbols - 1 - i)) & 31U];
  }
  text += kAlphabet[value % kAlphabet.size()];
  return text;
}

Result<std::int64_t> parse_id(std::string_view text) {
  std::array<char, kSymbols + 1> symbols{};
  std::size_t count = 0;
  for (const char c : text) {
    if (c == '-' || c == ' ') continue;
    if (count < symbols.size()) symbols[count] = c;
    ++count;
  }
  return count == symbols.size() ? parse_display(symbols) : parse_decimal(text);
}

std::int64_t IdSource::next(Instant now, Random& random) {
  CHECK(node_ >= 0 && node_ < kNodeLimit && last_ >= 0);
  const auto chance = random.next_u64();
  const auto step = static_cast<std::int64_t>(chance % kMaxStep) + 1;
  const auto first = static_cast<std::int64_t>(chance % kFirstRange) + 1;
  const std::int64_t last_ms = last_ >> (kNodeBits + kRiseBits);
  // A clock set before 2024 still gives positive ids.
  std::int64_t ms = std::max({to_ms(now) - kEpochMs, last_ms, std::int64_t{1}});
  std::int64_t rise = first;
  if (compose(ms, node_, 0) <= last_) {
    const bool same_node = (last_ >> kRiseBits) % kNodeLimit == node_;
    rise = same_node ? last_ % kRiseLimit + step : kRiseLimit;
    if (rise >= kRiseLimit) {
      ++ms;
      rise = first;
    }
  }
  CHECK(ms < kMsLimit);
  const std::int64_t id = compose(ms, node_, rise);
  CHECK(id > last_);
  last_ = id;
  return id;
}

Instant id_time(std::int64_t id) { return from_ms(kEpochMs + (id >> (kNodeBits + kRiseBits))); }

}  // namespace qyzmet

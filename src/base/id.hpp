#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace qyzmet {

/// A 64-bit id, time-ordered: 41 bits of milliseconds since 2024-01-01T00:00Z, 4 bits of node, 18 bits that rise by a
/// random step within a millisecond (so that a neighbour's id is not the next number). Always positive; fits SQL's
/// signed 64 bits. Two forms: decimal (JSON, URLs: a string, because JavaScript's numbers end at 2^53) and the form for
/// people
/// (`id_to_display`). Each module has its own type: `using ApplicationId = Id<struct ApplicationTag>;`
template <class Tag>
struct Id {
  std::int64_t value = 0;
  auto operator<=>(const Id&) const = default;
};

/// Decimal, "371927012345678901".
std::string id_to_decimal(std::int64_t id);

/// For people: Crockford base 32, 13 symbols and a check symbol (modulo 37), in groups: "00AB-CDEF-GHJK-MN".
/// Source: D. Crockford, Base 32 Encoding.
std::string id_to_display(std::int64_t id);

/// Accepts both forms: 14 symbols after removing hyphens and spaces are the form for people (either case; O reads as 0,
/// I and L as 1; the check symbol must fit), all others must be a positive decimal number without leading zeroes.
/// Errors: invalid "id.malformed" or "id.check_symbol".
Result<std::int64_t> parse_id(std::string_view text);

/// Gives ids that only rise, also when the clock goes back or two fall into one millisecond. Not thread-safe: the
/// writer owns it.
class IdSource {
 public:
  /// `node` 0-15. Every id is above `last` (the last one stored).
  IdSource(int node, std::int64_t last) : node_(node), last_(last) {}
  std::int64_t next(Instant now, Random& random);
  std::int64_t last() const { return last_; }

 private:
  int node_;
  std::int64_t last_;
};

/// When an id was given, to the millisecond.
Instant id_time(std::int64_t id);

}  // namespace qyzmet

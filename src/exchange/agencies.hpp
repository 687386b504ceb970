#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace qyzmet::exchange {

/// How a simulated register behaves. After `silent`, those of tests and demonstrations of what else goes wrong.
enum class Mode {
  healthy,
  slow,         ///< answers after `Behaviour::delay_ms`
  silent,       ///< takes the request and never answers
  held,         ///< answers once it is told anew how to behave, also if that is `held` again
  refusing,     ///< 403
  failing,      ///< 503
  malformed,    ///< 200 with something that is no answer
  oversized,    ///< 200 with a megabyte
  redirecting,  ///< 302 to elsewhere
};
/// The enumerator's name.
std::string_view to_word(Mode mode);
std::optional<Mode> parse_mode(std::string_view word);

/// How a simulated register answers from now on.
struct Behaviour {
  Mode mode = Mode::healthy;
  int delay_ms = 0;
};

/// What a simulated register has seen. A lookup is under way from its whole arrival until its answer begins, or until
/// whoever asked has gone.
struct Tally {
  std::int64_t asked = 0;
  int under_way = 0;
  int held = 0;            ///< of those under way: answered as soon as the register is told anew how to behave
  int most_under_way = 0;  ///< since the start, or since `Agencies::forget`
};

/// The registers of a demonstration: one HTTP server in memory, whose people are the same in every register and do not
/// exist; each answer says so.
///   POST /registers/{id}/lookup  {"iin": …} or {"bin": …} → {"found", "value", "as_of", "synthetic"}; with "act" too,
///                                the value holds "outcome": "done" and a "reference"
///   GET  /registers              → how each behaves and what it has seen
///   PUT  /registers/{id}/mode    {"mode": "silent"} or {"mode": "slow", "delay_ms": 3000}
class Agencies {
 public:
  /// `country` is data/kz; `clock` outlives this object. Errors: those of Country, Registers and Population;
  /// unavailable "http.cannot_listen" {address, reason}.
  static Result<std::unique_ptr<Agencies>> open(const std::filesystem::path& country, std::uint16_t port, Clock& clock);
  virtual ~Agencies() = default;
  /// Answers from now on, on a thread of its own.
  virtual void start() = 0;
  virtual void stop() = 0;
  virtual std::uint16_t port() const = 0;

  /// How a register behaves towards lookups that come from now on. False: there is none of this id.
  virtual bool behave(std::string_view register_id, Behaviour behaviour) = 0;
  virtual Tally tally(std::string_view register_id) const = 0;
  virtual void forget(std::string_view register_id) = 0;
};

}  // namespace qyzmet::exchange

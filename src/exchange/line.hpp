#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "exchange/exchange.hpp"
#include "exchange/freeze.hpp"

namespace qyzmet::exchange {

/// Pure: everybody who waits for one register, oldest first, and who may go next. Knows no network and no database.
class Line {
 public:
  explicit Line(const Register& about) : about_(about), freeze_(about.freeze), ramp_(about.limit) {}

  void join(std::int64_t lookup, Instant deadline);
  /// Who goes out now; from here on they are on their way. While frozen at most one, when nothing else is on its way.
  std::vector<std::int64_t> next(const Moment& at);
  /// It could not be sent after all, for a reason that is ours.
  void put_back(std::int64_t lookup);
  /// Those whose deadline has passed; each is told once. They leave, but for those on their way: their answers still
  /// count, and if none comes they leave then.
  std::vector<std::int64_t> take_expired(Instant now);
  /// Those on their way for longer than the register's time-out.
  std::vector<std::int64_t> overdue(std::int64_t monotonic_ms) const;

  /// An attempt came back empty: the lookup goes back to its place and pauses, longer each time. True: with this the
  /// register is frozen.
  bool silent(std::int64_t lookup, const Moment& at);
  /// The register gave a sign of life. The lookup keeps its place until `leave`. Gives since when it had been frozen,
  /// if it was.
  std::optional<Instant> answered(std::int64_t lookup, const Moment& at);
  /// As `answered`, for what is no answer of the register's (a page of some other machine): nothing follows from it.
  void unclear(std::int64_t lookup);
  /// Its end is kept in the database.
  void leave(std::int64_t lookup);

  void restore(Instant frozen_since) { freeze_.restore(frozen_since); }
  bool on_its_way(std::int64_t lookup) const { return on_their_way_.contains(lookup); }
  Standing standing() const;

 private:
  struct Waiting {
    Instant deadline{};
    bool here = true;           ///< neither on its way nor answered
    std::int64_t sent_ms = 0;   ///< of the monotonic clock
    std::int64_t pause_ms = 0;  ///< how long its next pause is
    std::int64_t not_before_ms = 0;
    bool expired = false;
  };

  const Register& about_;
  Freeze freeze_;
  Ramp ramp_;
  std::map<std::int64_t, Waiting> waiting_;
  std::set<std::pair<Instant, std::int64_t>> deadlines_;
  std::set<std::int64_t> on_their_way_;
  std::deque<std::int64_t> took_ms_;  ///< the newest answers
};

}  // namespace qyzmet::exchange

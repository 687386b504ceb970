#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "base/result.hpp"
#include "base/time.hpp"
#include "db/db.hpp"
#include "exchange/answer.hpp"

/// How a lookup ends, and how that is written: each end is one change, and writing it twice changes nothing, because
/// after a crash or a commit of unknown outcome it is.
namespace qyzmet::exchange {

struct Answered {
  Answer answer;
  Instant got_at{};
  bool kept = false;
  std::int64_t took_ms = 0;
};
struct Failed {
  std::string reason;
};
struct Expired {};

struct End {
  std::int64_t lookup = 0;
  std::variant<Answered, Failed, Expired> what;
};

/// Writes the end and its event, unless the lookup has ended already; an answer is taken after the deadline too.
Result<void> write(db::Tx& tx, const End& end);

/// A freeze that begins or ends.
struct News {
  std::string register_id;
  Instant since{};
  bool ended = false;
  std::int64_t waiting = 0;  ///< of an end: who waits still
};

/// Writes it and its event, unless it is known already.
Result<void> write(db::Tx& tx, const News& news);

}  // namespace qyzmet::exchange

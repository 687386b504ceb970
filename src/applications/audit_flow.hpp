#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "applications/store_flow.hpp"
#include "base/json.hpp"
#include "journal/journal.hpp"

namespace qyzmet::applications {

/// What an application's row must say of its way, told from its events alone.
struct Followed {
  std::string step;
  std::string awaits;  ///< empty: nothing
  std::string party;   ///< who has the ball
  std::string outcome;
  std::string due_at;  ///< the deadline after all that moved it, as events say it
  std::string due_days;
  std::string due_on;
  std::string next_at;                ///< until when what is awaited should come; empty: nothing is
  bool next_at_told = true;           ///< an older program did not say when a part is due
  std::string ball_since;             ///< empty: nobody has it
  std::string part_of;                ///< empty: nobody's, or not taken up yet
  std::optional<std::int64_t> index;  ///< of the event that moved it last
  std::optional<std::int64_t> holder;
  bool overdue = false;
  bool extended = false;
  std::int64_t rating = 0;
  std::vector<std::string> corrections;  ///< digests, in order; empty where the personal part was erased
};

/// Follows the events of one application, oldest first.
Followed follow(const std::vector<journal::Stored>& history);

/// Tells each column in which `row` differs, and each correction whose content is not the one of its event.
void check_flow(const Application& row, const Followed& followed, const std::vector<store::Correction>& corrections,
                const std::function<void(std::string_view what)>& differs);

}  // namespace qyzmet::applications

// Whatever arrives as a calendar: what is accepted counts there and back to the same number of days.
// seed: {"years":{"2026":{"holidays":{"2026-03-08":""},"substitute_off":["2026-03-09"],"working_weekend":[]}}}
// seed: {"years":{"2025":{"holidays":{},"substitute_off":[],"working_weekend":["2025-01-05"]},"2026":{}}}
#include "base/calendar.hpp"

#include <cstdint>

#include "base/check.hpp"

using namespace qyzmet;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto calendar = WorkingCalendar::parse({reinterpret_cast<const char*>(data), size});
  if (!calendar) return 0;
  for (const int count : {1, 20, 250}) {
    const Date from = parse_date("2026-01-31").value();
    const auto to = calendar->add_working_days(from, count);
    if (!to) {
      CHECK(to.error().key == "calendar.year_not_known");
      continue;
    }
    CHECK(calendar->working_days_between(from, *to) == count);
    CHECK(calendar->working_days_between(*to, from) == -count);
    CHECK(calendar->is_working_day(*to).value());
  }
  return 0;
}

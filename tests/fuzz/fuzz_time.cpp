// Whatever arrives as a date or a time: what is read is written in the one form, and that is read back as the same.
// seed: 2026-03-05T09:07:01.250Z
// seed: 1990-12-31T15:59:60.9999-08:00
// seed: 0000-01-01T00:00:00+00:00
// seed: 9999-12-31T23:59:59-00:00
// seed: 2024-02-29
#include "base/time.hpp"

#include "base/check.hpp"

using namespace qyzmet;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto instant = parse_rfc3339(text)) {
    const std::string written = to_rfc3339(*instant);
    CHECK(written.size() == 24);
    CHECK(parse_rfc3339(written) == *instant);
    CHECK(parse_date(to_iso(local_date(*instant, 0))).has_value());
  }
  if (const auto date = parse_date(text)) CHECK(to_iso(*date) == text);
  return 0;
}

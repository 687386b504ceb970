#pragma once

#include <string>
#include <string_view>

#include "applications/document.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

/// Values as people write them, on documents. The portal writes the same (web/src/base/format.ts); both are held
/// against tests/written.json. Sums: `qyzmet::to_display`.  Source: STYLE, "Look".
namespace qyzmet::applications {

/// "5 наурыз 2026 ж.", "5 марта 2026 г.", "5 March 2026", with no-break spaces before the month and after the year.
std::string date_text(Date date, Lang lang);
/// The same with the time, 24 hours, at `utc_offset_minutes` east of Greenwich: "5 March 2026, 14:07".
std::string moment_text(Instant at, int utc_offset_minutes, Lang lang);
/// Kazakh and Russian go from the region to the flat, English the other way; empty parts are left out.
std::string address_text(const Address& address, Lang lang);
/// Any value of a document.
std::string value_text(const DocumentValue& value, int utc_offset_minutes, Lang lang);

}  // namespace qyzmet::applications

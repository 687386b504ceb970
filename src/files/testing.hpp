#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

/// For tests only: small files that are what they say, and what strangers may make of them.
namespace qyzmet::files::testing {

inline constexpr std::string_view kPdf = "application/pdf";

/// A picture of `width` × `height` white points (only its head says so: nobody unpacks it here).
std::string png(std::uint32_t width = 2, std::uint32_t height = 2);
/// A picture's skeleton: head, frame, `scan` bytes, end.
std::string jpeg(unsigned width = 2, unsigned height = 2, std::string_view scan = "\x11\x22");
/// One empty page; `root` and `more` go into its catalogue and behind its objects, `filler` into a stream.
std::string pdf(std::string_view root = "", std::string_view more = "", std::string_view filler = "");

/// {"sha256", "size", "type"} of `bytes`.
std::string announced(std::string_view bytes, std::string_view type);

}  // namespace qyzmet::files::testing

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

/// What an upload is, and how much may be uploaded: pure.
namespace qyzmet::files {

inline constexpr std::int64_t kLargestFile = 20 << 20;        ///< bytes; a service's form may allow less
inline constexpr std::size_t kLargestPiece = 512 << 10;       ///< bytes; fits into the server's limit of a body
inline constexpr auto kUnnamedKept = std::chrono::hours(24);  ///< what nothing names goes after that

/// How much may be uploaded. Each has a test.
struct Limits {
  std::int64_t a_day = 200 << 20;        ///< bytes that one person may begin to upload in 24 hours
  std::int64_t nobodys_day = 1LL << 30;  ///< the same for all together who have not signed in
  int under_way = 10;                    ///< uploads that one person has begun and not ended
  std::uint64_t left_free = 1ULL << 30;  ///< bytes of the disk that files leave to the database
};

/// A file that is being uploaded, or that was.
struct Upload {
  std::string id;                      ///< 128 random bits that the client chose, in hexadecimal
  std::int64_t place = 0;              ///< on the shelf; given once, to this upload alone
  std::optional<std::int64_t> person;  ///< whose; nothing: of whoever knows the id
  std::int64_t size = 0;               ///< bytes, as announced
  Digest sha256{};                     ///< as announced
  std::string type;                    ///< "application/pdf", "image/jpeg", "image/png"
  Instant begun_at{};
  std::int64_t received = 0;       ///< bytes that are written and synced; where to go on
  std::optional<Instant> kept_at;  ///< all has come, is what was announced, and can be named
};

/// True for 32 digits of hexadecimal in small letters.
bool is_file_id(std::string_view id);

/// {"sha256", "size", "type"} of a file about to be uploaded. Errors: invalid field "id" "file.malformed_id", "size"
/// "field.file_empty" or "field.file_size" {limit}, "type" "field.file_type" {allowed}, "sha256" "field.file_digest".
Result<Upload> read_upload(std::string_view id, const json::object& body);

/// {"id", "kept", "kept_until", "offset", "sha256", "size", "type"}. `kept_until`: if no draft and no application
/// names it by then.
json::object to_object(const Upload& upload);

/// True if both announce the same bytes.
bool same_announced(const Upload& a, const Upload& b);

/// Where a piece goes: what of it is new, and what the upload holds then.
struct Placed {
  std::size_t skip = 0;  ///< bytes at its beginning that are there already
  std::int64_t end = 0;  ///< `received` after it
};
/// A piece of `length` bytes that begins at `offset`. Nothing new: `end` is what was received before. Errors: conflict
/// "file.other_offset" {offset} (a gap before it); invalid "file.too_long" {size} (beyond the announced size).
Result<Placed> place(const Upload& upload, std::int64_t offset, std::size_t length);

}  // namespace qyzmet::files

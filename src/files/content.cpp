#include "files/content.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <utility>

namespace qyzmet::files {
namespace {

struct FaultWords {
  Fault fault;
  std::string_view word;
  std::string_view key;
};
constexpr std::array kFaults = {
    FaultWords{Fault::none, "none", ""},
    FaultWords{Fault::other_type, "other_type", "file.other_type"},
    FaultWords{Fault::damaged, "damaged", "file.damaged"},
    FaultWords{Fault::image_too_large, "image_too_large", "file.image_too_large"},
    FaultWords{Fault::encrypted, "encrypted", "file.encrypted"},
    FaultWords{Fault::active, "active", "file.active"},
    FaultWords{Fault::archive, "archive", "file.archive"},
};

constexpr std::string_view kPng("\x89PNG\r\n\x1a\n", 8);
constexpr std::string_view kJpeg("\xff\xd8\xff", 3);
constexpr std::string_view kPdf = "%PDF-";

std::uint32_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

Fault look_at_sides(std::int64_t width, std::int64_t height) {
  if (width < 1 || height < 1) return Fault::damaged;
  const bool fits = width <= kLongestSide && height <= kLongestSide && width * height <= kMostPixels;
  return fits ? Fault::none : Fault::image_too_large;
}

/// A zip archive is read from its end: it may hang behind anything, and what comes before is passed over.
/// Source: APPNOTE.TXT §4.3.16.
bool ends_in_archive(std::string_view bytes) {
  constexpr std::string_view kEnd("PK\x05\x06", 4);
  constexpr std::size_t kEndSize = 22;
  constexpr std::size_t kMostComment = 0xffff;
  const std::string_view tail = bytes.substr(bytes.size() - std::min(bytes.size(), kEndSize + kMostComment));
  for (auto at = tail.find(kEnd); at != std::string_view::npos; at = tail.find(kEnd, at + 1)) {
    if (tail.size() - at < kEndSize) return false;
    const auto comment = static_cast<unsigned char>(tail[at + 20]) + 256U * static_cast<unsigned char>(tail[at + 21]);
    if (at + kEndSize + comment <= tail.size()) return true;
  }
  return false;
}

}  // namespace

std::string_view word_key(Fault fault) { return std::ranges::find(kFaults, fault, &FaultWords::fault)->key; }

std::string_view to_word(Fault fault) { return std::ranges::find(kFaults, fault, &FaultWords::fault)->word; }

Fault parse_fault(std::string_view word) {
  const auto* const found = std::ranges::find(kFaults, word, &FaultWords::word);
  return found == kFaults.end() ? Fault::damaged : found->fault;
}

bool is_known_type(std::string_view type) {
  return type == "application/pdf" || type == "image/jpeg" || type == "image/png";
}

Fault look_into(std::string_view bytes, std::string_view type) {
  const std::string_view begins = type == "application/pdf" ? kPdf : type == "image/jpeg" ? kJpeg : kPng;
  if (!bytes.starts_with(begins)) return Fault::other_type;
  if (ends_in_archive(bytes)) return Fault::archive;
  if (type == "application/pdf") return look_into_pdf(bytes);
  return type == "image/jpeg" ? look_into_jpeg(bytes) : look_into_png(bytes);
}

Fault look_into_png(std::string_view bytes) {
  constexpr std::size_t kAround = 12;  // length, name and check of a chunk
  if (!bytes.starts_with(kPng)) return Fault::other_type;
  bool has_picture = false;
  for (std::size_t at = kPng.size(); bytes.size() - at >= kAround;) {
    const std::size_t length = big_endian(bytes, at, 4);
    if (length > bytes.size() - at - kAround) return Fault::damaged;
    const std::string_view checked = bytes.substr(at + 4, length + 4);
    const auto check = crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()));
    if (check != big_endian(bytes, at + 8 + length, 4)) return Fault::damaged;
    const std::string_view name = checked.substr(0, 4);
    if ((at == kPng.size()) != (name == "IHDR")) return Fault::damaged;
    if (name == "IHDR") {
      if (length != 13) return Fault::damaged;
      const Fault sides = look_at_sides(big_endian(bytes, at + 8, 4), big_endian(bytes, at + 12, 4));
      if (sides != Fault::none) return sides;
    }
    at += kAround + length;
    has_picture = has_picture || name == "IDAT";
    if (name == "IEND") return has_picture && at == bytes.size() ? Fault::none : Fault::damaged;
  }
  return Fault::damaged;
}

/// Telephones hang films and previews behind the picture's end: what follows it is let be.
Fault look_into_jpeg(std::string_view bytes) {
  constexpr std::string_view kEndOfImage("\xff\xd9", 2);
  if (!bytes.starts_with(kJpeg)) return Fault::other_type;
  bool has_frame = false;
  for (std::size_t at = 2; bytes.size() - at >= 4;) {
    if (bytes[at] != '\xff') return Fault::damaged;
    const auto marker = static_cast<unsigned char>(bytes[at + 1]);
    if (marker == 0xff) {  // a marker may have any number of these before it
      ++at;
      continue;
    }
    const std::size_t length = big_endian(bytes, at + 2, 2);
    if (length < 2 || length > bytes.size() - at - 2) return Fault::damaged;
    // SOF0 to SOF15 but for DHT, JPG and DAC, which stand between them.
    if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
      if (length < 8) return Fault::damaged;
      const Fault sides = look_at_sides(big_endian(bytes, at + 7, 2), big_endian(bytes, at + 5, 2));
      if (sides != Fault::none) return sides;
      has_frame = true;
    }
    if (marker == 0xda) {
      const bool ends = bytes.find(kEndOfImage, at + 2 + length) != std::string_view::npos;
      return has_frame && ends ? Fault::none : Fault::damaged;
    }
    at += 2 + length;
  }
  return Fault::damaged;
}

}  // namespace qyzmet::files

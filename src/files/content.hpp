#pragma once

#include <cstdint>
#include <string_view>

/// What is in a file, by its bytes and not by its name: pure. What strangers made is looked at here, with limits.
namespace qyzmet::files {

/// Why a file is not taken.
enum class Fault {
  none,
  other_type,       ///< it is not what it is said to be
  damaged,          ///< it cannot be read to its end
  image_too_large,  ///< more than kMostPixels, or a side over kLongestSide: an image bomb, or a poster
  encrypted,        ///< a PDF with a password
  active,           ///< a PDF that does something when it is opened, or that carries other files
  archive,          ///< an archive hangs at its end: the file is two things at once
};

inline constexpr std::int64_t kLongestSide = 20'000;      ///< pixels
inline constexpr std::int64_t kMostPixels = 200'000'000;  ///< what the best telephones take
inline constexpr std::size_t kMostPdfObjects = 200'000;

/// The word key: "file.damaged". Empty for none.
std::string_view word_key(Fault fault);
/// "none", "damaged" …: the enumerator's name, and back (`damaged` for any other word).
std::string_view to_word(Fault fault);
Fault parse_fault(std::string_view word);

/// application/pdf, image/jpeg, image/png.
bool is_known_type(std::string_view type);

/// Looks whether `bytes` are of `type` (one of the known), whole, and harmless as far as that can be seen.
/// Source: PNG (W3C, third edition) §5; JPEG (ITU-T T.81) §B; PDF (ISO 32000-2) §7.
Fault look_into(std::string_view bytes, std::string_view type);

/// The parts of it.
Fault look_into_png(std::string_view bytes);
Fault look_into_jpeg(std::string_view bytes);
/// Unpacks what is packed inside: run it where memory and time have a limit (see `Checker`).
Fault look_into_pdf(std::string_view bytes);

}  // namespace qyzmet::files

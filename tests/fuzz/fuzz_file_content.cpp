// Whatever bytes people attach as a picture: looked at to their end, and never two things at once.
// sources: src/files/content.cpp
// seed: \x89PNG
// seed: IHDR
#include "files/content.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace qyzmet::files;

/// PDFs are qpdf's, in a process of its own: its headers are not clang's.
Fault qyzmet::files::look_into_pdf(std::string_view) { return Fault::damaged; }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const bool png = look_into_png(bytes) == Fault::none;
  const bool jpeg = look_into_jpeg(bytes) == Fault::none;
  if (png && jpeg) std::abort();
  if (png && !bytes.starts_with("\x89PNG\r\n\x1a\n")) std::abort();
  if (jpeg && !bytes.starts_with("\xff\xd8")) std::abort();
  // Past the first bytes, which chance seldom finds.
  look_into_png("\x89PNG\r\n\x1a\n" + bytes);
  look_into_jpeg("\xff\xd8\xff" + bytes);
  return 0;
}

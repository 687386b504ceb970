#include "files/testing.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <vector>

namespace qyzmet::files::testing {
namespace {

void append_big_endian(std::string& out, std::uint32_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

std::string chunk(std::string_view name, std::string_view data) {
  std::string out;
  append_big_endian(out, static_cast<std::uint32_t>(data.size()), 4);
  std::string checked(name);
  checked += data;
  out += checked;
  const auto check = crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()));
  append_big_endian(out, static_cast<std::uint32_t>(check), 4);
  return out;
}

}  // namespace

std::string png(std::uint32_t width, std::uint32_t height) {
  std::string head;
  append_big_endian(head, width, 4);
  append_big_endian(head, height, 4);
  head.append("\x08\x00\x00\x00\x00", 5);
  return std::string("\x89PNG\r\n\x1a\n", 8) + chunk("IHDR", head) + chunk("IDAT", "a picture") + chunk("IEND", "");
}

std::string jpeg(unsigned width, unsigned height, std::string_view scan) {
  std::string out("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00", 20);
  out.append("\xff\xc0\x00\x0b\x08", 5);
  append_big_endian(out, height, 2);
  append_big_endian(out, width, 2);
  out.append("\x01\x01\x11\x00", 4);
  out.append("\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00", 10);
  out += scan;
  out.append("\xff\xd9", 2);
  return out;
}

std::string pdf(std::string_view root, std::string_view more, std::string_view filler) {
  std::string out = "%PDF-1.7\n";
  std::vector<std::size_t> places;
  const auto object = [&](std::string_view text) {
    places.push_back(out.size());
    out += fmt::format("{} 0 obj\n{}\nendobj\n", places.size(), text);
  };
  object(fmt::format("<< /Type /Catalog /Pages 2 0 R {} >>", root));
  object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
  object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R >>");
  object(fmt::format("<< /Length {} >>\nstream\n{}\nendstream", filler.size(), filler));
  if (!more.empty()) object(more);
  const std::size_t table = out.size();
  out += fmt::format("xref\n0 {}\n0000000000 65535 f \n", places.size() + 1);
  for (const std::size_t place : places) out += fmt::format("{:010} 00000 n \n", place);
  out += fmt::format("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n", places.size() + 1, table);
  return out;
}

std::string announced(std::string_view bytes, std::string_view type) {
  return fmt::format(R"({{"sha256":"{}","size":{},"type":"{}"}})", to_hex(sha256(bytes)), bytes.size(), type);
}

}  // namespace qyzmet::files::testing

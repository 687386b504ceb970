#include "files/upload.hpp"

#include <algorithm>

#include "files/content.hpp"

namespace qyzmet::files {
namespace {

bool is_hex(std::string_view text, std::size_t length) {
  return text.size() == length &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

bool is_file_id(std::string_view id) { return is_hex(id, 32); }

Result<Upload> read_upload(std::string_view id, const json::object& body) {
  if (!is_file_id(id)) return fail_field("id", "file.malformed_id");
  TRY(only_fields(body, {"sha256", "size", "type"}));
  Upload upload{.id = std::string(id)};
  TRY_ASSIGN(upload.size, get_integer(body, "size"));
  if (upload.size < 1) return fail_field("size", "field.file_empty");
  if (upload.size > kLargestFile) {
    return fail_field("size", "field.file_size", {{"limit", std::to_string(kLargestFile >> 20) + " MB"}});
  }
  TRY_ASSIGN(const std::string_view type, get_string(body, "type"));
  if (!is_known_type(type)) return fail_field("type", "field.file_type", {{"allowed", "PDF, JPEG, PNG"}});
  upload.type = type;
  TRY_ASSIGN(const std::string_view sha256, get_string(body, "sha256"));
  if (!is_hex(sha256, 64)) return fail_field("sha256", "field.file_digest");
  TRY_ASSIGN(const std::string digest, from_hex(sha256));
  std::ranges::copy(as_bytes(digest), upload.sha256.begin());
  return upload;
}

json::object to_object(const Upload& upload) {
  return {{"id", upload.id},
          {"kept", upload.kept_at.has_value()},
          {"kept_until", to_rfc3339(upload.begun_at + kUnnamedKept)},
          {"offset", upload.received},
          {"sha256", to_hex(upload.sha256)},
          {"size", upload.size},
          {"type", upload.type}};
}

bool same_announced(const Upload& a, const Upload& b) {
  return a.size == b.size && a.sha256 == b.sha256 && a.type == b.type;
}

Result<Placed> place(const Upload& upload, std::int64_t offset, std::size_t length) {
  const auto bytes = static_cast<std::int64_t>(length);
  if (offset > upload.size || bytes > upload.size - offset) {
    return fail(Code::invalid, "file.too_long", {{"size", std::to_string(upload.size)}});
  }
  if (offset > upload.received) {
    return fail(Code::conflict, "file.other_offset", {{"offset", std::to_string(upload.received)}});
  }
  if (offset + bytes <= upload.received) return Placed{length, upload.received};
  return Placed{static_cast<std::size_t>(upload.received - offset), offset + bytes};
}

}  // namespace qyzmet::files

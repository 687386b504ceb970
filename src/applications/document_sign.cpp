#include "applications/document_sign.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "base/check.hpp"

//   content.note = "qyzmet-document@v1" LF content LF  LF signature          content: canonical JSON, one line
//   file.note    = "qyzmet-file@v1" LF "number " … LF … dots LF  LF signature   kPlace bytes, see `signed_text`
//   signature    = "— " name " " base64 LF                                    C2SP signed-note
// Both stand in the PDF as they are (attachments that are not compressed), so they are found without reading a PDF.
namespace qyzmet::applications {
namespace {

constexpr std::string_view kContentMark = "qyzmet-document@v1\n";
constexpr std::string_view kFileMark = "qyzmet-file@v1\n";
constexpr std::string_view kBefore = "stream\n";  ///< how an attachment begins; no text inside one can hold it
constexpr std::size_t kPlace = 1024;              ///< of the file's own signature
constexpr std::size_t kMarks = 64;
constexpr std::size_t kMarkBytes = 4;

/// Where a note with this mark begins; npos if there is none.
std::size_t find_note(std::string_view file, std::string_view mark) {
  const std::string wanted = std::string(kBefore).append(mark);
  const auto at = file.find(wanted);
  return at == std::string_view::npos ? at : at + kBefore.size();
}

/// All of a file but the place of its signature.
struct Outside {
  std::string_view before;
  std::string_view after;

  Outside(std::string_view file, std::size_t at)
      : before(file.substr(0, at)), after(file.substr(std::min(file.size(), at + kPlace))) {}
  std::size_t size() const { return before.size() + after.size(); }
  Digest digest() const { return sha256({as_bytes(before), as_bytes(after)}); }

  /// Bytes [from, to) as if nothing lay between.
  Digest digest(std::size_t from, std::size_t to) const {
    const auto cut = [&](std::string_view part, std::size_t begin) {
      const auto first = std::clamp(from, begin, begin + part.size());
      const auto last = std::clamp(to, begin, begin + part.size());
      return part.substr(first - begin, last - first);
    };
    return sha256({as_bytes(cut(before, 0)), as_bytes(cut(after, before.size()))});
  }
  std::size_t part() const { return (size() + kMarks - 1) / kMarks; }
  std::string marks() const {
    std::string all;
    for (std::size_t i = 0; i < kMarks; ++i) {
      const Digest one = digest(std::min(size(), i * part()), std::min(size(), (i + 1) * part()));
      all.append(as_text(one).substr(0, kMarkBytes));
    }
    return all;
  }
  /// A byte's place in the whole file, from 0.
  std::size_t in_file(std::size_t offset) const { return offset < before.size() ? offset : offset + kPlace; }
};

std::size_t signature_line_size(std::string_view name) {
  constexpr std::size_t kBase64 = 92;  // of key id and signature, 68 bytes
  return std::string_view("— ").size() + name.size() + 1 + kBase64 + 1;
}

/// What is signed. Its last line fills the place, so that every byte of it is signed or is the signature.
std::string signed_text(const FileSigned& file, std::string_view name) {
  std::string text = fmt::format("{}number {}\nlanguage {}\ncontent {}\nbytes {}\nplace {} {}\nsha256 {}\nmarks {}\n",
                                 kFileMark, file.number, to_code(file.lang), to_hex(file.content_sha256), file.bytes,
                                 file.at, kPlace, to_hex(file.sha256), to_base64(as_bytes(file.marks)));
  const std::size_t full = text.size() + 1 + 1 + signature_line_size(name);
  if (full < kPlace) text.append(kPlace - full, '.');
  return text.append("\n");
}

/// The value of the next line, which must begin with `name`.
std::optional<std::string_view> take_line(std::string_view& text, std::string_view name) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos || !text.starts_with(name)) return std::nullopt;
  const auto value = text.substr(name.size(), end - name.size());
  text.remove_prefix(end + 1);
  return value;
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && number >= 0 ? std::optional(number) : std::nullopt;
}

std::optional<Digest> digest_of(std::string_view hex) {
  const auto bytes = from_hex(hex);
  Digest digest{};
  if (!bytes || bytes->size() != digest.size()) return std::nullopt;
  std::ranges::copy(as_bytes(*bytes), digest.begin());
  return digest;
}

std::optional<FileSigned> parse_text(std::string_view text, std::string_view name) {
  std::string_view rest = text;
  if (!take_line(rest, kFileMark.substr(0, kFileMark.size() - 1))) return std::nullopt;
  const auto number = take_line(rest, "number ");
  const auto lang = parse_lang(take_line(rest, "language ").value_or(""));
  const auto content = digest_of(take_line(rest, "content ").value_or(""));
  const auto bytes = number_of(take_line(rest, "bytes ").value_or(""));
  const auto place = take_line(rest, "place ").value_or("");
  const auto at = number_of(place.substr(0, place.find(' ')));
  const auto sha256 = digest_of(take_line(rest, "sha256 ").value_or(""));
  const auto marks = from_base64(take_line(rest, "marks ").value_or(""));
  if (!number || !lang || !content || !bytes || !at || !sha256 || !marks) return std::nullopt;
  FileSigned file{std::string(*number), *lang, *content, *bytes, *at, *sha256, *marks};
  // Writing it again compares whatever was not looked at, the dots too.
  if (marks->size() != kMarks * kMarkBytes || signed_text(file, name) != text) return std::nullopt;
  return file;
}

Result<void> check_signature(const journal::Note& note, const journal::VerifierKey& key) {
  const auto ours = [&](const journal::NoteSignature& one) { return one.name == key.name && one.key_id == key.id; };
  if (std::ranges::none_of(note.signatures, ours)) {
    return fail(Code::invalid, "document.other_key", {{"signer", note.signatures.front().name}});
  }
  if (!journal::signed_by(note, key)) return fail(Code::invalid, "document.bad_signature");
  return {};
}

/// Which bytes are other than they were, from 1: the marks say which parts.
std::unexpected<Error> changed(const Outside& outside, const FileSigned& file) {
  const std::string marks = outside.marks();
  std::size_t first = kMarks;
  std::size_t last = 0;
  for (std::size_t i = 0; i < kMarks; ++i) {
    if (marks.compare(i * kMarkBytes, kMarkBytes, file.marks, i * kMarkBytes, kMarkBytes) == 0) continue;
    first = std::min(first, i);
    last = i;
  }
  // Four bytes of a digest agree by chance once in four thousand million times: then any byte may be the one.
  const auto from = first == kMarks ? 0 : outside.in_file(first * outside.part());
  const auto to = first == kMarks ? outside.size() : std::min(outside.size(), (last + 1) * outside.part());
  return fail(Code::invalid, "document.changed",
              {{"from", std::to_string(from + 1)}, {"to", std::to_string(outside.in_file(to - 1) + 1)}});
}

Result<void> check_bytes(std::string_view file, std::size_t at, const FileSigned& said) {
  const auto size = static_cast<std::int64_t>(file.size());
  if (size < said.bytes) {
    return fail(Code::invalid, "document.shorter", {{"missing", std::to_string(said.bytes - size)}});
  }
  if (size > said.bytes) {
    return fail(Code::invalid, "document.longer", {{"extra", std::to_string(size - said.bytes)}});
  }
  const Outside outside(file, at);
  if (static_cast<std::int64_t>(at) != said.at || outside.digest() != said.sha256) return changed(outside, said);
  return {};
}

Result<std::string> content_under(std::string_view file, const journal::VerifierKey& key) {
  const auto at = find_note(file, kContentMark);
  std::size_t end = at;
  for (int line = 0; line < 4 && end != std::string_view::npos; ++line) {
    end = file.find('\n', end);
    if (end != std::string_view::npos) ++end;
  }
  const auto note = end == std::string_view::npos ? std::nullopt : journal::parse_note(file.substr(at, end - at));
  if (!note) return fail(Code::invalid, "document.no_content");
  TRY(check_signature(*note, key));
  std::string_view content = note->text;
  if (!content.starts_with(kContentMark)) return fail(Code::invalid, "document.no_content");
  content.remove_prefix(kContentMark.size());
  content.remove_suffix(1);
  return std::string(content);
}

Result<journal::VerifierKey> key_of(std::string_view text) {
  const auto key = journal::parse_verifier_key(text);
  if (!key) return fail(Code::invalid, "receipt.bad_key");
  return *key;
}

}  // namespace

std::string DocumentKey::verifier_key() const {
  return journal::make_verifier_key(name, signer.public_key()).to_text();
}

std::string content_note(const DocumentKey& key, std::string_view content) {
  CHECK(content.find('\n') == std::string_view::npos);
  return key.signer.sign_note(std::string(kContentMark).append(content).append("\n"), key.name);
}

std::string empty_file_note() {
  std::string room(kFileMark);
  return room.append(kPlace - room.size(), ' ');
}

std::string sign_file(const DocumentKey& key, std::string file, std::string_view number, Lang lang,
                      const Digest& content_sha256) {
  const auto at = find_note(file, kFileMark);
  CHECK(at != std::string::npos && std::string_view(file).substr(at, kPlace) == empty_file_note());
  const Outside outside(file, at);
  const FileSigned said{.number = std::string(number),
                        .lang = lang,
                        .content_sha256 = content_sha256,
                        .bytes = static_cast<std::int64_t>(file.size()),
                        .at = static_cast<std::int64_t>(at),
                        .sha256 = outside.digest(),
                        .marks = outside.marks()};
  const std::string note = key.signer.sign_note(signed_text(said, key.name), key.name);
  CHECK(note.size() == kPlace);
  return file.replace(at, kPlace, note);
}

Result<DocumentVerified> verify_document(std::string_view file, std::string_view verifier_key) {
  TRY_ASSIGN(const journal::VerifierKey key, key_of(verifier_key));
  const auto at = find_note(file, kFileMark);
  if (at == std::string_view::npos) return fail(Code::invalid, "document.no_signature");
  const auto note = journal::parse_note(file.substr(at, kPlace));
  if (!note) return fail(Code::invalid, "document.signature_damaged");
  TRY(check_signature(*note, key));
  const auto said = parse_text(note->text, key.name);
  if (!said) return fail(Code::invalid, "document.signature_damaged");
  TRY(check_bytes(file, at, *said));
  auto content = content_under(file, key);
  if (!content || sha256(*content) != said->content_sha256) {
    return fail(Code::invalid, "document.content_damaged");
  }
  return DocumentVerified{.file = *said, .signer = key.name, .content = *std::move(content)};
}

Result<std::string> signed_content(std::string_view file, std::string_view verifier_key) {
  TRY_ASSIGN(const journal::VerifierKey key, key_of(verifier_key));
  return content_under(file, key);
}

}  // namespace qyzmet::applications

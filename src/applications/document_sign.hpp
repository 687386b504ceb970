#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "journal/journal.hpp"

/// The two signatures inside a document's file, and their check. Pure.  Source: docs/document-format.md.
namespace qyzmet::applications {

/// Who signs: an Ed25519 key and its name ("qyzmet.example/documents").
struct DocumentKey {
  journal::Signer signer;
  std::string name;
  /// "name+id+key", as C2SP signed-note writes it; what is published.
  std::string verifier_key() const;
};

/// The first attachment, "document.note": the content (canonical JSON) under a signature, as a C2SP signed note.
std::string content_note(const DocumentKey& key, std::string_view content);

/// The second attachment, "file.note", before the file is signed: room for `sign_file`.
std::string empty_file_note();

/// What a file's own signature says of it.
struct FileSigned {
  std::string number;  ///< of the document, in the form for people
  Lang lang = Lang::kk;
  Digest content_sha256{};
  std::int64_t bytes = 0;  ///< of the whole file
  std::int64_t at = 0;     ///< where the signature's place begins
  Digest sha256{};         ///< of the file without that place
  std::string marks;       ///< where a change lies: 4 bytes of SHA-256 for each 64th part of what `sha256` is of
};

/// Puts the file's signature into the room that `empty_file_note` left in it; only that room changes.
/// The same file, words and key give the same bytes. CHECK: the room is there, once.
std::string sign_file(const DocumentKey& key, std::string file, std::string_view number, Lang lang,
                      const Digest& content_sha256);

/// What `verify_document` proved.
struct DocumentVerified {
  FileSigned file;
  std::string signer;   ///< name of the key
  std::string content;  ///< canonical JSON, see `parse_content`
};

/// Checks, asking nobody, that every byte of `file` is as it was when `verifier_key` signed it. Reads no PDF: it looks
/// for the two notes alone. Errors: invalid "receipt.bad_key"; "document.no_signature" (none of ours in it),
/// "document.signature_damaged", "document.other_key" {signer}, "document.bad_signature", "document.shorter" {missing},
/// "document.longer" {extra}, "document.changed" {from, to} (bytes, from 1), "document.content_damaged".
Result<DocumentVerified> verify_document(std::string_view file, std::string_view verifier_key);

/// What was issued, of a file that has been changed elsewhere: the content, if its own signature still stands.
/// Errors: invalid "receipt.bad_key", "document.no_content", "document.other_key" {signer}, "document.bad_signature".
Result<std::string> signed_content(std::string_view file, std::string_view verifier_key);

}  // namespace qyzmet::applications

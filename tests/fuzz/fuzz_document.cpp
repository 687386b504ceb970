// Whatever bytes arrive as a document: they are read or refused with a word for it, and prove nothing for a key that
// never signed. What is read as a document's content is written back as the same bytes.
// sources: src/applications/document.cpp src/applications/document_json.cpp src/applications/document_sign.cpp
// sources: src/journal/note.cpp
// seed: stream qyzmet-file@v1
// seed: {"agency":{"id":"a","title":{"en":"a","kk":"a","ru":"a"}},"format":"qyzmet-document@v1","id":"1"}
#include <cstdint>
#include <string>

#include "applications/document.hpp"
#include "applications/document_sign.hpp"
#include "base/check.hpp"

using namespace qyzmet;
using namespace qyzmet::applications;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static const DocumentKey key{.signer = journal::Signer(Digest{std::byte{7}}), .name = "q.example/documents"};
  static const std::string verifier = key.verifier_key();
  const auto verified = verify_document(bytes, verifier);
  CHECK(!verified && verified.error().key.starts_with("document."));
  CHECK(!signed_content(bytes, verifier));
  if (const auto document = parse_content(bytes)) CHECK(to_content(*document) == bytes);
  // The same bytes after the room of a signature: whatever they are, a signed file is proven and a changed one is not.
  std::string file = "stream\n" + content_note(key, "{}") + "stream\n" + empty_file_note();
  file.append(bytes);
  file = sign_file(key, std::move(file), "1", Lang::kk, sha256("{}"));
  CHECK(verify_document(file, verifier));
  if (!bytes.empty()) {
    file.back() = static_cast<char>(file.back() ^ 1);
    CHECK(!verify_document(file, verifier));
  }
  return 0;
}

// Whatever bytes arrive as a signed note, a checkpoint or a verifier key: what is read writes itself again, and no
// bytes are signed by a key that never signed anything.
// sources: src/journal/checkpoint.cpp src/journal/note.cpp
// seed: PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW
#include "journal/note.hpp"

#include <cstdint>

#include "base/check.hpp"
#include "journal/checkpoint.hpp"

using namespace qyzmet;
using namespace qyzmet::journal;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const VerifierKey silent = make_verifier_key("log.example", Signer(Digest{std::byte{7}}).public_key());
  if (const auto note = parse_note(text)) {
    CHECK(text.starts_with(note->text + "\n"));
    CHECK(note->text.ends_with('\n') && !note->signatures.empty());
    for (const auto& signature : note->signatures) CHECK(is_key_name(signature.name) && !signature.signature.empty());
    CHECK(!signed_by(*note, silent));
  }
  CHECK(!verified_checkpoint(text, silent));
  if (const auto checkpoint = parse_checkpoint(text)) CHECK(text.starts_with(to_text(*checkpoint)));
  if (const auto key = parse_verifier_key(text)) CHECK(key->to_text() == text);
  return 0;
}

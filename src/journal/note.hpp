#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

/// Signed notes: a text and Ed25519 signatures under it. Pure.  Source: C2SP signed-note.
namespace qyzmet::journal {

struct NoteSignature {
  std::string name;  ///< of the key
  std::uint32_t key_id = 0;
  std::string signature;  ///< raw bytes without the key id
};

///   note      = text "\n" 1*signature      text ends in a newline; the last empty line parts text and signatures
///   signature = "— " name " " base64(key id as 4 bytes, big-endian ‖ signature) "\n"
struct Note {
  std::string text;
  std::vector<NoteSignature> signatures;
};

/// None if it is no note: over 64 KiB, more than 64 signatures, not UTF-8, control characters, no signature.
std::optional<Note> parse_note(std::string_view note);

/// "name+8 hex digits of the key id+base64(0x01 ‖ 32 bytes)".
struct VerifierKey {
  std::string name;
  std::uint32_t id = 0;
  Digest public_key{};
  std::string to_text() const;
};
/// A key of this name; its id is SHA-256(name ‖ "\n" ‖ 0x01 ‖ public key), the first four bytes.
VerifierKey make_verifier_key(std::string_view name, const Digest& public_key);
/// None if malformed, not Ed25519, or if the id does not fit the key.
std::optional<VerifierKey> parse_verifier_key(std::string_view text);

/// Non-empty, UTF-8, no control characters, no Unicode spaces, no plus.
bool is_key_name(std::string_view name);

/// Whether the key signed the note: at least one signature bears its name and id, and all that do are good.
bool signed_by(const Note& note, const VerifierKey& key);

/// An Ed25519 private key. Safe to use from several threads.
class Signer {
 public:
  explicit Signer(const Digest& seed);
  /// PKCS #8 in PEM, as `openssl genpkey -algorithm ed25519` writes it. None if it is anything else.
  static std::optional<Signer> from_pem(std::string_view pem);
  std::string to_pem() const;

  Digest public_key() const;
  /// The note of `text` (which ends in a newline) with one signature, by the key of this name.
  std::string sign_note(std::string_view text, std::string_view name) const;

 private:
  explicit Signer(std::shared_ptr<void> key) : key_(std::move(key)) {}
  std::shared_ptr<void> key_;
};

}  // namespace qyzmet::journal

#include "journal/note.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/check.hpp"

namespace qyzmet::journal {
namespace {

constexpr std::size_t longest_note = 64 << 10;
constexpr std::size_t most_signatures = 64;  // verifiers must take 16
constexpr std::string_view dash = "\u2014 ";
constexpr char ed25519 = 1;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

EVP_PKEY* raw(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }
std::shared_ptr<void> shared(EVP_PKEY* key) {
  return {key, [](void* p) { EVP_PKEY_free(static_cast<EVP_PKEY*>(p)); }};
}
const unsigned char* data(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string big_endian(std::uint32_t value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
  return out;
}
std::uint32_t from_big_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (char c : bytes.substr(0, 4)) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

bool verify(const Digest& public_key, std::string_view text, std::string_view signature) {
  Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, data(as_text(public_key)), public_key.size()),
          &EVP_PKEY_free);
  Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  CHECK(context != nullptr);
  return key && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), data(signature), signature.size(), data(text), text.size()) == 1;
}

std::optional<NoteSignature> parse_signature(std::string_view line) {
  if (!line.starts_with(dash)) return std::nullopt;
  line.remove_prefix(dash.size());
  auto space = line.find(' ');
  if (space == line.npos || !is_key_name(line.substr(0, space))) return std::nullopt;
  auto bytes = from_base64(line.substr(space + 1));
  if (!bytes || bytes->size() < 5) return std::nullopt;
  return NoteSignature{std::string(line.substr(0, space)), from_big_endian(*bytes), bytes->substr(4)};
}

/// Control characters other than newline, which no note may hold.
bool has_controls(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
}

/// Unicode's White_Space, in UTF-8.
constexpr std::array<std::string_view, 20> spaces{" ",      "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002",
                                                  "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009",
                                                  "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

}  // namespace

std::optional<Note> parse_note(std::string_view note) {
  if (note.size() > longest_note || !is_utf8(note) || has_controls(note)) return std::nullopt;
  auto blank = note.rfind("\n\n");
  if (blank == note.npos || !note.ends_with('\n')) return std::nullopt;
  Note out{std::string(note.substr(0, blank + 1)), {}};
  for (auto lines = note.substr(blank + 2); !lines.empty();) {
    auto end = lines.find('\n');
    auto signature = parse_signature(lines.substr(0, end));
    if (!signature || out.signatures.size() == most_signatures) return std::nullopt;
    out.signatures.push_back(*std::move(signature));
    lines.remove_prefix(end + 1);
  }
  if (out.signatures.empty()) return std::nullopt;
  return out;
}

bool is_key_name(std::string_view name) {
  return !name.empty() && is_utf8(name) && !has_controls(name) && name.find_first_of("+\n") == name.npos &&
         std::ranges::none_of(spaces, [&](auto space) { return name.find(space) != name.npos; });
}

VerifierKey make_verifier_key(std::string_view name, const Digest& public_key) {
  const char type = ed25519;
  auto id = sha256({as_bytes(name), as_bytes("\n"), as_bytes({&type, 1}), public_key});
  return {std::string(name), from_big_endian(as_text(id)), public_key};
}

std::string VerifierKey::to_text() const {
  auto typed = ed25519 + std::string(as_text(public_key));
  return fmt::format("{}+{:08x}+{}", name, id, to_base64(as_bytes(typed)));
}

std::optional<VerifierKey> parse_verifier_key(std::string_view text) {
  auto first = text.find('+');
  if (first == text.npos || text.size() < first + 10 || text[first + 9] != '+') return std::nullopt;
  auto name = text.substr(0, first);
  auto bytes = from_base64(text.substr(first + 10));
  if (!is_key_name(name) || !bytes || bytes->size() != 33 || bytes->front() != ed25519) return std::nullopt;
  Digest public_key;
  std::ranges::copy(as_bytes(*bytes).subspan(1), public_key.begin());
  auto key = make_verifier_key(name, public_key);
  // Writing it again compares the id too, and refuses other spellings of it.
  if (key.to_text() != text) return std::nullopt;
  return key;
}

bool signed_by(const Note& note, const VerifierKey& key) {
  bool found = false;
  for (const auto& signature : note.signatures) {
    if (signature.name != key.name || signature.key_id != key.id) continue;
    if (!verify(key.public_key, note.text, signature.signature)) return false;
    found = true;
  }
  return found;
}

Signer::Signer(const Digest& seed)
    : key_(shared(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, data(as_text(seed)), seed.size()))) {
  CHECK(key_ != nullptr);
}

std::optional<Signer> Signer::from_pem(std::string_view pem) {
  Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  CHECK(bio != nullptr);
  // A password callback that gives none: an encrypted key must fail, not ask on the terminal.
  auto* key = PEM_read_bio_PrivateKey(bio.get(), nullptr, [](char*, int, int, void*) { return -1; }, nullptr);
  if (key == nullptr) return std::nullopt;
  Signer signer(shared(key));
  if (EVP_PKEY_get_id(key) != EVP_PKEY_ED25519) return std::nullopt;
  return signer;
}

std::string Signer::to_pem() const {
  Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  CHECK(bio != nullptr);
  CHECK(PEM_write_bio_PKCS8PrivateKey(bio.get(), raw(key_), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  char* text = nullptr;
  auto size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

Digest Signer::public_key() const {
  Digest out;
  auto size = out.size();
  CHECK(EVP_PKEY_get_raw_public_key(raw(key_), reinterpret_cast<unsigned char*>(out.data()), &size) == 1);
  return out;
}

std::string Signer::sign_note(std::string_view text, std::string_view name) const {
  CHECK(text.ends_with('\n') && is_key_name(name));
  Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  CHECK(context != nullptr);
  std::array<unsigned char, 64> signature;
  auto size = signature.size();
  CHECK(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, raw(key_)) == 1);
  CHECK(EVP_DigestSign(context.get(), signature.data(), &size, data(text), text.size()) == 1);
  auto bytes = big_endian(make_verifier_key(name, public_key()).id);
  bytes.append(reinterpret_cast<const char*>(signature.data()), size);
  return fmt::format("{}\n{}{} {}\n", text, dash, name, to_base64(as_bytes(bytes)));
}

}  // namespace qyzmet::journal

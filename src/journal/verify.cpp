#include "base/json.hpp"
#include "journal/checkpoint.hpp"
#include "journal/journal.hpp"
#include "journal/proof.hpp"
#include "journal/receipt.hpp"
#include "journal/tree.hpp"

namespace qyzmet::journal {
namespace {

Result<void> check_content(const Receipt& receipt, std::string_view content) {
  auto personal = parse_json(receipt.personal, {.max_bytes = receipt.personal.size()});
  if (!personal || !personal->is_object()) return fail(Code::invalid, "receipt.no_content_digest");
  auto expected = get_string(personal->get_object(), "content_sha256");
  if (!expected) return fail(Code::invalid, "receipt.no_content_digest");
  if (to_hex(sha256(content)) != *expected) return fail(Code::invalid, "receipt.content_differs");
  return {};
}

/// The checkpoint inside the proof, if `key` signed it for its own log.
Result<Checkpoint> check_checkpoint(std::string_view text, const VerifierKey& key) {
  auto note = parse_note(text);
  auto checkpoint = note ? parse_checkpoint(note->text) : std::nullopt;
  if (!checkpoint) return fail(Code::invalid, "receipt.bad_proof");
  if (checkpoint->origin != key.name) return fail(Code::invalid, "receipt.other_log", {{"origin", checkpoint->origin}});
  if (!signed_by(*note, key)) return fail(Code::invalid, "receipt.bad_signature");
  return *std::move(checkpoint);
}

}  // namespace

Result<Verified> verify(std::string_view receipt_text, std::string_view verifier_key,
                        std::optional<std::string_view> content) {
  while (verifier_key.ends_with('\n')) verifier_key.remove_suffix(1);
  auto key = parse_verifier_key(verifier_key);
  if (!key) return fail(Code::invalid, "receipt.bad_key");
  auto receipt = parse_receipt(receipt_text);
  if (!receipt) return fail(Code::invalid, "receipt.malformed");
  auto proof = parse_proof(receipt->proof);
  if (!proof) return fail(Code::invalid, "receipt.bad_proof");
  TRY_ASSIGN(auto checkpoint, check_checkpoint(proof->checkpoint, *key));
  if (proof->index != receipt->index) return fail(Code::invalid, "receipt.other_index");

  auto personal = receipt->erased ? *receipt->erased : personal_digest(*receipt->salt_2, receipt->personal);
  auto leaf = leaf_hash(event_entry(receipt->salt_1, receipt->facts, personal));
  auto root = root_from_inclusion(leaf, proof->index, checkpoint.size, proof->path);
  if (!root || *root != checkpoint.root) return fail(Code::invalid, "receipt.not_in_log");

  if (content) TRY(check_content(*receipt, *content));
  return Verified{.origin = checkpoint.origin,
                  .index = proof->index,
                  .size = checkpoint.size,
                  .facts = receipt->facts,
                  .personal = receipt->personal,
                  .content_checked = content.has_value()};
}

}  // namespace qyzmet::journal

// A receipt convinces with the log's key and with nothing else: every byte of it matters.
#include "journal/receipt.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"
#include "base/random.hpp"
#include "journal/checkpoint.hpp"
#include "journal/journal.hpp"
#include "journal/proof.hpp"
#include "journal/tree.hpp"

namespace qyzmet::journal {
namespace {

constexpr std::string_view origin = "log.example/one";
constexpr std::string_view content = "the bytes that were filed";

/// A log of three events, and the receipt of the second.
struct Filed {
  Filed() : random(11), signer(random.next_32()), key(make_verifier_key(origin, signer.public_key()).to_text()) {
    receipt.index = 1;
    receipt.facts = R"({"at":"2026-03-05T09:07:01.250Z","kind":"application.submitted","subject":"42"})";
    receipt.personal = R"({"content_sha256":")" + to_hex(sha256(content)) + R"(","name":"Әсел \"A\""})";
    receipt.salt_1 = random.next_32();
    receipt.salt_2 = random.next_32();
    seal();
  }
  Digest leaf() const {
    auto digest = receipt.erased ? *receipt.erased : personal_digest(*receipt.salt_2, receipt.personal);
    return leaf_hash(event_entry(receipt.salt_1, receipt.facts, digest));
  }
  /// Signs a tree that holds the event as it stands.
  void seal() {
    auto left = sha256("first");
    auto right = sha256("third");
    auto root = node_hash(node_hash(left, leaf()), right);
    auto note = signer.sign_note(to_text(Checkpoint{std::string(origin), 3, root}), origin);
    receipt.proof = to_text(Proof{1, {left, right}, note});
  }
  std::string error(std::optional<std::string_view> file = {}) const { return error_of(to_json(receipt), file); }
  std::string error_of(std::string_view text, std::optional<std::string_view> file = {}) const {
    auto result = verify(text, key, file);
    return result ? "" : result.error().key;
  }

  SeededRandom random;
  Signer signer;
  std::string key;
  Receipt receipt;
};

TEST(Receipt, proves_the_event_and_the_content) {
  Filed filed;
  auto proven = verify(to_json(filed.receipt), filed.key, content);
  ASSERT_TRUE(proven) << proven.error().key;
  EXPECT_EQ(proven->origin, origin);
  EXPECT_EQ(proven->index, 1);
  EXPECT_EQ(proven->size, 3);
  EXPECT_EQ(proven->facts, filed.receipt.facts);
  EXPECT_EQ(proven->personal, filed.receipt.personal);
  EXPECT_TRUE(proven->content_checked);
  EXPECT_TRUE(verify(to_json(filed.receipt), filed.key + "\n", std::nullopt));
  EXPECT_EQ(filed.error("other bytes"), "receipt.content_differs");
}

TEST(Receipt, is_canonical_and_may_be_written_prettily) {
  Filed filed;
  auto json = to_json(filed.receipt);
  EXPECT_EQ(canonical_json(parse_json(json).value()), json);
  std::string pretty;
  bool quoted = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (json[i] == '"' && json[i - 1] != '\\') quoted = !quoted;
    pretty += json[i];
    if (!quoted && (json[i] == ',' || json[i] == '{')) pretty += "\n  ";
  }
  EXPECT_EQ(filed.error_of(pretty), "");
}

TEST(Receipt, of_an_erased_event_proves_the_facts_alone) {
  Filed filed;
  filed.receipt.erased = personal_digest(*filed.receipt.salt_2, filed.receipt.personal);
  filed.receipt.personal.clear();
  filed.receipt.salt_2.reset();
  auto proven = verify(to_json(filed.receipt), filed.key, std::nullopt);
  ASSERT_TRUE(proven) << proven.error().key;
  EXPECT_EQ(proven->personal, "");
  EXPECT_EQ(filed.error(content), "receipt.no_content_digest");
}

TEST(Receipt, of_an_event_without_personal_part) {
  Filed filed;
  filed.receipt.personal.clear();
  filed.seal();
  EXPECT_EQ(filed.error(), "");
  EXPECT_EQ(filed.error(content), "receipt.no_content_digest");
}

TEST(Receipt, every_byte_matters) {
  Filed filed;
  auto good = to_json(filed.receipt);
  ASSERT_EQ(filed.error_of(good, content), "");
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      auto forged = good;
      forged[i] = static_cast<char>(forged[i] ^ (1 << bit));
      auto key = filed.error_of(forged, content);
      ASSERT_TRUE(key.starts_with("receipt.")) << "byte " << i << " of " << forged;
    }
    ASSERT_NE(filed.error_of(good.substr(0, i), content), "");
  }
}

TEST(Receipt, says_which_link_is_broken) {
  EXPECT_EQ(Filed().error_of("{}"), "receipt.malformed");
  {
    Filed filed;
    filed.receipt.facts.replace(filed.receipt.facts.find("42"), 2, "43");
    EXPECT_EQ(filed.error(), "receipt.not_in_log");
  }
  {
    Filed filed;
    filed.receipt.personal = R"({"content_sha256":"00"})";
    EXPECT_EQ(filed.error(), "receipt.not_in_log");
  }
  {
    Filed filed;
    filed.receipt.index = 2;
    EXPECT_EQ(filed.error(), "receipt.other_index");
  }
  {
    Filed filed;
    filed.receipt.proof = "nothing";
    EXPECT_EQ(filed.error(), "receipt.bad_proof");
  }
  {
    Filed filed;
    filed.signer = Signer(filed.random.next_32());
    filed.seal();
    EXPECT_EQ(filed.error(), "receipt.bad_signature");
  }
  {
    Filed filed;
    filed.key = make_verifier_key("log.example/two", filed.signer.public_key()).to_text();
    EXPECT_EQ(filed.error(), "receipt.other_log");
  }
  {
    Filed filed;
    filed.key.pop_back();
    EXPECT_EQ(filed.error(), "receipt.bad_key");
  }
  {
    Filed filed;  // in the log, but with two spellings of one meaning
    filed.receipt.facts = R"({"b":1, "a":2})";
    filed.seal();
    EXPECT_EQ(filed.error(), "receipt.malformed");
  }
}

TEST(Receipt, has_the_documented_entry) {
  // Worked out by hand with `sha256sum`, see docs/receipt-format.md.
  Digest salt_1;
  Digest salt_2;
  salt_1.fill(std::byte{1});
  salt_2.fill(std::byte{2});
  auto personal = personal_digest(salt_2, R"({"name":"Әсел"})");
  EXPECT_EQ(to_hex(event_entry(salt_1, R"({"kind":"x"})", personal)),
            "443a4ffa71947f44831515cdec2ad4897e68cc5f47b479157d2387bf65efa03f");
}

}  // namespace
}  // namespace qyzmet::journal

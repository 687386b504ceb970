// Notes, checkpoints and proofs against the specifications' own examples, and against every way of spoiling them.
#include "journal/note.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "journal/checkpoint.hpp"
#include "journal/proof.hpp"

namespace qyzmet::journal {
namespace {

// The example of Go's golang.org/x/mod/sumdb/note, where the format comes from.
constexpr std::string_view neumann_key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const std::string neumann_note =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
// The examples of C2SP's signed-note and tlog-checkpoint (their keys are not published).
const std::string salvatore_note =
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "\u2014 quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
const std::string sofa_note =
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "\u2014 example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";

TEST(Note, gos_example_verifies) {
  auto key = parse_verifier_key(neumann_key);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->name, "PeterNeumann");
  EXPECT_EQ(key->id, 0xc74f20a3U);
  EXPECT_EQ(key->to_text(), neumann_key);
  auto note = parse_note(neumann_note);
  ASSERT_TRUE(note);
  EXPECT_TRUE(signed_by(*note, *key));
}

TEST(Note, gos_example_is_signed_alike) {
  // "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz": 0x01 and the seed.
  auto typed = from_base64("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz").value();
  Digest seed;
  std::ranges::copy(as_bytes(typed).subspan(1), seed.begin());
  Signer signer(seed);
  EXPECT_EQ(make_verifier_key("PeterNeumann", signer.public_key()).to_text(), neumann_key);
  EXPECT_EQ(signer.sign_note(parse_note(neumann_note)->text, "PeterNeumann"), neumann_note);
}

TEST(Note, the_text_may_hold_empty_lines) {
  auto note = parse_note(salvatore_note);
  ASSERT_TRUE(note);
  EXPECT_TRUE(note->text.ends_with("\n\ned è subito sera.\n"));
  ASSERT_EQ(note->signatures.size(), 1U);
  EXPECT_EQ(note->signatures[0].name, "quasimodo.example/salvatore");
  EXPECT_EQ(note->signatures[0].key_id, 0x367ba04bU);
  EXPECT_EQ(note->signatures[0].signature.size(), 64U);
}

TEST(Note, refuses_what_is_no_note) {
  const std::string text = "text\n";
  const std::string line = "\u2014 name AAAAAAE=\n";
  ASSERT_TRUE(parse_note(text + "\n" + line));
  for (const auto& bad :
       {std::string(), text, text + "\n", text + line, text + "\n" + line + "\n", text + "\n- name AAAAAAE=\n",
        text + "\n\u2014 name\n", text + "\n\u2014 name AAAAAA==\n", text + "\n\u2014 name AAAAAAE\n",
        text + "\n\u2014 na+me AAAAAAE=\n", text + "\n\u2014 na\u00a0me AAAAAAE=\n", text + "\n\u2014  AAAAAAE=\n",
        text + "\n" + line.substr(0, line.size() - 1), "te\rxt\n\n" + line, "te\xffxt\n\n" + line,
        std::string("te\0xt\n\n", 7) + line, text + "\n" + line + "rest\n", std::string(70'000, 'x') + "\n\n" + line}) {
    EXPECT_FALSE(parse_note(bad)) << bad.substr(0, 100);
  }
  auto signatures = [&](int count) {
    auto note = text + "\n";
    for (int i = 0; i < count; ++i) note += line;
    return note;
  };
  EXPECT_TRUE(parse_note(signatures(16)));
  EXPECT_FALSE(parse_note(signatures(65)));
}

TEST(Note, every_bit_counts) {
  auto key = parse_verifier_key(neumann_key);
  for (std::size_t i = 0; i < neumann_note.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      auto forged = neumann_note;
      forged[i] = static_cast<char>(forged[i] ^ (1 << bit));
      auto note = parse_note(forged);
      EXPECT_FALSE(note && signed_by(*note, *key)) << i;
    }
  }
}

TEST(Note, other_keys_signatures_are_passed_over_and_a_known_keys_bad_one_is_not) {
  SeededRandom random(5);
  Signer log(random.next_32());
  Signer witness(random.next_32());
  auto key = make_verifier_key("log.example", log.public_key());
  auto note = log.sign_note("text\n", "log.example");
  auto other = witness.sign_note("text\n", "witness.example").substr(6);
  EXPECT_TRUE(signed_by(*parse_note(note + other), key));
  EXPECT_TRUE(signed_by(*parse_note("text\n\n" + other + note.substr(6)), key));
  EXPECT_FALSE(signed_by(*parse_note("text\n\n" + other), key));
  // Same name, another key: unknown, so passed over.
  EXPECT_TRUE(signed_by(*parse_note(note + witness.sign_note("text\n", "log.example").substr(6)), key));
  // Our own signature of another text beside the good one: the note is refused.
  EXPECT_FALSE(signed_by(*parse_note(note + log.sign_note("texts\n", "log.example").substr(7)), key));
}

TEST(VerifierKey, refuses_what_does_not_fit) {
  std::string good(neumann_key);
  for (const auto& bad : {std::string(), std::string("PeterNeumann"), good + "A", good.substr(1), "+" + good,
                          std::string("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
                          std::string("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
                          std::string("PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
                          std::string("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")}) {
    EXPECT_FALSE(parse_verifier_key(bad)) << bad;
  }
}

TEST(Signer, goes_through_pem) {
  SeededRandom random(6);
  Signer signer(random.next_32());
  auto again = Signer::from_pem(signer.to_pem());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->public_key(), signer.public_key());
  EXPECT_TRUE(signer.to_pem().starts_with("-----BEGIN PRIVATE KEY-----\n"));
  EXPECT_FALSE(Signer::from_pem("no key"));
  EXPECT_FALSE(Signer::from_pem(""));
}

TEST(Checkpoint, reads_and_writes_the_specifications_example) {
  auto note = parse_note(sofa_note);
  ASSERT_TRUE(note);
  auto checkpoint = parse_checkpoint(note->text);
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint->size, 20852163);
  EXPECT_EQ(to_text(*checkpoint), note->text);
}

TEST(Checkpoint, refuses_what_is_none) {
  const std::string root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  ASSERT_TRUE(parse_checkpoint("a\n0\n" + root));
  ASSERT_TRUE(parse_checkpoint("a\n1\n" + root + "extension\nmore\n"));
  for (const auto& bad :
       {"\n1\n" + root, "a\n01\n" + root, "a\n-1\n" + root, "a\n\n" + root, "a\n1\n" + root.substr(0, 44),
        "a\n1\n" + root + "\n", "a\n1\n" + root + "x\n\ny\n", std::string("a\n1\nAAAA\n"),
        "a\n9223372036854775808\n" + root, "a\n1x\n" + root, std::string("a\n1\n"), std::string()}) {
    EXPECT_FALSE(parse_checkpoint(bad)) << bad;
  }
}

TEST(Checkpoint, counts_only_if_the_log_itself_signed_it) {
  SeededRandom random(7);
  Signer signer(random.next_32());
  auto key = make_verifier_key("log.example", signer.public_key());
  EXPECT_TRUE(verified_checkpoint(signer.sign_note(to_text(Checkpoint{"log.example", 3, {}}), "log.example"), key));
  EXPECT_FALSE(verified_checkpoint(signer.sign_note(to_text(Checkpoint{"other.example", 3, {}}), "log.example"), key));
  EXPECT_FALSE(verified_checkpoint(signer.sign_note("text\n", "log.example"), key));
  EXPECT_FALSE(verified_checkpoint(sofa_note, key));
}

TEST(Proof, reads_and_writes_the_specifications_form) {
  const std::string start = "c2sp.org/tlog-proof@v1\n";
  const std::string body =
      "index 73894\ngSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\nB95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n\n";
  auto proof = parse_proof(start + body + sofa_note);
  ASSERT_TRUE(proof);
  EXPECT_EQ(proof->index, 73894);
  EXPECT_EQ(proof->path.size(), 2U);
  EXPECT_EQ(proof->checkpoint, sofa_note);
  EXPECT_EQ(to_text(*proof), start + body + sofa_note);
  auto with_extra = parse_proof(start + "extra YWdl\n" + body + sofa_note);
  ASSERT_TRUE(with_extra);
  EXPECT_EQ(to_text(*with_extra), start + body + sofa_note);
  ASSERT_TRUE(parse_proof(start + "index 0\n\n" + sofa_note));
}

TEST(Proof, refuses_what_is_none) {
  const std::string start = "c2sp.org/tlog-proof@v1\n";
  const std::string hash = "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n";
  std::string many;
  for (int i = 0; i < 64; ++i) many += hash;
  for (const auto& bad : {std::string(), start, start + "index 1", start + "index 1\n", start + "index 1\n\n",
                          "c2sp.org/tlog-proof@v2\nindex 1\n\n" + sofa_note, start + "index 01\n\n" + sofa_note,
                          start + "index -1\n\n" + sofa_note, start + "extra\nindex 1\n\n" + sofa_note,
                          start + "extra ?\nindex 1\n\n" + sofa_note, start + "index 1\nAAAA\n\n" + sofa_note,
                          start + "index 1\n" + many + "\n" + sofa_note, start + "\n" + sofa_note}) {
    EXPECT_FALSE(parse_proof(bad)) << bad.substr(0, 100);
  }
}

}  // namespace
}  // namespace qyzmet::journal

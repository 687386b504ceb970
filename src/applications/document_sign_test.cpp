#include "applications/document_sign.hpp"

#include <gtest/gtest.h>

#include "applications/document_testing.hpp"
#include "applications/testing.hpp"
#include "base/testing.hpp"

namespace qyzmet::applications {
namespace {

using testing::document_key;
using testing::must;

constexpr std::string_view kContent = R"({"format":"qyzmet-document@v1","word":"7K3M"})";
constexpr std::string_view kNumber = "00AB-CDEF-GHJK-MN";

/// A file around two notes, as a PDF is; much smaller, so that every byte of it can be tried.
std::string unsigned_file(std::string_view content = kContent) {
  return "%PDF-1.7\n1 0 obj stream\n" + content_note(document_key(), content) + "endstream\n2 0 obj stream\n" +
         empty_file_note() + "endstream\n" + std::string(300, 'x') + "%%EOF\n";
}

std::string signed_file() { return sign_file(document_key(), unsigned_file(), kNumber, Lang::ru, sha256(kContent)); }

std::string key() { return document_key().verifier_key(); }

std::string fault(std::string_view file) {
  const auto verified = verify_document(file, key());
  if (verified) return "";
  std::string said = verified.error().key.substr(std::string_view("document.").size());
  for (const auto& [name, value] : verified.error().details) said += " " + name + "=" + value;
  return said;
}

TEST(DocumentSign, a_whole_file_is_proven) {
  const std::string file = signed_file();
  const auto verified = verify_document(file, key());
  ASSERT_TRUE(verified) << verified.error().key;
  EXPECT_EQ(verified->file.number, kNumber);
  EXPECT_EQ(verified->file.lang, Lang::ru);
  EXPECT_EQ(verified->file.bytes, std::ssize(file));
  EXPECT_EQ(verified->file.content_sha256, sha256(kContent));
  EXPECT_EQ(verified->signer, "qyzmet.test/documents");
  EXPECT_EQ(verified->content, kContent);
  EXPECT_EQ(must(signed_content(file, key())), kContent);
}

TEST(DocumentSign, signing_changes_the_place_alone) {
  const std::string before = unsigned_file();
  const std::string after = signed_file();
  ASSERT_EQ(after.size(), before.size());
  const auto at = before.find("qyzmet-file@v1");
  EXPECT_EQ(after.substr(0, at), before.substr(0, at));
  EXPECT_EQ(after.substr(at + 1024), before.substr(at + 1024));
  EXPECT_EQ(signed_file(), after);
}

// Goal: no byte can be other than it was.  Method: each byte of a small file, each of its eight bits.
TEST(DocumentSign, every_flipped_bit_is_found) {
  const std::string file = signed_file();
  for (std::size_t i = 0; i < file.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string other = file;
      other[i] = static_cast<char>(other[i] ^ (1 << bit));
      ASSERT_NE(fault(other), "") << "byte " << i << ", bit " << bit;
    }
  }
}

TEST(DocumentSign, it_says_where_the_change_lies) {
  const std::string file = signed_file();
  const auto place = file.find("qyzmet-file@v1");
  const std::size_t outside = file.size() - 1024;
  const std::size_t part = (outside + 63) / 64;
  SeededRandom random(test_seed());
  for (int i = 0; i < 200; ++i) {
    const std::size_t offset = random.next_u64() % outside;
    const std::size_t at = offset < place ? offset : offset + 1024;
    std::string other = file;
    other[at] = static_cast<char>(other[at] ^ 1);
    const auto verified = verify_document(other, key());
    ASSERT_FALSE(verified);
    if (verified.error().key != "document.changed") continue;  // a mark of a note was hit
    const auto from = std::stoul(verified.error().details[0].second) - 1;
    const auto to = std::stoul(verified.error().details[1].second);
    EXPECT_LE(from, at);
    EXPECT_GT(to, at);
    EXPECT_LE(to - from, part + 1024);
  }
}

TEST(DocumentSign, cut_and_lengthened_files_are_named_as_such) {
  const std::string file = signed_file();
  EXPECT_EQ(fault(file.substr(0, file.size() - 7)), "shorter missing=7");
  EXPECT_EQ(fault(file + "\n%% more"), "longer extra=8");
  EXPECT_EQ(fault(file + file), "longer extra=" + std::to_string(file.size()));
  EXPECT_EQ(fault("x" + file), "longer extra=1");
  EXPECT_EQ(fault(file.substr(1)), "shorter missing=1");
  EXPECT_EQ(fault(file.substr(0, 200)), "no_signature");
  EXPECT_EQ(fault(""), "no_signature");
  for (std::size_t size = 0; size < file.size(); ++size) ASSERT_NE(fault(file.substr(0, size)), "") << size;
}

TEST(DocumentSign, bytes_may_not_change_places) {
  std::string file = signed_file();
  const auto at = file.find("stream\nqyzmet-file@v1");
  file = file.substr(1, at - 1) + "%" + file.substr(at);  // one byte from the beginning to just before the place
  EXPECT_TRUE(fault(file).starts_with("changed"));
}

TEST(DocumentSign, another_key_does_not_pass_for_ours) {
  Digest seed;
  seed.fill(std::byte{0x45});
  const DocumentKey other{.signer = journal::Signer(seed), .name = "forger.test/documents"};
  const DocumentKey namesake{.signer = journal::Signer(seed), .name = document_key().name};
  EXPECT_EQ(fault(sign_file(other, unsigned_file(), kNumber, Lang::kk, sha256(kContent))),
            "other_key signer=forger.test/documents");
  EXPECT_EQ(fault(sign_file(namesake, unsigned_file(), kNumber, Lang::kk, sha256(kContent))),
            "other_key signer=qyzmet.test/documents");
  EXPECT_EQ(verify_document(signed_file(), other.verifier_key()).error().key, "document.other_key");
  EXPECT_EQ(verify_document(signed_file(), "no key").error().key, "receipt.bad_key");
}

TEST(DocumentSign, the_content_is_the_one_that_was_signed) {
  EXPECT_EQ(fault(sign_file(document_key(), unsigned_file("{}"), kNumber, Lang::kk, sha256(kContent))),
            "content_damaged");
  std::string file = signed_file();
  file.replace(file.find("7K3M"), 4, "7K3N");
  EXPECT_TRUE(fault(file).starts_with("changed"));
  EXPECT_EQ(signed_content(file, key()).error().key, "document.bad_signature");
}

TEST(DocumentSign, a_changed_page_leaves_what_was_issued_readable) {
  std::string file = signed_file();
  file[file.size() - 20] = 'y';
  EXPECT_TRUE(fault(file).starts_with("changed"));
  EXPECT_EQ(must(signed_content(file, key())), kContent);
}

// A checkpoint of the log and a document are signed by different keys; and neither text could pass for the other.
TEST(DocumentSign, a_note_about_something_else_is_no_document) {
  const DocumentKey key = document_key();
  const std::string text = "qyzmet-file@v1\nnumber 1\n";
  const std::string file = "stream\n" + key.signer.sign_note(text, key.name);
  EXPECT_EQ(fault(file), "signature_damaged");
}

}  // namespace
}  // namespace qyzmet::applications

// What strangers send under the name of a picture or a paper. Method: small files made here that are what they say, and
// each thing that must not pass as one change of them.
#include "files/content.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "base/testing.hpp"
#include "db/testing.hpp"
#include "files/checker.hpp"
#include "files/testing.hpp"

namespace qyzmet::files {
namespace {

using testing::jpeg;
using testing::kPdf;
using testing::pdf;
using testing::png;

constexpr std::string_view kJpeg = "image/jpeg";
constexpr std::string_view kPng = "image/png";

std::string_view word_of(std::string_view bytes, std::string_view type) { return to_word(look_into(bytes, type)); }

TEST(Content, WhatIsWhatItSaysIsTaken) {
  EXPECT_EQ(word_of(pdf(), kPdf), "none");
  EXPECT_EQ(word_of(jpeg(), kJpeg), "none");
  EXPECT_EQ(word_of(png(), kPng), "none");
  EXPECT_EQ(word_of(jpeg() + "a film behind the picture", kJpeg), "none") << "as telephones make them";
}

TEST(Content, ANameIsNotEnough) {
  EXPECT_EQ(word_of("MZ\x90 a program", kPdf), "other_type");
  EXPECT_EQ(word_of(png(), kPdf), "other_type");
  EXPECT_EQ(word_of(pdf(), kPng), "other_type");
  EXPECT_EQ(word_of("\n" + pdf(), kPdf), "other_type") << "it must begin as one: else it may be a page as well";
  EXPECT_EQ(word_of("<html>", kJpeg), "other_type");
  EXPECT_EQ(word_of("%PDF-1.7 an invented income", kPdf), "damaged");
}

TEST(Content, WhatBreaksOffIsDamagedWhereverItDoes) {
  const std::string whole_png = png();
  for (std::size_t size = 8; size < whole_png.size(); ++size) {
    EXPECT_EQ(word_of(std::string_view(whole_png).substr(0, size), kPng), "damaged") << size;
  }
  const std::string whole_jpeg = jpeg();
  for (std::size_t size = 3; size < whole_jpeg.size(); ++size) {
    EXPECT_EQ(word_of(std::string_view(whole_jpeg).substr(0, size), kJpeg), "damaged") << size;
  }
  std::string flipped = png();
  flipped[20] ^= 1;
  EXPECT_EQ(word_of(flipped, kPng), "damaged") << "the chunk's check no longer fits";
  EXPECT_EQ(word_of(png() + "more", kPng), "damaged") << "nothing follows a picture's end";
}

TEST(Content, APictureThatWantsTooMuchMemoryGoesNoFurther) {
  EXPECT_EQ(word_of(png(60'000, 2), kPng), "image_too_large");
  EXPECT_EQ(word_of(png(15'000, 15'000), kPng), "image_too_large");
  EXPECT_EQ(word_of(png(0xffffffff, 0xffffffff), kPng), "image_too_large");
  EXPECT_EQ(word_of(png(0, 2), kPng), "damaged");
  EXPECT_EQ(word_of(jpeg(65'535, 65'535), kJpeg), "image_too_large");
  EXPECT_EQ(word_of(jpeg(12'000, 9'000), kJpeg), "none") << "what a good telephone takes";
}

TEST(Content, APaperThatActsIsRefused) {
  EXPECT_EQ(word_of(pdf("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"), kPdf), "active");
  EXPECT_EQ(word_of(pdf("/OpenAction 5 0 R", "<< /S /Launch /F (calc.exe) >>"), kPdf), "active");
  EXPECT_EQ(word_of(pdf("/AA << /WC << /S /J#61vaScript >> >>"), kPdf), "active") << "a name spelt otherwise";
  EXPECT_EQ(word_of(pdf("/A [[<< /S /SubmitForm >>]]"), kPdf), "active") << "deep inside";
  EXPECT_EQ(word_of(pdf("/OpenAction << /S /URI /URI (https://example.org) >>"), kPdf), "active") << "by itself";
  EXPECT_EQ(word_of(pdf("/OpenAction << /S /GoToR /F (\\\\\\\\evil\\\\x.pdf) >>"), kPdf), "active");
  EXPECT_EQ(word_of(pdf("/AA << /O << /S /URI /URI (https://example.org) >> >>"), kPdf), "active");
  EXPECT_EQ(word_of(pdf("/AcroForm << /XFA 5 0 R >>", "<< /A 1 >>"), kPdf), "active");
  EXPECT_EQ(word_of(pdf("", "<< /Type /Annot /Subtype /RichMedia >>"), kPdf), "active");
  EXPECT_EQ(word_of(pdf("", "<< /Type /Filespec /F (a.exe\\000.txt) /EF << /F 4 0 R >> >>"), kPdf), "active");
  EXPECT_EQ(word_of(pdf("", "<< /Type /Filespec /F (a.txt) /DOS (a.exe) /EF << /F 4 0 R >> >>"), kPdf), "active");
  EXPECT_EQ(word_of(pdf("/OpenAction << /S /GoTo /D [3 0 R /Fit] >>"), kPdf), "none") << "a place in it";
  EXPECT_EQ(word_of(pdf("", "<< /Type /Filespec /F (a.exe) /EF << /F 4 0 R >> >>"), kPdf), "active");
  EXPECT_EQ(word_of(pdf("", "<< /Type /Filespec /F (a.note) /UF (a.exe) /EF << /F 4 0 R >> >>"), kPdf), "active");
  EXPECT_EQ(word_of(pdf("", "<< /Type /Filespec /EF << /F 4 0 R >> >>"), kPdf), "active");
  EXPECT_EQ(word_of(pdf("", "<< /Type /Filespec /F (document.note) /EF << /F 4 0 R >> >>"), kPdf), "none")
      << "as the documents of this server carry their content";
  EXPECT_EQ(word_of(pdf("", "<< /Subtype /Link /A << /S /URI /URI (https://example.kz) >> >>"), kPdf), "none")
      << "a link that somebody may follow";
}

TEST(Content, WhatIsTwoThingsAtOnceIsRefused) {
  std::string end("PK\x05\x06", 4);
  end.append(18, '\0');
  EXPECT_EQ(word_of(pdf() + end, kPdf), "archive");
  EXPECT_EQ(word_of(jpeg() + end, kJpeg), "archive");
  std::string with_comment = end;
  with_comment[20] = 3;
  EXPECT_EQ(word_of(jpeg() + with_comment + "abc", kJpeg), "archive");
  EXPECT_EQ(word_of(jpeg(2, 2, "PK\x05\x06"), kJpeg), "none") << "four bytes by chance are no archive";
}

/// Chance finds what nobody thought of: whatever is changed, nothing breaks (sanitizers watch), and an answer comes.
TEST(Content, AnyChangeOfAGoodFileIsAnsweredWithAWord) {
  SeededRandom random(test_seed());
  for (const auto& [whole, type] : {std::pair{pdf(), kPdf}, std::pair{jpeg(), kJpeg}, std::pair{png(), kPng}}) {
    for (int round = 0; round < 300; ++round) {
      std::string changed = whole;
      for (int i = 0; i < 3; ++i) changed[random.next_u64() % changed.size()] = static_cast<char>(random.next_u64());
      EXPECT_FALSE(to_word(look_into(changed, type)).empty());
    }
  }
}

/// What is packed small and unpacks large is looked into in a process of its own, which has little memory: see
/// checker's limits. Here: that the word which it gives is the one that is told.
TEST(Checking, WhatWasAnnouncedIsWhatCounts) {
  const db::testing::TempFolder folder;
  const auto file = folder.path() / "a";
  const std::string bytes = pdf();
  std::ofstream(file, std::ios::binary) << bytes;
  const Checker checker("");
  EXPECT_TRUE(checker.check(file, sha256(bytes), static_cast<std::int64_t>(bytes.size()), kPdf));
  EXPECT_EQ(checker.check(file, sha256("b"), static_cast<std::int64_t>(bytes.size()), kPdf).error().key,
            "file.other_digest");
  EXPECT_EQ(checker.check(file, sha256(bytes), 17, kPdf).error().key, "file.other_digest");
  EXPECT_EQ(checker.check(file, sha256(bytes), static_cast<std::int64_t>(bytes.size()), kPng).error().key,
            "file.other_type");
  EXPECT_EQ(checker.check(folder.path() / "b", sha256(bytes), 1, kPdf).error().key, "file.lost");
  const Checker broken("/bin/false");
  EXPECT_EQ(broken.check(file, sha256(bytes), static_cast<std::int64_t>(bytes.size()), kPdf).error().key,
            "file.damaged")
      << "a process that dies says nothing good";
  const Checker none("/nowhere");
  EXPECT_EQ(none.check(file, sha256(bytes), static_cast<std::int64_t>(bytes.size()), kPdf).error().key,
            "file.not_checked");
}

}  // namespace
}  // namespace qyzmet::files

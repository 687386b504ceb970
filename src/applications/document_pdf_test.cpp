#include "applications/document_pdf.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "applications/document_testing.hpp"
#include "applications/testing.hpp"
#include "base/testing.hpp"

namespace qyzmet::applications {
namespace {

using testing::certificate;
using testing::issued;
using testing::must;
using testing::refusal;

/// A tool of poppler-utils or qpdf over a file: what it says, with what it complains of.
class Tools {
 public:
  explicit Tools(std::string_view pdf) { std::ofstream(file_, std::ios::binary) << pdf; }
  std::string run(const std::string& before, const std::string& after = "") const {
    const std::string command = before + " " + file_.string() + " " + after + " 2>&1";
    std::string said;
    FILE* const pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("cannot run " + before);
    for (int c = 0; (c = std::fgetc(pipe)) != EOF;) said += static_cast<char>(c);
    const int status = ::pclose(pipe);
    return status == 0 ? said : said + "\nended with " + std::to_string(status);
  }
  std::string text() const { return run("pdftotext -layout -enc UTF-8", "-"); }

 private:
  db::testing::TempFolder folder_;
  std::filesystem::path file_ = folder_.path() / "document.pdf";
};

class DocumentPdf : public ::testing::Test {
 protected:
  PdfRequest request(const ResultDocument& document, Lang lang) const {
    return {.document = document,
            .lang = lang,
            .words = words,
            .public_url = "https://qyzmet.example",
            .utc_offset_minutes = 300,
            .signer = testing::document_key().name};
  }
  std::string pdf(const ResultDocument& document, Lang lang) const {
    return must(make_pdf(request(document, lang), testing::document_key(), to_content(document)));
  }
  std::string text(const ResultDocument& document, Lang lang) const { return Tools(pdf(document, lang)).text(); }

  Words words = must(Words::load(std::filesystem::path(QYZMET_SOURCE_DIR) / "data/words.json"));
};

void expect_has(std::string_view text, std::initializer_list<std::string_view> wanted) {
  for (const std::string_view one : wanted) {
    EXPECT_NE(text.find(one), std::string_view::npos) << "missing: " << one << "\nin: " << text;
  }
}

TEST_F(DocumentPdf, says_in_kazakh_what_was_decided_with_every_letter) {
  expect_has(text(issued(certificate()), Lang::kk),
             {"Мекенжай анықтамасы", "Әбдіқұлова Ғайша Өмірһанқызы", "ЖСН 900315400007", "Қазақстан Республикасы Ішкі",
              "5 наурыз 2026 ж., 14:07", "15 наурыз 2026 ж.", "31 желтоқсан 2019 ж.", "43 250,50 ₸", "Тексерілмеген.",
              "Алматы қаласы, Алматы, Абай даңғылы, 10, 5-пәтер", "Өтініш берушінің сөзінен жазылған",
              id_to_display(371927012345678901), "7K3M-0Q9T-XWZ2-AB5D", "1-бет, барлығы 1", "Шешім",
              "https://qyzmet.example/verify/d", "qyzmet.test/documents"});
}

TEST_F(DocumentPdf, says_the_same_in_russian_and_english) {
  expect_has(text(issued(certificate()), Lang::ru),
             {"Адресная справка", "Әбдіқұлова Ғайша Өмірһанқызы", "ИИН 900315400007", "5 марта 2026 г., 14:07",
              "31 декабря 2019 г.", "43 250,50 ₸", "Записано со слов заявителя, не проверено.", "Правовое основание"});
  expect_has(text(issued(certificate()), Lang::en),
             {"Address certificate", "IIN 900315400007", "5 March 2026, 14:07", "31 December 2019", "43,250.50 ₸",
              "Not verified.", "Абай даңғылы, 10, 5-пәтер, Алматы, Almaty city", "page 1 of 1"});
}

TEST_F(DocumentPdf, letters_come_out_as_they_went_in) {
  ResultDocument document = issued(certificate());
  document.people[0].name = "ӘәҒғҚқҢңӨөҰұҮүҺһІі ₸ «№»";
  EXPECT_NE(text(document, Lang::kk).find("ӘәҒғҚқҢңӨөҰұҮүҺһІі ₸ «№»"), std::string::npos);
}

TEST_F(DocumentPdf, a_refusal_gives_reasons_and_what_would_change_it) {
  const std::string shown = text(issued(refusal()), Lang::ru);
  expect_has(shown, {"Уведомление об отказе", "Пособие не назначено.", "Справка о доходах не представлена.",
                     "Что изменило бы решение", "подайте заявление снова.", "Социальный кодекс"});
  EXPECT_EQ(shown.find("Действителен по"), std::string::npos);
}

TEST_F(DocumentPdf, a_refusal_to_nobody_known_names_the_application) {
  ResultDocument document = issued(refusal());
  document.people.clear();
  const std::string number = id_to_display(document.application.value);
  expect_has(text(document, Lang::kk), {"Кімге берілді", "№ " + number + " өтінішті берген адам"});
  expect_has(text(document, Lang::ru), {"Кому выдан", "Заявитель по заявлению № " + number});
  expect_has(text(document, Lang::en), {"Issued to", "The applicant of application " + number});
  expect_has(Tools(pdf(document, Lang::kk)).run("qpdf --check"), {"No syntax or stream encoding errors found"});
}

TEST_F(DocumentPdf, a_specimen_says_so_in_three_languages_and_another_document_does_not) {
  ResultDocument document = issued(certificate());
  EXPECT_EQ(text(document, Lang::kk).find("SPECIMEN"), std::string::npos);
  document.specimen = true;
  expect_has(text(document, Lang::en), {"ҮЛГІ · ОБРАЗЕЦ · SPECIMEN", "everything in it is invented"});
}

TEST_F(DocumentPdf, is_clean_tagged_and_brings_its_fonts) {
  for (const Lang lang : {Lang::kk, Lang::ru, Lang::en}) {
    const Tools tools(pdf(issued(certificate()), lang));
    expect_has(tools.run("qpdf --check"), {"No syntax or stream encoding errors found"});
    expect_has(tools.run("pdfinfo"), {"Tagged:          yes", "Pages:           1", "A4"});
    const std::string fonts = tools.run("pdffonts");
    EXPECT_NE(fonts.find("+NotoSans-Regular"), std::string::npos) << fonts;  // a subset: ABCDEF+NotoSans-Regular
    EXPECT_EQ(fonts.find(" no  no"), std::string::npos) << fonts;
    expect_has(tools.run("pdfinfo -struct"), {"Document", "H1", "H2", "Table", "TR", "TH", "TD", "P "});
    expect_has(tools.run("qpdf --json --json-key=qpdf"), {"\"/Lang\": \"u:" + std::string(to_code(lang)) + "\""});
  }
}

TEST_F(DocumentPdf, carries_its_notes_as_attachments) {
  const ResultDocument document = issued(certificate());
  const Tools tools(pdf(document, Lang::kk));
  expect_has(tools.run("pdfdetach -list"), {"document.note", "file.note"});
  EXPECT_EQ(tools.run("qpdf --show-attachment=document.note"),
            content_note(testing::document_key(), to_content(document)));
}

TEST_F(DocumentPdf, the_same_document_gives_the_same_bytes) {
  const ResultDocument document = issued(certificate());
  const std::string first = pdf(document, Lang::kk);
  EXPECT_EQ(pdf(document, Lang::kk), first);
  EXPECT_NE(pdf(document, Lang::ru), first);
  EXPECT_LT(first.size(), 60U << 10U);
}

// Goal: a changed byte of a real file is always found.  Method: 200 places of each language's file, one bit each.
TEST_F(DocumentPdf, a_flipped_bit_anywhere_is_found) {
  SeededRandom random(test_seed());
  const std::string key = testing::document_key().verifier_key();
  for (const Lang lang : {Lang::kk, Lang::ru, Lang::en}) {
    const std::string whole = pdf(issued(certificate()), lang);
    ASSERT_TRUE(verify_document(whole, key));
    for (int i = 0; i < 200; ++i) {
      const std::size_t at = random.next_u64() % whole.size();
      std::string other = whole;
      other[at] = static_cast<char>(other[at] ^ (1 << random.next_u64() % 8));
      ASSERT_FALSE(verify_document(other, key)) << "byte " << at;
    }
  }
}

TEST_F(DocumentPdf, what_is_long_goes_on_over_pages) {
  ResultDocument document = issued(refusal());
  std::string words_of_many;
  for (int i = 0; i < 900; ++i) words_of_many += "сөз" + std::to_string(i) + " ";
  document.decision.reasons.push_back({words_of_many, "ru", "en"});
  for (int i = 0; i < 60; ++i) {
    const std::string label = "белгі" + std::to_string(i);
    document.facts.push_back({.label = {label, label, label}, .value = std::string("мәні")});
  }
  document.facts.push_back({.label = {"ұзын", "б", "c"}, .value = words_of_many});
  const Tools tools(pdf(document, Lang::kk));
  expect_has(tools.run("qpdf --check"), {"No syntax or stream encoding errors found"});
  const std::string shown = tools.text();
  expect_has(shown, {"белгі59", "сөз0 ", "сөз899", "2-бет, барлығы ", "Құжатты қалай тексеруге болады"});
  EXPECT_EQ(shown.find("1-бет, барлығы 1\n"), std::string::npos);
}

TEST_F(DocumentPdf, without_an_address_there_is_no_code) {
  const ResultDocument document = issued(certificate());
  PdfRequest asked = request(document, Lang::en);
  asked.public_url.clear();
  const std::string shown = Tools(must(draw_document(asked))).text();
  expect_has(shown, {"Check word: 7K3M-0Q9T-XWZ2-AB5D", "on the portal's verify page"});
  EXPECT_EQ(shown.find("http"), std::string::npos);
}

TEST(CheckUrl, escapes_a_check_symbol_that_paths_take_amiss) {
  EXPECT_EQ(check_url("https://q.example", "00AB-CDEF-GHJK-M*", "7K3M-0Q9T-XWZ2-AB5D"),
            "https://q.example/verify/d/00AB-CDEF-GHJK-M%2A#7K3M-0Q9T-XWZ2-AB5D");
}

/// What the other side of the check is tested with: web/src/receipt/document.test.ts reads these files.
TEST_F(DocumentPdf, the_browsers_fixture_is_made_here) {
  const auto file = std::filesystem::path(QYZMET_SOURCE_DIR) / "tests/document/certificate.kk.pdf";
  const std::string made = pdf(issued(certificate()), Lang::kk);
  if (::getenv("QYZMET_UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << made;
    std::ofstream(file.parent_path() / "key.txt") << testing::document_key().verifier_key() << "\n";
  }
  const std::string kept = must(read_file(file, 1 << 20));
  EXPECT_TRUE(verify_document(kept, testing::document_key().verifier_key()));
}

}  // namespace
}  // namespace qyzmet::applications

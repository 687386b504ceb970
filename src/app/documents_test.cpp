#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/commands.hpp"
#include "app/testing.hpp"
#include "base/file.hpp"

namespace qyzmet::app {
namespace {

constexpr std::string_view kAnswers =
    R"({"iin":"900315400007","region":"750000000","settlement":"Алматы","address":"Абай даңғылы, 10",)"
    R"("purpose":"bank","certificate_language":"kk","data_are_right":true})";

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().key);
  return *std::move(result);
}

applications::Issue certificate(std::optional<Date> until) {
  return {.title = {.kk = "Мекенжай анықтамасы", .ru = "Адресная справка", .en = "Address certificate"},
          .people = {{.name = "Айгерім Ахметова", .iin = "900315400007"}},
          .facts = {{.label = {.kk = "Тұрғылықты жері", .ru = "Место жительства", .en = "Place of residence"},
                     .value = std::string("Алматы, Абай даңғылы, 10"),
                     .basis = applications::Basis::stated}},
          .decision = {.text = {.kk = "Тіркелгені расталады.", .ru = "Регистрация подтверждена.", .en = "Registered."},
                       .legal_basis = {{.kk = "Үлгі-бап", .ru = "Статья-образец", .en = "A sample article"}}},
          .valid_until = until};
}

/// A server with an application, which ends in documents.
class Ground {
 public:
  explicit Ground(const std::filesystem::path& data) {
    Settings settings{.share = QYZMET_SOURCE_DIR, .demo = true, .carry_on = false, .version = "0.0.0-test"};
    settings.database.directory = data;
    app_ = must(App::open(std::move(settings), clock_, random_));
    const auto answers = must(parse_json(kAnswers)).get_object();
    const auto prepared = must(app_->applications().prepare({.service = "kz.address-certificate", .answers = answers}));
    change([&](db::Tx& tx) { application_ = app_->applications().submit(tx, prepared); });
  }

  applications::ResultDocument issue(std::optional<Date> until = std::nullopt) {
    applications::ResultDocument document;
    change([&](db::Tx& tx) { document = must(app_->documents().issue(tx, application_, certificate(until), {})); });
    return document;
  }
  void revoke(const applications::ResultDocument& document) {
    const http::Caller officer{
        .id = "staff:1", .staff = 1, .agency = document.agency.id, .roles = static_cast<unsigned>(http::Role::officer)};
    change([&](db::Tx& tx) {
      must(app_->documents().revoke(tx, officer, document.id, applications::RevocationReason::facts_changed, ""));
    });
  }
  void save(const applications::ResultDocument& document, Lang lang, const std::filesystem::path& file) {
    app_->database().read([&](db::Snapshot& snapshot) {
      const auto kept = must(app_->documents().find(snapshot, document.id));
      std::ofstream(file, std::ios::binary) << must(app_->documents().pdf(kept, lang));
    });
  }
  std::string key() const { return app_->documents().verifier_key(); }

 private:
  template <class Work>
  void change(Work work) {
    const auto done = app_->database().change([&](db::Tx& tx) -> Result<void> {
      work(tx);
      return {};
    });
    if (!done) throw std::runtime_error(done.error().key);
  }

  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<App> app_;
  applications::Application application_;
};

struct Said {
  Exit exit;
  std::string text;
};

Said verify_file(const std::filesystem::path& file, const std::string& key) {
  std::istringstream in;
  std::ostringstream out;
  const Program program{
      .version = "0.0.0-test", .executable = QYZMET_SOURCE_DIR "/build/x/qyzmet", .in = in, .out = out, .err = out};
  const std::vector<std::string> arguments = {"verify", file.string(), "--key", key};
  const Exit exit = run(arguments, program);
  return {exit, out.str()};
}

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

TEST(DocumentFiles, VerifyProvesThemAndNamesWhatWasChanged) {
  const db::testing::TempFolder folder;
  Ground ground(folder.path());
  const auto document = ground.issue();
  EXPECT_TRUE(document.specimen) << "of a demonstration";
  const auto file = folder.path() / "document.pdf";
  ground.save(document, Lang::kk, file);
  const Said proven = verify_file(file, ground.key());
  EXPECT_EQ(proven.exit, kOk) << proven.text;
  EXPECT_TRUE(holds(proven.text, "PROVEN: every byte of document " + id_to_display(document.id.value))) << proven.text;
  EXPECT_TRUE(holds(proven.text, "Айгерім Ахметова"));
  EXPECT_TRUE(holds(proven.text, "qyzmet.local/documents"));

  std::string bytes = *read_file(file, 1 << 20);
  bytes[1500] = static_cast<char>(bytes[1500] ^ 1);
  std::ofstream(file, std::ios::binary) << bytes;
  const Said changed = verify_file(file, ground.key());
  EXPECT_EQ(changed.exit, kFailure);
  EXPECT_TRUE(holds(changed.text, "NOT PROVEN")) << changed.text;
  EXPECT_TRUE(holds(changed.text, "was changed after it was issued")) << changed.text;
  EXPECT_TRUE(holds(changed.text, "issued   {")) << "what was issued can still be read";
  bytes[0] = 'X';
  std::ofstream(file, std::ios::binary) << bytes;
  EXPECT_TRUE(holds(verify_file(file, ground.key()).text, "was changed after it was issued"));
}

TEST(DocumentFiles, AKeyIsKeptFromStartToStart) {
  const db::testing::TempFolder folder;
  std::string key;
  {
    Ground first(folder.path());
    first.issue();
    key = first.key();
  }
  EXPECT_EQ(Ground(folder.path()).key(), key);
}

/// For the stories (tests/stories/document_stories.mjs): a demonstration's data with documents in it, and their files.
TEST(DocumentFiles, GroundForStories) {
  const char* const place = std::getenv("QYZMET_STORY_GROUND");
  if (place == nullptr) GTEST_SKIP() << "QYZMET_STORY_GROUND names no folder";
  const std::filesystem::path folder(place);
  std::filesystem::create_directories(folder / "data");
  Ground ground(folder / "data");
  const auto valid = ground.issue();
  const auto expired = ground.issue(Date{std::chrono::year{2025} / 12 / 31});
  const auto revoked = ground.issue();
  ground.revoke(revoked);
  ground.save(valid, Lang::ru, folder / "valid.pdf");
  ground.save(expired, Lang::kk, folder / "expired.pdf");
  ground.save(revoked, Lang::en, folder / "revoked.pdf");
  std::ofstream(folder / "word.txt") << id_to_display(valid.id.value) << "\n" << valid.word << "\n";
}

}  // namespace
}  // namespace qyzmet::app

// Uploading through a real server, on both engines: whole, in pieces of any size and order, again and again, by others.
#include "files/files.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/file.hpp"
#include "base/testing.hpp"
#include "files/store.hpp"
#include "files/testing.hpp"
#include "identity/testing.hpp"

namespace qyzmet::files {
namespace {

using http::testing::Answer;
using identity::testing::as;
using identity::testing::bearer;
using identity::testing::key_of;
using identity::testing::object_of;
using identity::testing::text_of;
using testing::announced;
using testing::kPdf;

constexpr std::int64_t kApplication = 4711;

std::string id_of(int number) { return fmt::format("{:032x}", number); }

/// A PDF of about `size` bytes that no two runs have in common.
std::string paper(Random& random, std::size_t size) {
  std::string filler(size, ' ');
  for (char& c : filler) c = static_cast<char>('a' + random.next_u64() % 26);
  return testing::pdf("", "", filler);
}

class FilesTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  FilesTest()
      : site(QYZMET_SOURCE_DIR, GetParam(), true, [this](http::Router& router) {
          if (!files) files.emplace(Files::Options{.folder = folder.path() / "files", .limits = limits()}, clock_of());
          EXPECT_TRUE(files->open());
          routes(router, *files);
        }) {
    aigul = as(site.citizen(0));
    other = as(site.citizen(1));
  }

  Clock& clock_of() { return site.bench.clock; }
  static Limits limits() { return {.a_day = 4 << 20, .nobodys_day = 2 << 20, .under_way = 3, .left_free = 1}; }

  Answer begin(std::string_view id, std::string_view bytes, const std::string& who, std::string_view type = kPdf) {
    return site.ask(http::testing::request("PUT", fmt::format("/api/files/{}", id),
                                           who + "Content-Type: application/json\r\n", announced(bytes, type)));
  }
  Answer piece(std::string_view id, std::size_t offset, std::string_view bytes, const std::string& who) {
    return site.ask(http::testing::request("PUT", fmt::format("/api/files/{}/pieces/{}", id, offset),
                                           who + "Content-Type: application/octet-stream\r\n", bytes));
  }
  Answer remove(std::string_view id, const std::string& who) {
    return site.ask(http::testing::request("DELETE", fmt::format("/api/files/{}", id), who));
  }
  Answer state(std::string_view id, const std::string& who) { return site.get(fmt::format("/api/files/{}", id), who); }
  /// Begun and sent whole, in one piece.
  Answer upload(std::string_view id, std::string_view bytes, const std::string& who, std::string_view type = kPdf) {
    const Answer begun = begin(id, bytes, who, type);
    return begun.status == 200 ? piece(id, 0, bytes, who) : begun;
  }
  static bool kept(const Answer& answer) { return answer.status == 200 && object_of(answer).at("kept").as_bool(); }
  static std::int64_t offset(const Answer& answer) { return object_of(answer).at("offset").as_int64(); }

  Wanted wanted(std::string_view bytes, std::string_view type = kPdf) const {
    return {.path = "answers.paper",
            .question = "paper",
            .name = "paper.pdf",
            .sha256 = sha256(bytes),
            .type = std::string(type),
            .size = static_cast<std::int64_t>(bytes.size())};
  }
  Result<std::vector<Named>> check(const Wanted& one, const Holder& holder) {
    Result<std::vector<Named>> found;
    site.read([&](db::Snapshot& snapshot) { found = files->check(snapshot, holder, std::array{one}); });
    return found;
  }
  void name(const std::vector<Named>& all) {
    const auto done =
        site.bench.database->change([&](db::Tx& tx) -> Result<void> { return files->name(tx, kApplication, all); });
    EXPECT_TRUE(done);
  }
  std::int64_t sweep(bool in_a_draft = false) {
    auto gone = files->sweep(*site.bench.database, [&](db::Tx&, std::int64_t, std::string_view) { return in_a_draft; });
    return gone ? *gone : -1;
  }
  std::size_t files_on_disk() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path() / "files")) {
      count += entry.is_regular_file() ? 1 : 0;
    }
    return count;
  }
  journal::AuditReport audited() {
    journal::AuditReport report;
    audit(*site.bench.database, folder.path() / "files", report);
    return report;
  }
  std::string where() {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path() / "files")) {
      if (entry.is_regular_file()) return entry.path().string();
    }
    return "";
  }

  db::testing::TempFolder folder;
  std::optional<Files> files;
  identity::testing::Site site;
  SystemRandom random;
  std::string aigul;
  std::string other;
};

TEST_P(FilesTest, AFileComesInPiecesAndIsKept) {
  const std::string bytes = paper(random, 3000);
  const Answer begun = begin(id_of(1), bytes, aigul);
  ASSERT_EQ(begun.status, 200) << begun.body;
  EXPECT_EQ(offset(begun), 0);
  EXPECT_FALSE(kept(begun));
  EXPECT_EQ(offset(piece(id_of(1), 0, bytes.substr(0, 1000), aigul)), 1000);
  EXPECT_EQ(offset(state(id_of(1), aigul)), 1000);
  EXPECT_EQ(offset(begin(id_of(1), bytes, aigul)), 1000) << "begun again, it says where to go on";
  EXPECT_FALSE(check(wanted(bytes), {.person = site.played(0).id})) << "not whole yet";
  EXPECT_TRUE(kept(piece(id_of(1), 1000, bytes.substr(1000), aigul)));
  EXPECT_TRUE(kept(state(id_of(1), aigul)));
  EXPECT_TRUE(check(wanted(bytes), {.person = site.played(0).id}));
}

TEST_P(FilesTest, APieceMayComeTwiceAndNoneMayBeLeftOut) {
  const std::string bytes = paper(random, 3000);
  begin(id_of(1), bytes, aigul);
  const Answer gap = piece(id_of(1), 10, "abc", aigul);
  EXPECT_EQ(key_of(gap), "file.other_offset");
  EXPECT_EQ(text_of(object_of(gap).at("details").as_object(), "offset"), "0");
  piece(id_of(1), 0, bytes.substr(0, 1000), aigul);
  EXPECT_EQ(offset(piece(id_of(1), 0, bytes.substr(0, 1000), aigul)), 1000);
  EXPECT_EQ(offset(piece(id_of(1), 500, "what is there already is not written over", aigul)), 1000);
  EXPECT_EQ(offset(piece(id_of(1), 500, bytes.substr(500, 1000), aigul)), 1500) << "only its end is new";
  EXPECT_EQ(key_of(piece(id_of(1), 1500, bytes + "x", aigul)), "file.too_long");
  EXPECT_TRUE(kept(piece(id_of(1), 1500, bytes.substr(1500), aigul)));
  EXPECT_TRUE(kept(piece(id_of(1), 1500, bytes.substr(1500), aigul)));
  EXPECT_TRUE(kept(piece(id_of(1), 0, "other bytes", aigul))) << "kept, nothing changes it";
  EXPECT_TRUE(check(wanted(bytes), {.person = site.played(0).id}));
  EXPECT_EQ(*read_file(where(), 1 << 20), bytes);
}

/// Goal: whatever the line does, what is kept is what was sent. Method: pieces of random size from random places, each
/// perhaps sent twice or out of order, as a client would that forgets everything but what the server tells it.
TEST_P(FilesTest, AnyOrderOfPiecesEndsInTheSameFile) {
  SeededRandom chance(test_seed());
  for (int round = 1; round <= 8; ++round) {
    const std::string bytes = paper(chance, 1 + chance.next_u64() % 200'000);
    const std::string id = id_of(round);
    ASSERT_EQ(begin(id, bytes, aigul).status, 200);
    for (int step = 0; step < 200 && !kept(state(id, aigul)); ++step) {
      const auto reached = static_cast<std::size_t>(offset(state(id, aigul)));
      std::size_t from = reached;
      if (chance.next_u64() % 3 == 0) from = chance.next_u64() % bytes.size();
      const std::size_t length = 1 + chance.next_u64() % std::min<std::size_t>(bytes.size() - from, 40'000);
      const Answer answer = piece(id, from, std::string_view(bytes).substr(from, length), aigul);
      if (from > reached) {
        EXPECT_EQ(key_of(answer), "file.other_offset");
      } else {
        EXPECT_EQ(offset(answer), static_cast<std::int64_t>(std::max(reached, from + length)));
      }
    }
    const auto reached = static_cast<std::size_t>(offset(state(id, aigul)));
    if (reached < bytes.size()) piece(id, reached, std::string_view(bytes).substr(reached), aigul);
    ASSERT_TRUE(kept(state(id, aigul)));
    const auto found = check(wanted(bytes), {.person = site.played(0).id});
    ASSERT_TRUE(found);
    EXPECT_EQ(*Shelf(folder.path() / "files").read(found->front().place), bytes);
    remove(id, aigul);
  }
}

TEST_P(FilesTest, WhatWasNotAnnouncedIsNotKept) {
  const std::string bytes = paper(random, 300);
  std::string changed = bytes;
  changed[100] ^= 1;
  begin(id_of(1), bytes, aigul);
  EXPECT_EQ(key_of(piece(id_of(1), 0, changed, aigul)), "file.other_digest");
  EXPECT_EQ(offset(state(id_of(1), aigul)), 0) << "nothing of it counts";
  EXPECT_TRUE(kept(piece(id_of(1), 0, bytes, aigul))) << "and the right one may still come";
  EXPECT_EQ(key_of(upload(id_of(2), "MZ a program", aigul)), "file.other_type");
  EXPECT_EQ(key_of(upload(id_of(3), testing::png(60'000, 60'000), aigul, "image/png")), "file.image_too_large");
  EXPECT_EQ(key_of(begin(id_of(1), changed, aigul)), "file.other_announced");
}

TEST_P(FilesTest, NobodyReachesAnothersUpload) {
  const std::string bytes = paper(random, 300);
  ASSERT_TRUE(kept(upload(id_of(1), bytes, aigul)));
  for (const std::string& who : {other, std::string()}) {
    EXPECT_EQ(state(id_of(1), who).status, 404);
    EXPECT_EQ(begin(id_of(1), bytes, who).status, 404);
    EXPECT_EQ(piece(id_of(1), 0, bytes, who).status, 404);
    EXPECT_EQ(remove(id_of(1), who).status, 404);
  }
  EXPECT_FALSE(check(wanted(bytes), {.person = site.played(1).id}));
  EXPECT_FALSE(check(wanted(bytes), {.person = 0, .ids = {id_of(1)}}));
  const auto refused = check(wanted(bytes), {.person = site.played(1).id});
  EXPECT_EQ(refused.error().fields.front().path, "answers.paper");
  EXPECT_EQ(refused.error().fields.front().key, "file.not_kept");
  EXPECT_EQ(upload(id_of(2), bytes, as(site.staff("officer"))).status, 403);
  EXPECT_EQ(upload(id_of(2), bytes, bearer(site.token())).status, 403) << "a client without a consent";
}

TEST_P(FilesTest, WhatNobodyOwnsBelongsToWhoeverKnowsItsId) {
  const std::string bytes = paper(random, 300);
  ASSERT_TRUE(kept(upload(id_of(1), bytes, "")));
  EXPECT_TRUE(check(wanted(bytes), {.person = 0, .ids = {id_of(1)}}));
  EXPECT_FALSE(check(wanted(bytes), {.person = 0, .ids = {id_of(2)}}));
  EXPECT_FALSE(check(wanted(bytes), {.person = site.played(0).id}));
  EXPECT_TRUE(kept(begin(id_of(1), bytes, aigul))) << "signed in since: it becomes theirs";
  EXPECT_TRUE(check(wanted(bytes), {.person = site.played(0).id}));
  EXPECT_EQ(state(id_of(1), "").status, 404);
}

TEST_P(FilesTest, OnlyWhatIsReadableBegins) {
  const std::string bytes = paper(random, 300);
  for (const char* id : {"....passwd", "0", "ABCDEF00ABCDEF00ABCDEF00ABCDEF00"}) {
    EXPECT_EQ(begin(id, bytes, aigul).status, 422) << id;
    EXPECT_EQ(piece(id, 0, bytes, aigul).status, 404) << id;
    EXPECT_EQ(state(id, aigul).status, 404) << id;
  }
  EXPECT_EQ(begin("..%2f..%2fetc%2fpasswd", bytes, aigul).status, 400);
  const auto with_body = [&](std::string_view body) {
    const std::string headers = aigul + "Content-Type: application/json\r\n";
    return site.ask(http::testing::request("PUT", "/api/files/" + id_of(1), headers, body)).status;
  };
  EXPECT_EQ(with_body("{}"), 422);
  EXPECT_EQ(with_body("[]"), 422);
  EXPECT_EQ(with_body(R"({"size":0,"sha256":"","type":"image/png"})"), 422);
  EXPECT_EQ(with_body(fmt::format(R"({{"size":{},"sha256":"","type":"image/png"}})", kLargestFile + 1)), 422);
  EXPECT_EQ(begin(id_of(1), bytes, aigul, "application/zip").status, 422);
  EXPECT_EQ(begin(id_of(1), bytes, aigul).status, 200);
  EXPECT_EQ(piece(id_of(1), 0, "", aigul).status, 422);
  EXPECT_EQ(piece(id_of(1), 0, std::string(kLargestPiece + 1, 'a'), aigul).status, 413);
  const Answer json = site.ask(http::testing::request("PUT", "/api/files/" + id_of(1) + "/pieces/0",
                                                      aigul + "Content-Type: application/json\r\n", bytes));
  EXPECT_EQ(key_of(json), "http.not_octets");
}

TEST_P(FilesTest, ThereIsALimitOnEverything) {
  const std::string bytes = paper(random, 100);
  for (int i = 1; i <= limits().under_way; ++i) EXPECT_EQ(begin(id_of(i), bytes, aigul).status, 200);
  EXPECT_EQ(key_of(begin(id_of(9), bytes, aigul)), "file.too_many_under_way");
  EXPECT_EQ(begin(id_of(1), bytes, aigul).status, 200) << "one that was begun goes on";
  EXPECT_EQ(remove(id_of(1), aigul).status, 200);
  EXPECT_EQ(begin(id_of(9), bytes, aigul).status, 200);

  const std::string large = paper(random, 1'000'000);
  const auto send = [&](int id, const std::string& who) {
    const Answer begun = begin(id_of(id), large, who);
    if (begun.status != 200) return key_of(begun);
    piece(id_of(id), 0, large.substr(0, kLargestPiece), who);
    return std::string(kept(piece(id_of(id), kLargestPiece, large.substr(kLargestPiece), who)) ? "" : "not kept");
  };
  for (int i = 11; i <= 14; ++i) EXPECT_EQ(send(i, other), "");
  EXPECT_EQ(send(15, other), "file.too_much_today");
  for (int i = 21; i <= 22; ++i) EXPECT_EQ(send(i, ""), "");
  EXPECT_EQ(send(23, ""), "file.too_much_today");
  site.bench.clock.advance(std::chrono::hours(25));
  EXPECT_EQ(send(23, ""), "");
}

TEST_P(FilesTest, WhatNothingNamesGoesAfterADay) {
  const std::string named = paper(random, 100);
  const std::string drafted = paper(random, 100);
  ASSERT_TRUE(kept(upload(id_of(1), named, aigul)));
  ASSERT_TRUE(kept(upload(id_of(2), drafted, aigul)));
  ASSERT_TRUE(kept(upload(id_of(3), drafted, "")));
  begin(id_of(4), paper(random, 100), aigul);
  name(*check(wanted(named), {.person = site.played(0).id}));
  site.bench.clock.advance(std::chrono::hours(23));
  EXPECT_EQ(sweep(), 0);
  site.bench.clock.advance(std::chrono::hours(2));
  EXPECT_EQ(sweep(true), 1) << "nobody's has no draft";
  EXPECT_EQ(files_on_disk(), 2U);
  EXPECT_EQ(sweep(), 2);
  EXPECT_EQ(files_on_disk(), 1U);
  EXPECT_EQ(sweep(), 0);
  EXPECT_TRUE(check(wanted(named), {.person = site.played(0).id}));
  EXPECT_TRUE(audited().findings.empty());
}

TEST_P(FilesTest, WhatAnApplicationNamesStays) {
  const std::string bytes = paper(random, 100);
  ASSERT_TRUE(kept(upload(id_of(1), bytes, aigul)));
  const auto found = check(wanted(bytes), {.person = site.played(0).id});
  name(*found);
  EXPECT_EQ(key_of(remove(id_of(1), aigul)), "file.named");
  std::filesystem::remove(where());
  ASSERT_EQ(audited().findings.size(), 1U);
  EXPECT_NE(audited().findings[0].what.find("missing"), std::string::npos) << audited().findings[0].what;
}

TEST_P(FilesTest, TheAuditSeesAChangedFile) {
  const std::string bytes = paper(random, 100);
  ASSERT_TRUE(kept(upload(id_of(1), bytes, aigul)));
  name(*check(wanted(bytes), {.person = site.played(0).id}));
  EXPECT_TRUE(audited().findings.empty());
  std::ofstream(where(), std::ios::binary | std::ios::app) << "x";
  ASSERT_EQ(audited().findings.size(), 1U);
  EXPECT_NE(audited().findings[0].what.find("not those"), std::string::npos);
}

TEST_P(FilesTest, BytesThatNoRowKnowsGo) {
  ASSERT_TRUE(kept(upload(id_of(1), paper(random, 100), aigul)));
  const Shelf shelf(folder.path() / "files");
  ASSERT_TRUE(shelf.write(77, 0, "left behind by a crash"));
  EXPECT_EQ(files->sweep_strays(*site.bench.database), 0) << "it may be on its way";
  const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::years(1);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path() / "files")) {
    std::filesystem::last_write_time(entry.path(), old);
  }
  EXPECT_EQ(files->sweep_strays(*site.bench.database), 1);
  EXPECT_EQ(files_on_disk(), 1U);
}

/// A crash between two steps leaves one of these behind; the client sends the piece again.
TEST_P(FilesTest, AfterACrashThePieceIsSentAgain) {
  const std::string bytes = paper(random, 3000);
  const auto writes = [&](const Files::Piece& piece) { return files->write(piece).has_value(); };
  begin(id_of(1), bytes, aigul);
  Upload upload;
  site.read([&](db::Snapshot& snapshot) { upload = *store::find(snapshot, id_of(1)); });
  // Written, not told.
  ASSERT_TRUE(writes({upload, 0, std::string_view(bytes).substr(0, 2000), {0, 2000}}));
  EXPECT_EQ(offset(piece(id_of(1), 0, bytes.substr(0, 1000), aigul)), 1000);
  // Whole and in its place, not told.
  site.read([&](db::Snapshot& snapshot) { upload = *store::find(snapshot, id_of(1)); });
  ASSERT_TRUE(writes({upload, 1000, std::string_view(bytes).substr(1000), {0, std::ssize(bytes)}}));
  EXPECT_FALSE(kept(state(id_of(1), aigul)));
  EXPECT_TRUE(kept(piece(id_of(1), 1000, bytes.substr(1000), aigul)));
  EXPECT_EQ(*read_file(where(), 1 << 20), bytes);
  // Told, and the bytes are not there (a backup without them): said, not taken for good.
  begin(id_of(2), bytes, aigul);
  piece(id_of(2), 0, bytes.substr(0, 1000), aigul);
  site.read([&](db::Snapshot& snapshot) { upload = *store::find(snapshot, id_of(2)); });
  Shelf(folder.path() / "files").remove(upload.place);
  EXPECT_EQ(key_of(piece(id_of(2), 1000, bytes.substr(1000), aigul)), "file.lost");
}

TEST_P(FilesTest, ItIsHandedOutAsAFileToSave) {
  const std::string bytes = paper(random, 3000);
  ASSERT_TRUE(kept(upload(id_of(1), bytes, aigul)));
  auto found = check(wanted(bytes), {.person = site.played(0).id});
  found->front().name = "анықтама \"1\".pdf";
  http::Request request;
  const auto whole = files->hand_out(request, found->front());
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->body, bytes);
  EXPECT_EQ(whole->content_type, "application/pdf");
  EXPECT_EQ(whole->headers[0].value,
            "attachment; filename=\"__________________1_.pdf\"; filename*=UTF-8''"
            "%D0%B0%D0%BD%D1%8B%D2%9B%D1%82%D0%B0%D0%BC%D0%B0%20%221%22.pdf");
  EXPECT_EQ(whole->headers[1].value, "sandbox; default-src 'none'");
  request.headers = {{"Range", "bytes=1000-"}};
  const auto rest = files->hand_out(request, found->front());
  EXPECT_EQ(rest->status, 206);
  EXPECT_EQ(rest->body, bytes.substr(1000));
  for (const char* range : {"bytes=-5", "bytes=99999-", "bytes=5-6", "lines=1-", "bytes=x-"}) {
    request.headers = {{"Range", range}};
    EXPECT_EQ(files->hand_out(request, found->front())->body.size(), bytes.size()) << range;
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, FilesTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::files

// The built pages: precompressed, cached by their names' hashes, and no way out of their folder.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "http/static_files.hpp"
#include "http/testing.hpp"

namespace qyzmet::http {
namespace {

namespace fs = std::filesystem;
using testing::request;

class StaticFilesTest : public ::testing::Test {
 protected:
  StaticFilesTest() : site_(testing::kWordsFile) {
    put("index.html", "<!doctype html>index");
    put("index.html.gz", "index in gzip");
    put("assets/index-4f9Kd2aB.js", "plain");
    put("assets/index-4f9Kd2aB.js.br", "brotli");
    put("assets/index-4f9Kd2aB.js.gz", "gzip");
    put("assets/plain.css", "css");
    put("favicon.svg", "<svg/>");
    put("preload.json", R"([
      {"path": "/", "ask": "", "links": {"kk": "<home-kk>", "ru": "<home-ru>", "en": "<home-en>"}},
      {"path": "/apply/", "ask": "/api/services/", "links": {"kk": "<form-kk>", "ru": "<form-ru>", "en": "<form-en>"}}
    ])");
    std::ofstream(folder_.path() / "secret") << "secret";
    fs::create_symlink(folder_.path() / "secret", pages() / "link.txt");
    site_.router.memory(Right::everyone, Method::get, "/api/things",
                        [](const Request&) -> Result<Reply> { return json_reply(200, "[]"); });
    site_.options.static_directory = pages();
    site_.start();
  }

  fs::path pages() const { return folder_.path() / "pages"; }
  void put(const fs::path& name, std::string_view content) {
    fs::create_directories((pages() / name).parent_path());
    std::ofstream(pages() / name) << content;
  }

  db::testing::TempFolder folder_;
  testing::Site site_;
};

constexpr auto kScript = "/assets/index-4f9Kd2aB.js";

TEST_F(StaticFilesTest, the_smallest_accepted_form_is_sent) {
  EXPECT_EQ(site_.get(kScript).body, "plain");
  const auto brotli = site_.get(kScript, "Accept-Encoding: gzip, deflate, br\r\n");
  EXPECT_EQ(brotli.body, "brotli");
  EXPECT_EQ(brotli.header("Content-Encoding"), "br");
  EXPECT_EQ(brotli.header("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(brotli.header("Vary"), "Accept-Encoding");
  EXPECT_EQ(site_.get(kScript, "Accept-Encoding: gzip, br;q=0\r\n").body, "gzip");
  EXPECT_EQ(site_.get(kScript, "Accept-Encoding: br;q=0.0, gzip;q=0\r\n").body, "plain");
  EXPECT_EQ(site_.get("/", "Accept-Encoding: br\r\n").body, "<!doctype html>index") << "there is no such form of it";
}

TEST_F(StaticFilesTest, names_with_a_hash_are_kept_for_good_and_others_asked_for) {
  EXPECT_EQ(site_.get(kScript).header("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(site_.get("/assets/plain.css").header("Cache-Control"), "no-cache");
  EXPECT_EQ(site_.get("/favicon.svg").header("Cache-Control"), "no-cache");
  EXPECT_EQ(site_.get("/").header("Cache-Control"), "no-cache");
}

TEST_F(StaticFilesTest, what_the_client_has_is_not_sent_again) {
  const auto first = site_.get("/", "Accept-Encoding: gzip\r\n");
  const auto etag = first.header("ETag");
  auto wire = site_.connect();
  wire.send(request("GET", "/", "Accept-Encoding: gzip\r\nIf-None-Match: \"other\", " + etag + "\r\n") +
            request("GET", "/", "If-None-Match: " + etag + "\r\n"));
  const auto second = wire.receive();
  EXPECT_EQ(second.status, 304);
  EXPECT_EQ(second.header("ETag"), etag);
  EXPECT_EQ(second.header("Content-Length"), "");
  EXPECT_EQ(wire.receive().status, 200) << "another form is another thing";
}

TEST_F(StaticFilesTest, pages_carry_the_strict_policy) {
  const auto page = site_.get("/");
  EXPECT_EQ(page.header("Content-Security-Policy"),
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            "font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
            "frame-ancestors 'none'");
  EXPECT_EQ(page.header("Cross-Origin-Opener-Policy"), "same-origin");
  EXPECT_EQ(page.header("X-Content-Type-Options"), "nosniff");
}

TEST_F(StaticFilesTest, a_page_names_what_it_will_ask_for_in_the_readers_language) {
  constexpr auto browser = "Accept: text/html\r\nAccept-Language: en\r\n";
  const auto link = [&](const char* path) { return site_.get(path, browser).header("Link"); };
  EXPECT_EQ(link("/"), "<home-en>");
  EXPECT_EQ(site_.get("/", "Accept-Language: ru\r\n").header("Link"), "<home-ru>");
  EXPECT_EQ(site_.get("/", "Accept-Language: en\r\nCookie: lang=kk\r\n").header("Link"), "<home-kk>");
  EXPECT_EQ(site_.get("/").header("Vary"), "Accept-Encoding, Accept-Language, Cookie");
  const std::string form = "</api/services/kz.a-1>; rel=preload; as=fetch; crossorigin, <form-en>";
  EXPECT_EQ(link("/apply/kz.a-1"), form);
  EXPECT_EQ(link("/apply/kz.a-1/first"), form);
  EXPECT_EQ(link("/apply/"), "<form-en>");
  EXPECT_EQ(link("/apply/a%3E;%20rel=x"), "<form-en>") << "what cannot stand in a header is not told";
  EXPECT_EQ(link("/verify"), "");
  EXPECT_EQ(site_.get("/assets/plain.css", browser).header("Link"), "");
  EXPECT_EQ(site_.get("/preload.json").status, 404);
}

TEST(Preload, AFileThatIsNoneIsRefused) {
  const db::testing::TempFolder folder;
  for (const std::string_view text : {"", "{}", "[1]", R"([{"path": "/", "ask": "", "links": {"kk": ""}}])"}) {
    std::ofstream(folder.path() / "preload.json") << text;
    const auto loaded = StaticFiles::load(folder.path().string());
    ASSERT_FALSE(loaded) << text;
    EXPECT_EQ(loaded.error().key, "http.static_unreadable");
  }
}

TEST_F(StaticFilesTest, page_paths_give_the_index_and_nothing_else_does) {
  constexpr auto browser = "Accept: text/html,application/xhtml+xml\r\n";
  EXPECT_EQ(site_.get("/file", browser).body, "<!doctype html>index");
  EXPECT_EQ(site_.get("/verify/receipt", browser).body, "<!doctype html>index");
  EXPECT_EQ(site_.get("/file").status, 404) << "a program wants to know";
  EXPECT_EQ(site_.get("/file.txt", browser).status, 404);
  EXPECT_EQ(site_.get("/assets/old-12345678.js", browser).status, 404);
  EXPECT_EQ(site_.get("/api/nothing", browser).status, 404);
  EXPECT_EQ(site_.get("/log/nothing", browser).status, 404);
  EXPECT_EQ(site_.ask(request("POST", "/file", browser)).status, 404);
  EXPECT_EQ(site_.get("/api/things", browser).body, "[]");
}

TEST_F(StaticFilesTest, there_is_no_way_out_of_the_folder) {
  for (const auto* path :
       {"/../secret", "/assets/../../secret", "/%2e%2e/secret", "/..%2fsecret", "/assets/..%5c..%5csecret", "//secret",
        "/link.txt", "/./secret", "/assets", "/assets/", "/index.html.gz"}) {
    const auto answer = site_.get(path);
    EXPECT_TRUE(answer.status == 404 || answer.status == 400) << path << ' ' << answer.status;
    EXPECT_EQ(answer.body.find("secret\""), std::string::npos) << path;
  }
}

}  // namespace
}  // namespace qyzmet::http

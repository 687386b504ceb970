// The log over HTTP, as C2SP tlog-tiles wants it.
#include <gtest/gtest.h>

#include <optional>

#include "base/words.hpp"
#include "http/testing.hpp"
#include "journal/checkpoint.hpp"
#include "journal/note.hpp"
#include "journal/testing.hpp"
#include "journal/tree.hpp"

namespace qyzmet::journal {
namespace {

class LogRoutesTest : public ::testing::Test {
 protected:
  LogRoutesTest() : words_(Words::load(http::testing::kWordsFile).value()) {
    EXPECT_TRUE(bench_.open());
    routes(router_, *bench_.publisher);
    options_.port = 0;
    options_.access_log = false;
    server_.emplace(options_, router_, *bench_.database, words_, bench_.clock, bench_.random);
    bench_.run();
    EXPECT_TRUE(server_->start());
  }
  ~LogRoutesTest() override {
    server_->stop();
    bench_.stop();
  }
  http::testing::Answer get(std::string_view path) {
    http::testing::Wire wire(server_->port());
    EXPECT_TRUE(wire.send(http::testing::request("GET", path)));
    return wire.receive();
  }

  testing::Bench bench_;
  http::Router router_;
  Words words_;
  http::ServerOptions options_;
  std::optional<http::Server> server_;
};

TEST_F(LogRoutesTest, checkpoint_and_key_verify_each_other) {
  bench_.append(3);
  bench_.published(3);
  auto key = get("/log/key");
  EXPECT_EQ(key.status, 200);
  EXPECT_EQ(key.body, bench_.publisher->verifier_key() + "\n");
  auto checkpoint = get("/log/checkpoint");
  EXPECT_EQ(checkpoint.status, 200);
  EXPECT_EQ(checkpoint.header("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(checkpoint.header("Cache-Control"), "no-store");
  auto signed_for = verified_checkpoint(checkpoint.body, *parse_verifier_key(bench_.publisher->verifier_key()));
  ASSERT_TRUE(signed_for);
  EXPECT_EQ(signed_for->size, 3);
}

TEST_F(LogRoutesTest, tiles_and_bundles_of_the_published_tree_and_no_others) {
  bench_.append(300);
  bench_.published(300);
  auto tile = get("/log/tile/0/000");
  EXPECT_EQ(tile.status, 200);
  EXPECT_EQ(tile.header("Content-Type"), "application/octet-stream");
  EXPECT_EQ(tile.header("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(tile.body.size(), 8192U);
  EXPECT_EQ(get("/log/tile/0/001.p/44").body.size(), 44U * 32);
  EXPECT_EQ(get("/log/tile/1/000.p/1").body.size(), 32U);
  EXPECT_EQ(get("/log/tile/entries/000").body.size(), 256U * 34);
  EXPECT_EQ(get("/log/tile/entries/001.p/44").body.size(), 44U * 34);
  auto entries = get("/log/tile/entries/000").body;
  for (int i = 0; i < 256; ++i) {
    auto entry = std::string_view(entries).substr(static_cast<std::size_t>(i) * 34 + 2, 32);
    EXPECT_EQ(as_text(leaf_hash(as_bytes(entry))), tile.body.substr(static_cast<std::size_t>(i) * 32, 32));
  }
  for (auto path :
       {"/log/tile/0/001", "/log/tile/0/001.p/45", "/log/tile/1/000", "/log/tile/1/000.p/2", "/log/tile/2/000.p/1",
        "/log/tile/00/000", "/log/tile/64/000", "/log/tile/0/0", "/log/tile/0/x000/000", "/log/tile/entries/001",
        "/log/tile/entries/0", "/log/tile/entries/000.p/0", "/log/tile/data/000"}) {
    auto missing = get(path);
    EXPECT_EQ(missing.status, 404) << path;
    EXPECT_EQ(missing.header("Content-Type"), "application/problem+json") << path;
  }
}

}  // namespace
}  // namespace qyzmet::journal

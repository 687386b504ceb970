// Live routes: events come as they are committed, a client that comes back goes on after its cursor, and stopping ends
// the stream.
#include <gtest/gtest.h>


#include "http/live.hpp"
#include "http/testing.hpp"

namespace qyzmet::http {
namespace {

using testing::request;
using testing::Wire;

const db::Sql kCreateHappening{"CREATE TABLE happening (place BIGINT PRIMARY KEY, data TEXT NOT NULL)"};
const db::Sql kInsertHappening{"INSERT INTO happening (place, data) VALUES ($place, $data)"};
const db::Sql kAfter{"SELECT place, data FROM happening WHERE place > $cursor ORDER BY place LIMIT $limit"};

class LiveTest : public ::testing::Test {
 protected:
  LiveTest() : site_(testing::kWordsFile) {
    site_.router.live(Right::everyone, "/api/live/{what}",
                      [](const Request& request, std::int64_t cursor, int limit,
                         db::Snapshot& snapshot) -> Result<std::vector<LiveEvent>> {
                        if (request.capture("what") != "happenings") return fail(Code::not_found, "http.not_found");
                        std::vector<LiveEvent> events;
                        const auto rows = snapshot.query(kAfter, {{"cursor", cursor}, {"limit", limit}});
                        while (rows->next())
                          events.push_back({rows->integer(0), "happened", std::string(rows->text(1))});
                        return events;
                      });
    site_.start();
    EXPECT_TRUE(site_.database->change([](db::Tx& tx) -> Result<void> {
      tx.run(kCreateHappening, {});
      return {};
    }));
  }

  void happen(int from, int to) {
    EXPECT_TRUE(site_.database->change([&](db::Tx& tx) -> Result<void> {
      for (int place = from; place < to; ++place) {
        tx.run(kInsertHappening, {{"place", place}, {"data", "{\"n\":" + std::to_string(place) + "}"}});
      }
      return {};
    }));
  }
  Wire listen(std::string_view headers = "", std::string_view query = "") {
    auto wire = site_.connect();
    wire.send(request("GET", std::string("/api/live/happenings").append(query), headers));
    return wire;
  }
  std::string wait_for(Wire& wire, std::string_view what) {
    return testing::receive_as_time_passes(wire, site_.clock, what);
  }

  testing::Site site_;
};

TEST_F(LiveTest, sends_what_was_and_what_comes) {
  happen(0, 2);
  auto wire = listen();
  const auto start = wire.receive_until("{\"n\":1}\n\n");
  EXPECT_NE(start.find("HTTP/1.1 200"), std::string::npos);
  EXPECT_NE(start.find("Content-Type: text/event-stream\r\n"), std::string::npos);
  EXPECT_NE(start.find("Cache-Control: no-store\r\n"), std::string::npos);
  EXPECT_NE(start.find("id: 0\nevent: happened\ndata: {\"n\":0}\n\nid: 1\n"), std::string::npos) << start;
  happen(2, 3);
  EXPECT_EQ(wait_for(wire, "{\"n\":2}\n\n"), "id: 2\nevent: happened\ndata: {\"n\":2}\n\n")
      << "once, and nothing twice";
}

TEST_F(LiveTest, goes_on_after_the_cursor) {
  happen(0, 5);
  auto by_header = listen("Last-Event-ID: 2\r\n", "?cursor=0");
  const auto seen = by_header.receive_until("{\"n\":4}\n\n");
  EXPECT_EQ(seen.find("id: 2\n"), std::string::npos);
  EXPECT_NE(seen.find("id: 3\n"), std::string::npos);
  auto by_query = listen("", "?cursor=3");
  EXPECT_EQ(by_query.receive_until("{\"n\":4}\n\n").find("id: 3\n"), std::string::npos);
}

TEST_F(LiveTest, a_client_that_lost_the_stream_misses_nothing) {
  std::int64_t cursor = -1;
  std::string all;
  for (int round = 0; round < 5; ++round) {
    happen(round * 3, round * 3 + 3);
    auto wire = listen("Last-Event-ID: " + std::to_string(cursor) + "\r\n");
    cursor = round * 3 + 2;
    const auto seen = wire.receive_until("id: " + std::to_string(cursor) + "\n");
    for (int i = 0; i <= cursor; ++i) {
      const bool expected = i > cursor - 3;
      EXPECT_EQ(seen.find("id: " + std::to_string(i) + "\n") != std::string::npos, expected) << round << ' ' << i;
    }
  }
}

TEST_F(LiveTest, a_long_backlog_comes_in_whole) {
  happen(0, 1000);
  auto wire = listen();
  const auto seen = wait_for(wire, "{\"n\":999}\n\n");
  std::size_t events = 0;
  for (auto at = seen.find("\nid: "); at != std::string::npos; at = seen.find("\nid: ", at + 1)) ++events;
  EXPECT_EQ(events, 1000U);
}

TEST_F(LiveTest, bad_cursors_and_errors_are_problems) {
  EXPECT_EQ(site_.get("/api/live/nothing").status, 404);
  for (const auto* cursor : {"x", "1x", "-2", "99999999999999999999"}) {
    EXPECT_EQ(site_.get("/api/live/happenings", "Last-Event-ID: " + std::string(cursor) + "\r\n").status, 400)
        << cursor;
  }
  EXPECT_EQ(site_.get("/api/live/happenings?cursor=abc").status, 400);
}

TEST_F(LiveTest, silence_is_broken_by_a_comment) {
  auto wire = listen();
  wire.receive_until("retry: 2000\n\n");
  EXPECT_EQ(wait_for(wire, ":\n\n"), ":\n\n");
}

TEST_F(LiveTest, head_is_answered_and_ends) {
  const auto answer = site_.ask(request("HEAD", "/api/live/happenings"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Content-Type"), "text/event-stream");
}

TEST_F(LiveTest, stopping_ends_the_stream) {
  auto wire = listen();
  wire.receive_until("retry: 2000\n\n");
  site_.stop();
  EXPECT_TRUE(wire.closed());
}

TEST(Live, a_line_break_in_the_data_stays_data) {
  std::string out;
  append_event(out, {7, "e", "a\nevent: b"});
  EXPECT_EQ(out, "id: 7\nevent: e\ndata: a\ndata: event: b\n\n");
}

}  // namespace
}  // namespace qyzmet::http

// Changes through a real server on a real database: one acceptance for one key, the same answer for every repeat.
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "base/json.hpp"
#include "http/testing.hpp"

namespace qyzmet::http {
namespace {

using testing::post;
using testing::request;

const db::Sql kCreate{"CREATE TABLE note (id BIGINT PRIMARY KEY, body TEXT NOT NULL UNIQUE, path TEXT NOT NULL)"};
const db::Sql kInsert{"INSERT INTO note (id, body, path) VALUES ($id, $body, $path)"};
const db::Sql kCount{"SELECT count(*) FROM note"};
const db::Sql kClose{"UPDATE note SET path = 'closed' WHERE path <> 'closed'"};

class ChangeTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  ChangeTest() : site_(testing::kWordsFile, GetParam()) {
    ChangeHandler<std::string, std::string> note;
    note.parse = [](const Request& request) -> Result<std::string> {
      if (request.body.find("unreadable") != std::string::npos) return fail_field("text", "field.missing");
      if (request.body.find("explode") != std::string::npos) throw std::runtime_error("parse exploded");
      return request.body;
    };
    note.prepare = [this](const Request&, std::string&& text, db::Snapshot&) -> Result<std::string> {
      if (text.find("prepare fails") != std::string::npos) throw std::runtime_error("prepare exploded");
      if (closed_) return fail(Code::conflict, "request.invalid");
      return std::move(text);
    };
    note.apply = [](db::Tx& tx, const Request& request, const std::string& text) -> Result<Reply> {
      if (text.find("apply fails") != std::string::npos) throw std::runtime_error("apply exploded");
      const auto id = tx.new_id();
      tx.run(kInsert, {{"id", id}, {"body", text}, {"path", request.path}});
      auto reply = json_reply(201, R"({"id":")" + id_to_decimal(id) + "\"}");
      reply.headers.push_back({"Location", "/api/notes/" + id_to_decimal(id)});
      return reply;
    };
    site_.router.change(Right::everyone, Method::post, "/api/notes", note);
    site_.router.change(Right::everyone, Method::post, "/api/{place}/notes", note);
    ChangeHandler<int, int> close;
    close.parse = [](const Request&) -> Result<int> { return 0; };
    close.prepare = [](const Request&, int&&, db::Snapshot&) -> Result<int> { return 0; };
    close.apply = [](db::Tx& tx, const Request&, const int&) -> Result<Reply> {
      if (tx.run_counted(kClose, {}) != 1) return fail(Code::conflict, "request.invalid");
      return json_reply(200, R"({"closed":true})");
    };
    site_.router.change(Right::everyone, Method::post, "/api/close", close);
    site_.start();
    EXPECT_TRUE(site_.database->change([](db::Tx& tx) -> Result<void> {
      tx.run(kCreate, {});
      return {};
    }));
  }

  std::int64_t count() {
    std::int64_t found = -1;
    site_.database->read([&](db::Snapshot& snapshot) {
      const auto rows = snapshot.query(kCount);
      if (rows->next()) found = rows->integer(0);
    });
    return found;
  }

  std::atomic<bool> closed_ = false;
  testing::Site site_;
};

TEST_P(ChangeTest, is_accepted_once_and_answered_alike_ever_after) {
  const auto first = site_.ask(post("/api/notes", "key-1", R"({"text":"a"})"));
  EXPECT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(first.header("Idempotent-Replayed"), "");
  const auto again = site_.ask(post("/api/notes", "key-1", R"({"text":"a"})"));
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.header("Location"), first.header("Location"));
  EXPECT_EQ(again.header("Content-Type"), "application/json");
  EXPECT_EQ(again.header("Idempotent-Replayed"), "true");
  EXPECT_EQ(count(), 1);
}

TEST_P(ChangeTest, another_body_or_path_under_the_same_key_is_refused) {
  EXPECT_EQ(site_.ask(post("/api/notes", "key-1", R"({"text":"a"})")).status, 201);
  const auto other = site_.ask(post("/api/notes", "key-1", R"({"text":"b"})"));
  EXPECT_EQ(other.status, 422);
  EXPECT_NE(other.body.find("\"type\":\"/problems/idempotency.other_body\""), std::string::npos) << other.body;
  EXPECT_EQ(site_.ask(post("/api/almaty/notes", "key-2", R"({"text":"c"})")).status, 201);
  EXPECT_EQ(site_.ask(post("/api/astana/notes", "key-2", R"({"text":"c"})")).status, 422);
  EXPECT_EQ(count(), 2);
}

TEST_P(ChangeTest, one_key_on_two_routes_is_two_changes) {
  EXPECT_EQ(site_.ask(post("/api/notes", "key", R"({"text":"a"})")).status, 201);
  EXPECT_EQ(site_.ask(post("/api/close", "key", "")).status, 200);
}

TEST_P(ChangeTest, a_repeat_is_answered_although_it_would_fail_now) {
  EXPECT_EQ(site_.ask(post("/api/notes", "n", R"({"text":"a"})")).status, 201);
  EXPECT_EQ(site_.ask(post("/api/close", "c", "")).status, 200);
  const auto again = site_.ask(post("/api/close", "c", ""));
  EXPECT_EQ(again.status, 200) << "apply finds nothing to close any more: " << again.body;
  EXPECT_EQ(again.header("Idempotent-Replayed"), "true");
  EXPECT_EQ(site_.ask(post("/api/close", "d", "")).status, 409);
  closed_ = true;
  const auto note = site_.ask(post("/api/notes", "n", R"({"text":"a"})"));
  EXPECT_EQ(note.status, 201) << "prepare refuses now: " << note.body;
  EXPECT_EQ(site_.ask(post("/api/notes", "n", R"({"unreadable":1})")).status, 422);
  EXPECT_EQ(site_.ask(post("/api/notes", "new", R"({"text":"new"})")).status, 409);
}

TEST_P(ChangeTest, fifty_at_once_are_one) {
  std::atomic<int> accepted = 0;
  std::atomic<int> replayed = 0;
  std::mutex mutex;
  std::set<std::string> bodies;
  std::vector<std::thread> callers;
  for (int i = 0; i < 50; ++i) {
    callers.emplace_back([&] {
      const auto answer = site_.ask(post("/api/notes", "the-key", R"({"text":"one"})"));
      if (answer.status == 201) ++accepted;
      if (answer.header("Idempotent-Replayed") == "true") ++replayed;
      const std::lock_guard lock(mutex);
      bodies.insert(answer.body);
    });
  }
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(accepted, 50);
  EXPECT_EQ(replayed, 49);
  EXPECT_EQ(bodies.size(), 1U);
  EXPECT_EQ(count(), 1);
}

TEST_P(ChangeTest, keys_that_are_none_are_refused) {
  EXPECT_NE(site_.ask(request("POST", "/api/notes", "Content-Type: application/json\r\n", "{}"))
                .body.find("idempotency.missing"),
            std::string::npos);
  for (const auto& key : {std::string("a b"), std::string(129, 'k'), std::string("\xD0\xB6")}) {
    const auto answer = site_.ask(post("/api/notes", key, "{}"));
    EXPECT_EQ(answer.status, 400);
    EXPECT_NE(answer.body.find("idempotency.malformed"), std::string::npos) << answer.body;
  }
  EXPECT_EQ(site_.ask(post("/api/notes", std::string(128, '~'), "{}")).status, 201);
}

TEST_P(ChangeTest, a_body_that_is_not_json_is_refused) {
  const auto lines = [](std::string_view type) {
    return std::string("Idempotency-Key: k\r\nContent-Type: ").append(type).append("\r\n");
  };
  for (const auto* type : {"text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""}) {
    EXPECT_EQ(site_.ask(request("POST", "/api/notes", lines(type), "{}")).status, 415) << type;
  }
  EXPECT_EQ(site_.ask(request("POST", "/api/notes", "Idempotency-Key: k\r\n", "{}")).status, 415);
  EXPECT_EQ(site_.ask(request("POST", "/api/notes", lines("Application/JSON; charset=utf-8"), "{}")).status, 201);
}

TEST_P(ChangeTest, what_a_handler_throws_is_a_problem_that_tells_nothing) {
  for (const auto* body : {"\"explode\"", "\"prepare fails\"", "\"apply fails\""}) {
    const auto answer = site_.ask(post("/api/notes", "k", body));
    EXPECT_EQ(answer.status, 500) << body;
    EXPECT_EQ(answer.body.find("exploded"), std::string::npos) << answer.body;
    EXPECT_NE(answer.body.find("\"type\":\"/problems/http.internal\""), std::string::npos) << answer.body;
  }
  EXPECT_EQ(site_.ask(post("/api/notes", "k", R"({"text":"after"})")).status, 201) << "the key is still free";
}

TEST_P(ChangeTest, a_row_that_another_table_refuses_is_a_conflict) {
  EXPECT_EQ(site_.ask(post("/api/notes", "k1", R"({"text":"a"})")).status, 201);
  const auto twin = site_.ask(post("/api/notes", "k2", R"({"text":"a"})"));
  EXPECT_EQ(twin.status, 409);
  EXPECT_NE(twin.body.find("db.refused"), std::string::npos) << twin.body;
  EXPECT_EQ(count(), 1);
}

TEST_P(ChangeTest, a_field_is_named_in_the_callers_language) {
  const auto answer = site_.ask(post("/api/notes?lang=ru", "k", R"({"unreadable":1})"));
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
  EXPECT_EQ(answer.header("Content-Language"), "ru");
  const auto document = parse_json(answer.body);
  ASSERT_TRUE(document) << answer.body;
  const auto& field = document->as_object().at("fields").as_array().at(0).as_object();
  EXPECT_EQ(field.at("path").as_string(), "text");
  EXPECT_EQ(field.at("key").as_string(), "field.missing");
  EXPECT_EQ(std::string(field.at("message").as_string()), site_.words.say(Lang::ru, "field.missing"));
}

INSTANTIATE_TEST_SUITE_P(engines, ChangeTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::http

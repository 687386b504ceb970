// Which route a path and a method lead to, and what a path that leads nowhere is told.
#include <gtest/gtest.h>

#include "http/route.hpp"

namespace qyzmet::http {
namespace {

class RouterTest : public ::testing::Test {
 protected:
  void add(Method method, std::string_view pattern) {
    const auto handler = [](const Request&) -> Result<Reply> { return Reply{}; };
    router_.memory(Right::everyone, method, pattern, handler);
  }
  /// The pattern that answers, "405 METHODS", or "404".
  std::string route(Method method, std::string_view path) {
    const auto match = RouterAccess::of(router_).match(method, path, request_);
    if (match.route != nullptr) return match.route->pattern;
    return match.allow.empty() ? "404" : "405 " + match.allow;
  }
  Router router_;
  Request request_;
};

TEST_F(RouterTest, finds_literals_captures_and_rests) {
  add(Method::get, "/");
  add(Method::get, "/api/things");
  add(Method::get, "/api/things/{id}");
  add(Method::get, "/api/things/{id}/parts/{part}");
  add(Method::get, "/log/tile/{level}/{rest...}");
  EXPECT_EQ(route(Method::get, "/"), "/");
  EXPECT_EQ(route(Method::get, "/api/things"), "/api/things");
  EXPECT_EQ(route(Method::get, "/api/things/7"), "/api/things/{id}");
  EXPECT_EQ(request_.capture("id"), "7");
  EXPECT_EQ(route(Method::get, "/api/things/7/parts/wheel"), "/api/things/{id}/parts/{part}");
  EXPECT_EQ(request_.capture("id"), "7");
  EXPECT_EQ(request_.capture("part"), "wheel");
  EXPECT_EQ(route(Method::get, "/log/tile/0/x001/067.p/3"), "/log/tile/{level}/{rest...}");
  EXPECT_EQ(request_.capture("rest"), "x001/067.p/3");
  EXPECT_EQ(request_.capture("id"), "");
}

TEST_F(RouterTest, a_path_that_is_nearly_one_is_none) {
  add(Method::get, "/api/things/{id}");
  add(Method::get, "/log/{rest...}");
  for (const auto* path : {"/", "/api", "/api/things", "/api/things/", "/api/things/7/", "/api/things/7/8",
                           "//api/things/7", "/API/things/7", "/log", "/log/"}) {
    EXPECT_EQ(route(Method::get, path), "404") << path;
  }
}

TEST_F(RouterTest, the_narrow_branch_goes_first_and_a_dead_end_is_left_again) {
  add(Method::get, "/a/{x}");
  add(Method::post, "/a/b");
  add(Method::get, "/a/{x}/c");
  add(Method::get, "/a/b/d");
  add(Method::get, "/a/{rest...}");
  EXPECT_EQ(route(Method::post, "/a/b"), "/a/b");
  EXPECT_EQ(route(Method::get, "/a/b"), "/a/{x}");
  EXPECT_EQ(route(Method::get, "/a/b/d"), "/a/b/d");
  EXPECT_EQ(route(Method::get, "/a/b/c"), "/a/{x}/c");
  EXPECT_EQ(request_.capture("x"), "b");
  EXPECT_EQ(route(Method::get, "/a/b/e"), "/a/{rest...}");
  ASSERT_EQ(request_.captures.size(), 1U);
}

TEST_F(RouterTest, another_method_is_told_which_there_are) {
  add(Method::get, "/a");
  add(Method::post, "/a");
  add(Method::del, "/{x}");
  EXPECT_EQ(route(Method::put, "/a"), "405 GET, HEAD, POST, DELETE");
  EXPECT_EQ(route(Method::get, "/b"), "405 DELETE");
}

TEST_F(RouterTest, describes_every_route) {
  router_.read(Right::number_holder, Method::get, "/a/{x}",
               [](const Request&, db::Snapshot&) -> Result<Reply> { return Reply{}; });
  const auto all = router_.describe();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].pattern, "/a/{x}");
  EXPECT_EQ(to_word(all[0].kind), "read");
  EXPECT_EQ(to_word(all[0].right), "number_holder");
  EXPECT_EQ(to_word(all[0].method), "GET");
}

TEST(RouterDeathTest, two_routes_for_one_path_are_a_programmer_error) {
  Router router;
  const auto handler = [](const Request&) -> Result<Reply> { return Reply{}; };
  router.memory(Right::everyone, Method::get, "/a/{x}", handler);
  EXPECT_DEATH(router.memory(Right::everyone, Method::get, "/a/{y}", handler), "place == nullptr");
}

}  // namespace
}  // namespace qyzmet::http

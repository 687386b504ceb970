#include <gtest/gtest.h>

#include "http/http.hpp"

namespace qyzmet::http {
namespace {

std::string header_of(const Reply& reply, std::string_view name) {
  for (const auto& header : reply.headers) {
    if (header.name == name) return header.value;
  }
  return "";
}

TEST(Etag, SameBodySameTagAndRevalidationGives304) {
  Request request;
  const Reply first = with_etag(request, json_reply(200, "{}"));
  const std::string etag = header_of(first, "ETag");
  EXPECT_EQ(etag.size(), 34u);
  EXPECT_EQ(first.body, "{}");
  for (const std::string& sent : {etag, "W/" + etag, "\"other\", " + etag, std::string("*")}) {
    request.headers = {{"if-none-match", sent}};
    const Reply again = with_etag(request, json_reply(200, "{}"));
    EXPECT_EQ(again.status, 304) << sent;
    EXPECT_EQ(again.body, "") << sent;
    EXPECT_EQ(header_of(again, "ETag"), etag);
    EXPECT_EQ(with_etag(request, json_reply(200, "[]")).status, sent == "*" ? 304 : 200) << sent;
  }
}

TEST(Etag, OnlySuccessIsTagged) { EXPECT_TRUE(with_etag(Request{}, json_reply(404, "{}")).headers.empty()); }

}  // namespace
}  // namespace qyzmet::http

#include <gtest/gtest.h>
#include <zlib.h>

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

std::string unpacked(std::string packed, std::size_t size) {
  std::string text(size, '\0');
  z_stream stream{};
  stream.next_in = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  EXPECT_EQ(stream.total_out, size);
  inflateEnd(&stream);
  return text;
}

/// Each form has a tag of its own, and a client is told that it has what it asked for in the form that it has.
TEST(FixedReply, SendsTheFormThatTheClientTakes) {
  std::string text = "[";
  for (int i = 0; i < 500; ++i) text += "\"a text that repeats\",";
  const FixedReply fixed(text);
  Request request;
  const Reply plain = fixed.answer(request);
  EXPECT_EQ(plain.body, text);
  EXPECT_EQ(header_of(plain, "Content-Encoding"), "");
  request.headers = {{"accept-encoding", "deflate, gzip, br"}};
  const Reply packed = fixed.answer(request);
  EXPECT_EQ(header_of(packed, "Content-Encoding"), "gzip");
  EXPECT_LT(packed.body.size(), text.size() / 10);
  EXPECT_EQ(unpacked(packed.body, text.size()), text);
  EXPECT_NE(header_of(packed, "ETag"), header_of(plain, "ETag"));
  for (const Reply& each : {plain, packed}) {
    EXPECT_EQ(header_of(each, "Vary"), "Accept-Encoding");
    EXPECT_EQ(header_of(each, "Cache-Control"), "no-cache");
  }
  request.headers = {{"accept-encoding", "gzip;q=0"}};
  EXPECT_EQ(fixed.answer(request).body, text);

  const std::string tag = header_of(packed, "ETag");
  request.headers = {{"accept-encoding", "gzip"}, {"if-none-match", tag}};
  const Reply again = fixed.answer(request);
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(header_of(again, "ETag"), tag);
  EXPECT_EQ(header_of(again, "Content-Encoding"), "");
  request.headers = {{"if-none-match", tag}};
  EXPECT_EQ(fixed.answer(request).status, 200) << "another form is another thing";
}

TEST(FixedReply, DoesNotPackWhatWouldNotBeSmaller) {
  Request request;
  request.headers = {{"accept-encoding", "gzip"}};
  const Reply reply = FixedReply("{}").answer(request);
  EXPECT_EQ(reply.body, "{}");
  EXPECT_EQ(header_of(reply, "Content-Encoding"), "");
}

TEST(Etag, OnlySuccessIsTagged) { EXPECT_TRUE(with_etag(Request{}, json_reply(404, "{}")).headers.empty()); }

}  // namespace
}  // namespace qyzmet::http

#include <zlib.h>

#include <stdexcept>

#include "base/bytes.hpp"
#include "http/http.hpp"
#include "http/uri.hpp"

namespace qyzmet::http {
namespace {

/// Is `etag` (with its quotes) in the list? A tag holds no quotes inside, so that looking for the text is enough; a
/// `W/` before it makes no difference to If-None-Match.
bool names(std::string_view if_none_match, std::string_view etag) {
  return if_none_match == "*" || if_none_match.find(etag) != std::string_view::npos;
}

std::string tag_of(std::string_view body) {
  const Digest digest = sha256(body);
  return '"' + to_hex(std::span(digest).first(16)) + '"';
}

/// RFC 1952, at the best level; the header names no time and no system, so that a text always gives the same bytes.
std::string gzip(std::string_view text) {
  constexpr int kGzipFormat = MAX_WBITS + 16;
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipFormat, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("no memory to pack a text");
  }
  std::string packed(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int ended = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (ended != Z_STREAM_END) throw std::logic_error("a text that cannot be packed");
  return packed;
}

}  // namespace

Reply with_etag(const Request& request, Reply reply) {
  if (reply.status != 200) return reply;
  const std::string etag = tag_of(reply.body);
  if (names(request.header("If-None-Match"), etag)) {
    reply.status = 304;
    reply.body.clear();
  }
  reply.headers.push_back({"ETag", etag});
  reply.headers.push_back({"Cache-Control", "no-cache"});
  return reply;
}

FixedReply::FixedReply(std::string body, std::string content_type)
    : content_type_(std::move(content_type)),
      plain_(std::move(body)),
      plain_tag_(tag_of(plain_)),
      gzip_(gzip(plain_)),
      gzip_tag_(tag_of(gzip_)) {
  if (gzip_.size() >= plain_.size()) gzip_.clear();
}

Reply FixedReply::answer(const Request& request) const {
  Reply reply{.content_type = content_type_};
  const bool packed = !gzip_.empty() && lists_token(request.header("Accept-Encoding"), "gzip");
  const std::string& etag = packed ? gzip_tag_ : plain_tag_;
  if (names(request.header("If-None-Match"), etag)) {
    reply.status = 304;
  } else {
    reply.body = packed ? gzip_ : plain_;
    if (packed) reply.headers.push_back({"Content-Encoding", "gzip"});
  }
  reply.headers.push_back({"ETag", etag});
  reply.headers.push_back({"Cache-Control", "no-cache"});
  reply.headers.push_back({"Vary", "Accept-Encoding"});
  return reply;
}

}  // namespace qyzmet::http

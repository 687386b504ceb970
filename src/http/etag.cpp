#include "base/bytes.hpp"
#include "http/http.hpp"

namespace qyzmet::http {
namespace {

/// Is `etag` (with its quotes) in the list? A tag holds no quotes inside, so that looking for the text is enough; a
/// `W/` before it makes no difference to If-None-Match.
bool names(std::string_view if_none_match, std::string_view etag) {
  return if_none_match == "*" || if_none_match.find(etag) != std::string_view::npos;
}

}  // namespace

Reply with_etag(const Request& request, Reply reply) {
  if (reply.status != 200) return reply;
  const Digest digest = sha256(reply.body);
  const std::string etag = '"' + to_hex(std::span(digest).first(16)) + '"';
  if (names(request.header("If-None-Match"), etag)) {
    reply.status = 304;
    reply.body.clear();
  }
  reply.headers.push_back({"ETag", etag});
  reply.headers.push_back({"Cache-Control", "no-cache"});
  return reply;
}

}  // namespace qyzmet::http

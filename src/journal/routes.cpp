#include "journal/journal.hpp"
#include "journal/tile.hpp"

namespace qyzmet::journal {
namespace {

// Tiles, partial ones too, never change: their path says how wide they are.
const http::Header immutable{"Cache-Control", "public, max-age=31536000, immutable"};
const http::Header not_kept{"Cache-Control", "no-store"};

http::Reply bytes_reply(std::string bytes) {
  return {.status = 200, .content_type = "application/octet-stream", .body = std::move(bytes), .headers = {immutable}};
}
http::Reply text_reply(std::string text) {
  return {.status = 200, .content_type = "text/plain; charset=utf-8", .body = std::move(text), .headers = {not_kept}};
}

Result<http::Reply> tile_reply(const http::Request& request, db::Snapshot& snapshot, const Publisher& publisher) {
  auto level = request.capture("level");
  auto rest = request.capture("rest");
  if (level == "entries") {
    auto tile = parse_tile_rest(rest);
    if (!tile) return fail(Code::not_found, "journal.no_tile");
    TRY_ASSIGN(auto bundle, publisher.entry_bundle(snapshot, tile->number, tile->width));
    return bytes_reply(std::move(bundle));
  }
  auto tile = parse_tile(level, rest);
  if (!tile) return fail(Code::not_found, "journal.no_tile");
  TRY_ASSIGN(auto hashes, publisher.hash_tile(snapshot, tile->level, tile->number, tile->width));
  return bytes_reply(std::move(hashes));
}

}  // namespace

void routes(http::Router& router, const Publisher& publisher) {
  using http::Method;
  using http::Right;
  router.memory(Right::everyone, Method::get, "/log/checkpoint",
                [&publisher](const http::Request&) -> Result<http::Reply> {
                  auto checkpoint = publisher.checkpoint();
                  if (checkpoint.empty()) return fail(Code::unavailable, "journal.not_published_yet");
                  return text_reply(std::move(checkpoint));
                });
  router.memory(Right::everyone, Method::get, "/log/key", [&publisher](const http::Request&) -> Result<http::Reply> {
    return text_reply(publisher.verifier_key() + "\n");
  });
  router.read(Right::everyone, Method::get, "/log/tile/{level}/{rest...}",
              [&publisher](const http::Request& request, db::Snapshot& snapshot) {
                return tile_reply(request, snapshot, publisher);
              });
}

}  // namespace qyzmet::journal

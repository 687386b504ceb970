#include <charconv>

#include "files/files.hpp"

namespace qyzmet::files {
namespace {

using http::Method;
using http::Reply;
using http::Request;
using http::Right;
using http::Scope;

constexpr std::size_t kMostBytes = 1 << 10;  ///< of an announcement

/// People and whoever has not signed in; clients with the consent to file. Staff attach nothing.
Result<void> check_caller(const http::Caller& caller) {
  TRY(http::check_scope(caller, Scope::applications_file));
  return caller.staff != 0 ? fail(Code::forbidden, "right.missing") : Result<void>();
}

Result<std::string> id_of(const Request& request) {
  const auto id = request.capture("id");
  if (!is_file_id(id)) return fail(Code::not_found, "file.not_found");
  return std::string(id);
}

Reply reply_of(const Upload& upload) { return http::json_reply(200, json::serialize(to_object(upload))); }

Result<Upload> parse_begin(const Request& request) {
  TRY(check_caller(request.caller));
  if (request.body.size() > kMostBytes) {
    return fail(Code::too_large, "http.body_too_large", {{"limit", std::to_string(kMostBytes)}});
  }
  TRY_ASSIGN(const json::value body, parse_json(request.body));
  if (!body.is_object()) return fail_field("", "field.wrong_type", {{"expected", "object"}});
  return read_upload(request.capture("id"), body.get_object());
}

struct PieceSent {
  std::string id;
  std::int64_t offset = 0;
};

Result<PieceSent> parse_piece(const Request& request) {
  TRY(check_caller(request.caller));
  PieceSent sent;
  TRY_ASSIGN(sent.id, id_of(request));
  const auto text = request.capture("offset");
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), sent.offset);
  if (error != std::errc() || end != text.data() + text.size() || sent.offset < 0) {
    return fail_field("offset", "field.wrong_type", {{"expected", "integer"}});
  }
  if (request.body.empty()) return fail(Code::invalid, "file.empty_piece");
  if (request.body.size() > kLargestPiece) {
    return fail(Code::too_large, "file.piece_too_large", {{"limit", std::to_string(kLargestPiece >> 10)}});
  }
  return sent;
}

/// Without kept replies: a repeat finds what is there already, by the upload's own id and offset.
void uploading(http::Router& router, Files& files) {
  router.change<Upload, Upload>(
      Right::everyone, Method::put, "/api/files/{id}",
      {.parse = parse_begin,
       .prepare = [](const Request&, Upload&& upload, db::Snapshot&) -> Result<Upload> { return std::move(upload); },
       .apply = [&files](db::Tx& tx, const Request& request, const Upload& announced) -> Result<Reply> {
         TRY_ASSIGN(const Upload upload, files.begin(tx, request.caller, announced));
         return reply_of(upload);
       },
       .kept = false});

  router.change<PieceSent, Files::Piece>(
      Right::everyone, Method::put, "/api/files/{id}/pieces/{offset}",
      {.parse = parse_piece,
       .prepare =
           [&files](const Request& request, PieceSent&& sent, db::Snapshot& snapshot) {
             return files.prepare(snapshot, request.caller, sent.id, sent.offset, request.body);
           },
       .apply = [&files](db::Tx& tx, const Request& request, const Files::Piece& piece) -> Result<Reply> {
         TRY_ASSIGN(const Upload upload, files.take(tx, request.caller, piece));
         return reply_of(upload);
       },
       .slow = {.queue = [&files](const Request& request,
                                  std::move_only_function<void()> job) { return files.queue(request, std::move(job)); },
                .work = [&files](const Request&, Files::Piece& piece) { return files.write(piece); }},
       .kept = false,
       .octets = true});
}

struct Nothing {};

}  // namespace

void routes(http::Router& router, Files& files) {
  uploading(router, files);
  router.read(Right::everyone, Method::get, "/api/files/{id}",
              [&files](const Request& request, db::Snapshot& snapshot) -> Result<Reply> {
                TRY(check_caller(request.caller));
                TRY_ASSIGN(const std::string id, id_of(request));
                TRY_ASSIGN(const Upload upload, files.find(snapshot, request.caller, id));
                return reply_of(upload);
              });
  router.change<Nothing, Nothing>(
      Right::everyone, Method::del, "/api/files/{id}",
      {.parse = [](const Request& request) -> Result<Nothing> {
         TRY(check_caller(request.caller));
         TRY(id_of(request));
         return Nothing();
       },
       .prepare = [](const Request&, Nothing&&, db::Snapshot&) -> Result<Nothing> { return Nothing(); },
       .apply = [&files](db::Tx& tx, const Request& request, const Nothing&) -> Result<Reply> {
         TRY(files.remove(tx, request.caller, request.capture("id")));
         return http::json_reply(200, "{}");
       },
       .kept = false});
}

}  // namespace qyzmet::files

#include "http/store.hpp"

#include <algorithm>

namespace qyzmet::http {
namespace {

const db::Sql kKeep(
    "INSERT INTO idempotency (key, caller, route, request_sha256, status, headers, reply, at_ms) "
    "VALUES ($key, $caller, $route, $request_sha256, $status, $headers, $reply, $at_ms)");

const db::Sql kKept(
    "SELECT request_sha256, status, headers, reply FROM idempotency "
    "WHERE key = $key AND caller = $caller AND route = $route");

constexpr std::string_view kJson = "application/json";

/// Lines "Name: value"; nothing for a JSON reply without headers of its own, which is nearly every one.
std::string write_headers(const Reply& reply) {
  std::string out;
  if (reply.content_type != kJson) out += "Content-Type: " + reply.content_type + '\n';
  for (const auto& header : reply.headers) out += header.name + ": " + header.value + '\n';
  return out;
}

void read_headers(std::string_view lines, Reply& reply) {
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    const auto line = lines.substr(0, end);
    const auto colon = line.find(": ");
    Header header{std::string(line.substr(0, colon)), std::string(line.substr(colon + 2))};
    if (header.name == "Content-Type") {
      reply.content_type = std::move(header.value);
    } else {
      reply.headers.push_back(std::move(header));
    }
    lines.remove_prefix(end + 1);
  }
}

template <class Reader>
Result<std::optional<Reply>> kept(Reader& reader, const IdempotencyScope& scope) {
  const auto rows = reader.query(kKept, {{"key", scope.key}, {"caller", scope.caller}, {"route", scope.route}});
  if (!rows->next()) return std::nullopt;
  if (rows->text(0) != as_text(scope.digest)) return fail(Code::invalid, "idempotency.other_body");
  Reply reply;
  reply.status = static_cast<int>(rows->integer(1));
  read_headers(rows->text(2), reply);
  reply.body = rows->text(3);
  return reply;
}

}  // namespace

Result<std::string_view> idempotency_key(const Request& request) {
  const auto key = request.header("Idempotency-Key");
  if (key.empty()) return fail(Code::malformed, "idempotency.missing");
  const bool visible = std::ranges::all_of(key, [](char c) { return c > ' ' && c < 0x7f; });
  if (!visible || key.size() > 128) return fail(Code::malformed, "idempotency.malformed");
  return key;
}

Digest request_digest(const Request& request) {
  // The path holds no line feed, so that no two requests give the same bytes.
  return sha256({as_bytes(request.path), as_bytes("\n"), as_bytes(request.body)});
}

void keep_reply(db::Tx& tx, const IdempotencyScope& scope, const Reply& reply) {
  const auto headers = write_headers(reply);
  tx.run(kKeep, {{"key", scope.key},
                 {"caller", scope.caller},
                 {"route", scope.route},
                 {"request_sha256", scope.digest},
                 {"status", reply.status},
                 {"headers", headers},
                 {"reply", reply.body},
                 {"at_ms", to_ms(tx.now())}});
}

Result<std::optional<Reply>> kept_reply(db::Tx& tx, const IdempotencyScope& scope) { return kept(tx, scope); }
Result<std::optional<Reply>> kept_reply(db::Snapshot& snapshot, const IdempotencyScope& scope) {
  return kept(snapshot, scope);
}

}  // namespace qyzmet::http

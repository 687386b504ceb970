#include "db/migrate.hpp"

#include <fmt/format.h>

#include <map>

#include "db/migrations.hpp"

namespace qyzmet::db {
namespace {

constexpr std::string_view create_migration = R"(CREATE TABLE IF NOT EXISTS migration (
  number {{id}},
  file {{text}} NOT NULL,
  sha256 {{text}} NOT NULL,
  at_ms {{int64}} NOT NULL
) {{strict}};)";

const Sql applied{"SELECT number, sha256 FROM migration ORDER BY number"};

std::map<std::int64_t, std::string> read_applied(Session& session) {
  std::map<std::int64_t, std::string> done;
  for (auto rows = session.query(applied, {}); rows->next();) done[rows->integer(0)] = rows->text(1);
  return done;
}

std::unexpected<Error> other_schema(std::string_view key, std::int64_t number) {
  return fail(Code::conflict, std::string(key), {{"number", std::to_string(number)}});
}

}  // namespace

Result<void> expect_current(Session& session) {
  const auto done = read_applied(session);
  const std::int64_t newest = done.empty() ? 0 : done.rbegin()->first;
  const std::int64_t head = migrations().back().number;
  if (newest > head) return other_schema("db.schema_newer", newest);
  if (newest < head) return other_schema("db.schema_older", newest);
  return {};
}

Result<int> migrate(Session& session, Engine engine, Instant now) {
  session.execute_script(expand_macros(create_migration, engine));
  auto done = read_applied(session);
  const auto& all = migrations();
  if (!done.empty() && done.rbegin()->first > all.back().number) {
    return other_schema("db.schema_newer", done.rbegin()->first);
  }
  int ran = 0;
  for (const auto& migration : all) {
    auto digest = to_hex(sha256(migration.sql));
    if (auto found = done.find(migration.number); found != done.end()) {
      if (found->second != digest)
        return fail(Code::conflict, "db.schema_changed", {{"file", std::string(migration.file)}});
      continue;
    }
    session.execute_script(fmt::format(
        "BEGIN;\n{}\nINSERT INTO migration (number, file, sha256, at_ms) VALUES ({}, '{}', '{}', {});\nCOMMIT;",
        expand_macros(migration.sql, engine), migration.number, migration.file, digest, to_ms(now)));
    ++ran;
  }
  return ran;
}

}  // namespace qyzmet::db

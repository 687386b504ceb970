#include "db/session.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace qyzmet::db {

const Value& value_of(const Sql& sql, Params params, std::size_t position) {
  const auto& name = sql.names()[position];
  if (position < params.size() && params.begin()[position].name == name) return params.begin()[position].value;
  auto found = std::ranges::find(params, std::string_view(name), &Param::name);
  CHECK(found != params.end());
  return found->value;
}

void check_params(const Sql& sql, Params params) {
  CHECK(params.size() == sql.names().size());
  for (const auto& param : params) {
    if (param.value.type() == Type::text && param.value.data().find('\0') != std::string_view::npos) {
      throw std::invalid_argument("U+0000 in parameter " + std::string(param.name));
    }
  }
}

std::string expand_macros(std::string_view script, Engine engine) {
  struct Macro {
    std::string_view name, sqlite, postgres;
  };
  static constexpr Macro macros[] = {
      {"{{id}}", "INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY"},
      {"{{int64}}", "INTEGER", "BIGINT"},
      {"{{bytes}}", "BLOB", "BYTEA"},
      {"{{text}}", "TEXT", "TEXT COLLATE \"C\""},
      {"{{strict}}", "STRICT", ""},
      {"{{strict_without_rowid}}", "STRICT, WITHOUT ROWID", ""},
      {"{{empty_bytes}}", "x''", "'\\x'"},
  };
  std::string out(script);
  for (const auto& macro : macros) {
    auto by = engine == Engine::sqlite ? macro.sqlite : macro.postgres;
    for (auto at = out.find(macro.name); at != std::string::npos; at = out.find(macro.name, at + by.size())) {
      out.replace(at, macro.name.size(), by);
    }
  }
  CHECK(out.find("{{") == std::string::npos);
  return out;
}

}  // namespace qyzmet::db

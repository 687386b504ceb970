#pragma once

#include <libpq-fe.h>

#include <memory>
#include <utility>

#include "base/check.hpp"
#include "db/sql.hpp"

namespace qyzmet::db {

using ResultPtr = std::unique_ptr<PGresult, decltype(&PQclear)>;

/// Rows in PostgreSQL's binary form.
class PostgresRows final : public Rows {
 public:
  explicit PostgresRows(ResultPtr result) : result_(std::move(result)) {}
  bool next() override { return ++row_ < PQntuples(result_.get()); }
  bool null(int column) const override { return PQgetisnull(result_.get(), row_, column); }
  std::int64_t integer(int column) const override {
    if (null(column)) return 0;
    return read_integer(PQgetvalue(result_.get(), row_, column), PQgetlength(result_.get(), row_, column));
  }
  std::string_view text(int column) const override {
    return {PQgetvalue(result_.get(), row_, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
  }

 private:
  static std::int64_t read_integer(const char* data, int length) {
    std::uint64_t value = 0;
    CHECK(length == 1 || length == 2 || length == 4 || length == 8);
    for (int i = 0; i < length; ++i) value = value << 8 | static_cast<unsigned char>(data[i]);
    const int spare = 64 - 8 * length;
    return static_cast<std::int64_t>(value << spare) >> spare;
  }

  ResultPtr result_;
  int row_ = -1;
};

}  // namespace qyzmet::db

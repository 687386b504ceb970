#include "db/db.hpp"
#include "db/session.hpp"

namespace qyzmet::db {

std::unique_ptr<Rows> Snapshot::query(const Sql& sql, Params params) { return session_->query(sql, params); }

std::unique_ptr<Rows> Snapshot::query_only(const Sql& sql, Params params) { return session_->query_only(sql, params); }

void Snapshot::ahead(const Question& question) { session_->ahead(question); }

void Tx::run(const Sql& sql, Params params) {
  session_->run(sql, params, any_rows);
  ++writes_;
}

std::int64_t Tx::run_counted(const Sql& sql, Params params) {
  auto rows = session_->run_counted(sql, params);
  ++writes_;
  return rows;
}

std::unique_ptr<Rows> Tx::query(const Sql& sql, Params params) { return session_->query(sql, params); }

}  // namespace qyzmet::db

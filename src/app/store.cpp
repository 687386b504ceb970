#include "app/store.hpp"

namespace qyzmet::app::store {
namespace {

const db::Sql kDemo("SELECT demo FROM installation WHERE id = 1");
const db::Sql kCreate("INSERT INTO installation (id, demo, created_at_ms) VALUES (1, $demo, $created_at_ms)");

}  // namespace

std::optional<bool> demo(db::Snapshot& snapshot) {
  const auto rows = snapshot.query(kDemo);
  return rows->next() ? std::optional(rows->integer(0) != 0) : std::nullopt;
}

void create_installation(db::Tx& tx, bool demo) {
  tx.run(kCreate, {{"demo", demo}, {"created_at_ms", to_ms(tx.now())}});
}

}  // namespace qyzmet::app::store

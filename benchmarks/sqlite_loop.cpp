// The bare loop that durable submission is compared with: SQLite's C API and nothing else. No HTTP, no checks, no
// hashing, no journal tree; the same tables and indexes, and rows cloned from those that the server itself wrote.
//
//   sqlite_loop SOURCE TARGET --rows N [--seconds S | --count N]
//
// SOURCE is a server's database with at least one application, TARGET is created, or carried on with; --rows is how
// many submissions go to a commit. The log may grow to 48 MB before it is copied, as the server's may: the loop is
// faster that way than with SQLite's own 4 MB. Prints one line of JSON.
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr int kMostClones = 1000;
constexpr std::int64_t kLogPages = (48 << 20) / 4096;

/// What one submission writes, a row each. The head of the stream and the tiles, a few rows a commit, are left to the
/// server.
constexpr std::array<std::string_view, 3> kTables = {"application", "journal", "idempotency"};

[[noreturn]] void die(std::string_view what, sqlite3* db = nullptr) {
  fmt::print(stderr, "sqlite_loop: {}{}{}\n", what, db ? ": " : "", db ? sqlite3_errmsg(db) : "");
  std::exit(1);
}

sqlite3* open(const std::string& path, int flags) {
  sqlite3* db = nullptr;
  if (sqlite3_open_v2(path.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX, nullptr) != SQLITE_OK) die(path, db);
  return db;
}

void execute(sqlite3* db, const std::string& sql) {
  if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) die(sql, db);
}

sqlite3_stmt* prepare(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(db, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
    die(sql, db);
  return statement;
}

std::vector<std::string> texts(sqlite3* db, const std::string& sql) {
  std::vector<std::string> out;
  auto* statement = prepare(db, sql);
  while (sqlite3_step(statement) == SQLITE_ROW)
    out.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)));
  sqlite3_finalize(statement);
  return out;
}

std::int64_t number(sqlite3* db, const std::string& sql) {
  auto* statement = prepare(db, sql);
  if (sqlite3_step(statement) != SQLITE_ROW) die(sql, db);
  const auto value = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return value;
}

struct Cell {
  int type = SQLITE_NULL;
  std::int64_t integer = 0;
  std::string bytes;
};

/// The columns whose value is new in each row, as it is in the server's.
enum class Fresh { no, id, index, key, random_32 };

Fresh fresh(std::string_view column) {
  if (column == "id" || column == "subject") return Fresh::id;
  if (column == "idx" || column == "submitted_index") return Fresh::index;
  if (column == "key") return Fresh::key;
  if (column == "salt_1" || column == "salt_2" || column == "entry") return Fresh::random_32;
  return Fresh::no;
}

struct Table {
  std::vector<Fresh> columns;
  std::vector<std::vector<Cell>> rows;
  sqlite3_stmt* insert = nullptr;
};

/// What is new in one submission.
struct Novelty {
  std::int64_t id = 0;
  std::int64_t index = 0;
  std::array<char, 36> key{};
  std::array<std::array<std::uint64_t, 4>, 3> random{};
};

class Loop {
 public:
  Loop(const std::string& source, const std::string& target) {
    struct stat already{};
    const bool exists = stat(target.c_str(), &already) == 0;
    auto* from = open(source, SQLITE_OPEN_READONLY);
    db_ = open(target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    execute(db_, fmt::format("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint={};"
                             "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY",
                             kLogPages));
    sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    if (!exists) {
      for (const auto& sql :
           texts(from, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")) {
        execute(db_, sql);
      }
    }
    insist_on_tables(from);
    for (std::size_t i = 0; i < kTables.size(); ++i) clone(from, std::string(kTables[i]), tables_[i]);
    next_.id = std::max(number(from, "SELECT max(id) FROM application"),
                        number(db_, "SELECT coalesce(max(id), 0) FROM application"));
    next_.index = number(db_, "SELECT coalesce(max(idx) + 1, 0) FROM journal");
    sqlite3_close(from);
    begin_ = prepare(db_, "BEGIN IMMEDIATE");
    commit_ = prepare(db_, "COMMIT");
  }
  ~Loop() {
    sqlite3_finalize(begin_);
    sqlite3_finalize(commit_);
    for (auto& table : tables_) sqlite3_finalize(table.insert);
    sqlite3_close(db_);
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void commit_some(std::int64_t rows) {
    step(begin_);
    for (std::int64_t i = 0; i < rows; ++i) {
      renew();
      for (auto& table : tables_) insert(table, table.rows[static_cast<std::size_t>(next_.index) % table.rows.size()]);
    }
    step(commit_);
  }

 private:
  /// A table that grows with every submission and is not here would make the comparison unfair.
  static void insist_on_tables(sqlite3* from) {
    const auto applications = number(from, "SELECT count(*) FROM application");
    if (applications == 0) die("the source holds no application");
    for (const auto& name :
         texts(from, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")) {
      if (std::ranges::find(kTables, name) != kTables.end()) continue;
      if (number(from, "SELECT count(*) FROM " + name) > applications / 2 + 10) die("it lacks the table " + name);
    }
  }

  void clone(sqlite3* from, const std::string& name, Table& table) {
    const std::string order = name == "journal" ? " WHERE kind = 'application.submitted'" : "";
    auto* rows = prepare(from, fmt::format("SELECT * FROM {}{} LIMIT {}", name, order, kMostClones));
    std::string columns;
    std::string places;
    for (int i = 0; i < sqlite3_column_count(rows); ++i) {
      table.columns.push_back(fresh(sqlite3_column_name(rows, i)));
      columns += (i > 0 ? ", " : "") + std::string(sqlite3_column_name(rows, i));
      places += i > 0 ? ", ?" : "?";
    }
    while (sqlite3_step(rows) == SQLITE_ROW) {
      auto& row = table.rows.emplace_back();
      for (int i = 0; i < sqlite3_column_count(rows); ++i) {
        const auto* data = static_cast<const char*>(sqlite3_column_blob(rows, i));
        row.push_back({sqlite3_column_type(rows, i), sqlite3_column_int64(rows, i),
                       std::string(data ? data : "", static_cast<std::size_t>(sqlite3_column_bytes(rows, i)))});
      }
    }
    sqlite3_finalize(rows);
    if (table.rows.empty()) die("nothing to clone in " + name);
    table.insert = prepare(db_, fmt::format("INSERT INTO {} ({}) VALUES ({})", name, columns, places));
  }

  void renew() {
    next_.id += 4096;
    ++next_.index;
    for (auto& digest : next_.random) {
      for (auto& word : digest) word = dice_();
    }
    const auto ms = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count());
    fmt::format_to(next_.key.data(), "{:08x}-{:04x}-7{:03x}-8{:03x}-{:012x}", ms >> 16, ms & 0xffff, dice_() & 0xfff,
                   dice_() & 0xfff, dice_() & 0xffff'ffff'ffff);
  }

  void insert(Table& table, const std::vector<Cell>& row) {
    std::size_t randoms = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const int at = static_cast<int>(i) + 1;
      const auto& cell = row[i];
      switch (table.columns[i]) {
        case Fresh::id:
          sqlite3_bind_int64(table.insert, at, next_.id);
          break;
        case Fresh::index:
          sqlite3_bind_int64(table.insert, at, next_.index);
          break;
        case Fresh::key:
          sqlite3_bind_text(table.insert, at, next_.key.data(), 36, SQLITE_STATIC);
          break;
        case Fresh::random_32:
          sqlite3_bind_blob(table.insert, at, next_.random[randoms++].data(), 32, SQLITE_STATIC);
          break;
        case Fresh::no:
          bind(table.insert, at, cell);
          break;
      }
    }
    step(table.insert);
  }

  static void bind(sqlite3_stmt* statement, int at, const Cell& cell) {
    const auto size = static_cast<int>(cell.bytes.size());
    if (cell.type == SQLITE_INTEGER)
      sqlite3_bind_int64(statement, at, cell.integer);
    else if (cell.type == SQLITE_TEXT)
      sqlite3_bind_text(statement, at, cell.bytes.data(), size, SQLITE_STATIC);
    else if (cell.type == SQLITE_BLOB)
      sqlite3_bind_blob(statement, at, cell.bytes.data(), size, SQLITE_STATIC);
    else
      sqlite3_bind_null(statement, at);
  }

  void step(sqlite3_stmt* statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) die(sqlite3_sql(statement), db_);
    sqlite3_reset(statement);
  }

  sqlite3* db_ = nullptr;
  std::array<Table, kTables.size()> tables_;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
  Novelty next_;
  std::mt19937_64 dice_{std::random_device{}()};
};

struct Options {
  std::vector<std::string> files;
  std::int64_t rows = 0;
  std::int64_t count = 0;
  double seconds = 5;
};

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (!name.starts_with("--")) {
      options.files.emplace_back(name);
      continue;
    }
    if (++i == argc) die(fmt::format("{} needs a value", name));
    if (name == "--rows")
      options.rows = std::atoll(argv[i]);
    else if (name == "--count")
      options.count = std::atoll(argv[i]);
    else if (name == "--seconds")
      options.seconds = std::atof(argv[i]);
    else
      die(fmt::format("unknown option {}", name));
  }
  if (options.files.size() != 2 || options.rows < 1) die("sqlite_loop SOURCE TARGET --rows N …");
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = read_options(argc, argv);
  Loop loop(options.files[0], options.files[1]);
  using Clock = std::chrono::steady_clock;
  const auto started = Clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - started).count(); };
  std::int64_t stored = 0;
  while (options.count > 0 ? stored < options.count : elapsed() < options.seconds) {
    loop.commit_some(options.rows);
    stored += options.rows;
  }
  const auto seconds = elapsed();
  fmt::print(R"({{"stored": {}, "seconds": {:.3f}, "per_second": {:.1f}}})"
             "\n",
             stored, seconds, static_cast<double>(stored) / seconds);
}

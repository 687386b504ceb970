#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.hpp"

namespace qyzmet::db {

/// One query, the same text on both engines. Parameters are `$name`; a name may occur more than once. No `::` casts;
/// NULLS FIRST or LAST in every ORDER BY over a column that can be null. Objects of this class live for the whole
/// program (static const in a store.cpp): every session prepares each text once and keeps it under `slot`.
class Sql {
 public:
  explicit Sql(std::string_view text);

  /// The text as SQLite wants it ($name) and as PostgreSQL wants it ($1, $2 … in order of first appearance).
  const std::string& named() const { return named_; }
  const std::string& numbered() const { return numbered_; }
  /// Parameter names without `$`, in order of first appearance.
  const std::vector<std::string>& names() const { return names_; }
  std::size_t slot() const { return slot_; }
  /// The table that an INSERT, UPDATE or DELETE aims at; empty for other statements.
  const std::string& table() const { return table_; }

 private:
  std::string named_;
  std::string numbered_;
  std::vector<std::string> names_;
  std::string table_;
  std::size_t slot_;
};

enum class Type { integer, text, bytes };

/// A value on its way into a query. Carries its type also when it is null, because PostgreSQL prepares with types.
/// Refers to the caller's text or bytes, which must live until the call returns.
class Value {
 public:
  Value(std::int64_t value) : type_(Type::integer), null_(false), integer_(value) {}
  Value(int value) : Value(static_cast<std::int64_t>(value)) {}
  Value(bool value) : Value(static_cast<std::int64_t>(value)) {}
  Value(std::string_view text) : type_(Type::text), null_(false), data_(text) {}
  Value(const std::string& text) : Value(std::string_view(text)) {}
  Value(const char* text) : Value(std::string_view(text)) {}
  Value(std::span<const std::byte> bytes) : type_(Type::bytes), null_(false), data_(as_text(bytes)) {}
  Value(const Digest& digest) : Value(std::span<const std::byte>(digest)) {}
  template <class T>
  Value(const std::optional<T>& value) : Value(value ? Value(*value) : none_like(T{})) {}

  Type type() const { return type_; }
  bool null() const { return null_; }
  std::int64_t integer() const { return integer_; }
  std::string_view data() const { return data_; }

 private:
  template <class T>
  static Value none_like(const T& sample) {
    Value value(sample);
    value.null_ = true;
    value.data_ = {};
    return value;
  }

  Type type_;
  bool null_;
  std::int64_t integer_ = 0;
  std::string_view data_;
};

/// One named value of a query.
struct Param {
  std::string_view name;
  Value value;
};
using Params = std::initializer_list<Param>;

/// A query of which only whole numbers are to be filled in, as it will be asked.
struct Question {
  struct Whole {
    std::string_view name{};  ///< empty: there is none, nor any after it
    std::int64_t value = 0;
  };
  const Sql* sql = nullptr;
  std::array<Whole, 3> wholes{};  ///< in the order in which the query will give them

  std::size_t count() const;
  bool is(const Sql& other, Params params) const;
};

/// What a query gave, row by row. Views (`text`, `bytes`) hold until the next `next()`. Columns count from 0.
/// Several may be open at once in one Snapshot or Tx, but not two of the same Sql.
class Rows {
 public:
  virtual ~Rows() = default;
  virtual bool next() = 0;
  virtual bool null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual std::string_view text(int column) const = 0;
  std::span<const std::byte> bytes(int column) const { return as_bytes(text(column)); }
  std::optional<std::int64_t> integer_or_none(int column) const {
    return null(column) ? std::nullopt : std::optional(integer(column));
  }
  std::optional<std::string> text_or_none(int column) const {
    return null(column) ? std::nullopt : std::optional<std::string>(text(column));
  }
};

}  // namespace qyzmet::db

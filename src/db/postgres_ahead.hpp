#pragma once

#include <algorithm>
#include <list>
#include <utility>

#include "db/postgres_rows.hpp"

namespace qyzmet::db {

/// What was asked ahead on one connection: each question with its answer, as soon as that came.
class Ahead {
 public:
  struct One {
    Question question;
    bool only;  ///< for a snapshot that asks nothing else; it fails alone
    bool arrived = false;
    bool left = false;  ///< nobody will ask for it
    ResultPtr result{nullptr, &PQclear};
  };

  /// Its address holds until it is taken, or arrives when it was left.
  One& add(const Question& question, bool only) { return all_.emplace_back(One{.question = question, .only = only}); }

  /// The oldest that is the same query; null: it was not asked ahead.
  One* find(const Sql& sql, Params params, bool only) {
    const auto found = std::ranges::find_if(
        all_, [&](const One& one) { return one.only == only && !one.left && one.question.is(sql, params); });
    return found == all_.end() ? nullptr : &*found;
  }

  void arrive(One& one, ResultPtr result) {
    one.arrived = true;
    one.result = std::move(result);
    if (one.left) take(one);
  }

  ResultPtr take(One& one) {
    ResultPtr result = std::move(one.result);
    std::erase_if(all_, [&one](const One& other) { return &other == &one; });
    return result;
  }

  void leave(bool only) {
    std::erase_if(all_, [only](const One& one) { return one.only == only && one.arrived; });
    for (One& one : all_) one.left = one.left || one.only == only;
  }

 private:
  std::list<One> all_;
};

}  // namespace qyzmet::db

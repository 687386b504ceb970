#include "db/sql.hpp"

#include <algorithm>
#include <atomic>

#include "base/check.hpp"

namespace qyzmet::db {
namespace {

std::atomic<std::size_t> next_slot{0};

bool is_name_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

std::string word_after(std::string_view text, std::string_view lead) {
  if (!text.starts_with(lead)) return "";
  text.remove_prefix(lead.size());
  auto end = std::ranges::find_if_not(text, is_name_character);
  return {text.begin(), end};
}

}  // namespace

Sql::Sql(std::string_view text) : named_(text), slot_(next_slot++) {
  CHECK(text.find("::") == std::string_view::npos);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '$') {
      numbered_ += text[i];
      continue;
    }
    auto name = word_after(text.substr(i), "$");
    CHECK(!name.empty());
    auto found = std::ranges::find(names_, name);
    if (found == names_.end()) found = names_.insert(names_.end(), name);
    numbered_ += '$' + std::to_string(found - names_.begin() + 1);
    i += name.size();
  }
  for (std::string_view lead : {"INSERT INTO ", "UPDATE ", "DELETE FROM "}) {
    if (table_.empty()) table_ = word_after(text, lead);
  }
}

std::size_t Question::count() const {
  return static_cast<std::size_t>(std::ranges::find(wholes, std::string_view(), &Whole::name) - wholes.begin());
}

bool Question::is(const Sql& other, Params params) const {
  const auto same = [](const Param& given, const Whole& said) {
    const bool whole = given.value.type() == Type::integer && !given.value.null();
    return whole && given.value.integer() == said.value && given.name == said.name;
  };
  return sql == &other && std::ranges::equal(params, std::span(wholes).first(count()), same);
}

}  // namespace qyzmet::db

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "base/text.hpp"

/// At most three questions that lead to a service whose name one does not know.  Source: data/kz/finder.json.
namespace qyzmet::catalogue {

/// One answer of a question: it leads to the question `next`, or else to `services`.
struct FinderOption {
  Text title;
  std::string next;                   ///< empty: `services` are the end
  std::vector<std::string> services;  ///< ids, the likeliest first
};
struct FinderQuestion {
  Text title;
  std::vector<FinderOption> options;
};
struct Finder {
  std::string start;
  std::map<std::string, FinderQuestion, std::less<>> questions;
};

inline constexpr int kFinderDepth = 3;

/// {"start": "q1", "questions": {"q1": {"title": {kk, ru, en}, "options": [{"title", "next"} | {"title",
/// "services"}]}}}. Every question is reached; none is asked after more than two others, so none comes round again.
/// Errors: invalid "request.invalid" with one field, whose path says what is wrong: "questions.q1.options[2].next".
Result<Finder> parse_finder(const json::value& value);

/// The same object; canonical JSON.
std::string to_json(const Finder& finder);

/// The member "title" of `object`: {kk, ru, en}, none empty. Errors: invalid, on `path`.title.
Result<Text> read_title(const json::object& object, std::string_view path);

}  // namespace qyzmet::catalogue

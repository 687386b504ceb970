#pragma once

#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace qyzmet {

/// What went wrong, in one closed set. `http/problem.cpp` is the one place that maps a code to an HTTP status.
enum class Code {
  malformed,           ///< cannot be read at all: bad JSON, bad UTF-8, bad header (400)
  unauthenticated,     ///< nobody is signed in, or the credential is wrong (401)
  forbidden,           ///< signed in, but without the right (403)
  not_found,           ///< no such thing, or none that the caller may know of (404)
  method_not_allowed,  ///< the path exists, the method does not (405)
  timeout,             ///< the caller was too slow (408)
  conflict,            ///< the state does not allow it now (409)
  gone,                ///< it existed and was taken away for good (410)
  precondition,        ///< If-Match names an older version (412)
  too_large,           ///< over a stated limit (413)
  unsupported,         ///< a media type we do not read (415)
  invalid,             ///< readable, but a field is wrong (422)
  headers_too_large,   ///< the header section is over its limit (431)
  too_many,            ///< over a rate (429)
  not_known,           ///< the data do not reach that far, e.g. the calendar of 2031 (422)
  internal,            ///< broken machinery (500)
  unavailable,         ///< full, starting, or stopped; safe to repeat (503, Retry-After)
  outcome_unknown,     ///< a commit failed half-way: repeat with the same key (503, Retry-After)
};

/// One wrong field. `path` is a JSON path from the body's root ("answers.iin"); `key` names the words
/// (data/words.json).
struct FieldError {
  std::string path;
  std::string key;
  std::vector<std::pair<std::string, std::string>> details;  ///< values for the words' {placeholders}
};

/// An expected failure. Never prose: `key` is a word key in data/words.json ("calendar.year_not_known"), which is also
/// the last part of the problem's type URI; the words' {placeholders} are filled from `details`.
struct Error {
  Code code = Code::internal;
  std::string key;
  std::vector<std::pair<std::string, std::string>> details;
  std::vector<FieldError> fields;  ///< which fields, when the caller's input is to blame
};

template <class T>
using Result = std::expected<T, Error>;

using Details = std::vector<std::pair<std::string, std::string>>;

/// `return fail(Code::not_found, "application.not_found");`
inline std::unexpected<Error> fail(Code code, std::string key, Details details = {}) {
  return std::unexpected(Error{code, std::move(key), std::move(details), {}});
}

/// One field is wrong: code `invalid`, the error's own key is "request.invalid".
inline std::unexpected<Error> fail_field(std::string path, std::string key, Details details = {}) {
  return std::unexpected(
      Error{Code::invalid, "request.invalid", {}, {FieldError{std::move(path), std::move(key), std::move(details)}}});
}

}  // namespace qyzmet

/// Returns the error of `expression` from the enclosing function, or goes on with nothing.
#define TRY(expression)                                      \
  do {                                                       \
    if (auto try_result = (expression); !try_result) {       \
      return std::unexpected(std::move(try_result).error()); \
    }                                                        \
  } while (false)

#define QYZMET_JOIN_(a, b) a##b
#define QYZMET_JOIN(a, b) QYZMET_JOIN_(a, b)

/// `TRY_ASSIGN(auto date, parse_date(text));`
#define TRY_ASSIGN(declaration, expression) TRY_ASSIGN_(QYZMET_JOIN(try_result_, __COUNTER__), declaration, expression)
#define TRY_ASSIGN_(name, declaration, expression)            \
  auto name = (expression);                                   \
  if (!name) return std::unexpected(std::move(name).error()); \
  declaration = *std::move(name)

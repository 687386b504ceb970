#include "exchange/answer.hpp"

#include "base/json.hpp"

namespace qyzmet::exchange {
namespace {

/// Enough for what registers hold; what is deeper is no answer to us.
constexpr std::size_t kMostDepth = 16;

std::optional<bool> bool_of(const json::object& object, std::string_view name) {
  const json::value* member = object.if_contains(name);
  return member != nullptr && member->is_bool() ? std::optional(member->get_bool()) : std::nullopt;
}

std::optional<Answer> read(const json::object& object) {
  const auto found = bool_of(object, "found");
  const json::value* as_of = object.if_contains("as_of");
  const json::value* value = object.if_contains("value");
  if (!found || as_of == nullptr || !as_of->is_string()) return std::nullopt;
  const bool has_value = value != nullptr && !value->is_null();
  if (*found != has_value || (has_value && !value->is_object())) return std::nullopt;
  if (object.contains("synthetic") && !bool_of(object, "synthetic")) return std::nullopt;
  const auto at = parse_rfc3339(std::string_view(as_of->get_string()));
  if (!at) return std::nullopt;
  Answer answer{.value = std::nullopt, .as_of = *at, .synthetic = bool_of(object, "synthetic").value_or(false)};
  if (has_value) answer.value = canonical_json(*value);
  return answer;
}

}  // namespace

Result<Answer> parse_answer(std::string_view body, std::size_t limit) {
  const auto json = parse_json(body, {.max_bytes = limit, .max_depth = kMostDepth});
  if (json && json->is_object()) {
    if (auto answer = read(json->get_object())) return *std::move(answer);
  }
  return fail(Code::invalid, "register.answer_malformed");
}

}  // namespace qyzmet::exchange

#include "rules/evaluation.hpp"

#include <algorithm>

namespace qyzmet::rules {

Value Evaluation::report(std::string_view key, Details details) {
  ++reported_;
  if (diagnostics_.size() < limits_.diagnostics) diagnostics_.push_back({std::string(key), at, std::move(details)});
  return {};
}

bool Evaluation::overspent() {
  steps_left_ = 0;
  if (!overspent_) report("rules.limit_steps", {{"limit", std::to_string(limits_.steps)}});
  overspent_ = true;
  return false;
}

bool Evaluation::too_deep() {
  --depth_;
  report("rules.limit_depth", {{"limit", std::to_string(limits_.depth)}});
  return false;
}

Value Evaluation::make_list(std::vector<Value> items) {
  if (items.size() > limits_.items) return report("rules.limit_items", {{"limit", std::to_string(limits_.items)}});
  std::uint64_t weight = 1;
  for (const Value& item : items) {
    weight += item.weight();
    if (item.nesting() >= Value::max_nesting || weight > limits_.weight) return too_large(item);
  }
  return Value::list(std::move(items));
}

Value Evaluation::make_context(std::vector<std::pair<std::string, Value>> entries) {
  if (entries.size() > limits_.items) return report("rules.limit_items", {{"limit", std::to_string(limits_.items)}});
  std::uint64_t weight = 1;
  for (const auto& [name, value] : entries) {
    weight += value.weight() + name.size() / 16;
    if (value.nesting() >= Value::max_nesting || weight > limits_.weight) return too_large(value);
  }
  return Value::context(std::move(entries));
}

Value Evaluation::too_large(const Value& part) {
  if (part.nesting() >= Value::max_nesting) {
    return report("rules.limit_nesting", {{"limit", std::to_string(Value::max_nesting)}});
  }
  return report("rules.limit_weight", {{"limit", std::to_string(limits_.weight)}});
}

Value Evaluation::make_string(std::string_view text) {
  if (text.size() <= limits_.text_bytes) return text;
  return report("rules.limit_text", {{"limit", std::to_string(limits_.text_bytes)}});
}

}  // namespace qyzmet::rules

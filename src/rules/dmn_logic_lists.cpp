// Boxes that go through a list: for, some, every, filter.
#include <span>

#include "base/check.hpp"
#include "rules/dmn_logic.hpp"
#include "rules/expression.hpp"

namespace qyzmet::rules::dmn {
namespace {

/// What FEEL goes through in `for`: a list's items, a range's members, a single value; with FEEL's own errors.
Value items_of(const Value& value, Evaluation& evaluation) {
  static const Expression kItems = [] {
    Names names;
    names.add("all");
    auto read = parse_expression("for item in all return item", names);
    CHECK(read.has_value());
    return *std::move(read);
  }();
  return value.is_list() ? value : kItems.evaluate({&value, 1}, evaluation);
}

class IterationLogic : public Logic {
 public:
  explicit IterationLogic(IterationParts parts) : parts_(std::move(parts)) {}

  Value evaluate(Frame& frame) const override {
    const Value items = items_of(parts_.in->evaluate(frame), frame.evaluation);
    if (!items.is_list()) return {};
    const Local local(frame);
    const std::size_t slot = frame.scope.size();
    frame.scope.resize(slot + (parts_.with_partial ? 2 : 1));
    return parts_.kind == Iteration::Kind::each ? each(items.as_list(), slot, frame)
                                                : test(items.as_list(), slot, frame);
  }

 private:
  Value each(std::span<const Value> items, std::size_t slot, Frame& frame) const {
    std::vector<Value> values;
    for (const Value& item : items) {
      if (!frame.evaluation.spend()) return {};
      frame.scope[slot] = fit(item, parts_.type, parts_.name, frame.evaluation);
      if (parts_.with_partial) frame.scope[slot + 1] = frame.evaluation.make_list(values);
      values.push_back(parts_.body->evaluate(frame));
    }
    return frame.evaluation.make_list(std::move(values));
  }

  /// some: true if any is true; every: false if any is false. A test that is neither makes the whole null, unless
  /// another decides it.
  Value test(std::span<const Value> items, std::size_t slot, Frame& frame) const {
    const bool deciding = parts_.kind == Iteration::Kind::some;
    bool unknown = false;
    bool wrong = false;
    for (const Value& item : items) {
      if (!frame.evaluation.spend()) return {};
      frame.scope[slot] = fit(item, parts_.type, parts_.name, frame.evaluation);
      const Value value = parts_.body->evaluate(frame);
      if (value.is_boolean() && value.as_boolean() == deciding) return deciding;
      unknown = unknown || value.is_null();
      wrong = wrong || (!value.is_boolean() && !value.is_null());
    }
    if (wrong) return frame.evaluation.report("rules.not_boolean");
    return unknown ? Value() : Value(!deciding);
  }

  IterationParts parts_;
};

/// As FEEL's `[…]`: nothing is found in null; a number is an index from 1, or from -1 at the end.
class FilterLogic : public Logic {
 public:
  FilterLogic(LogicPtr in, LogicPtr match) : in_(std::move(in)), match_(std::move(match)) {}

  Value evaluate(Frame& frame) const override {
    const Value in = in_->evaluate(frame);
    if (in.is_null()) return frame.evaluation.make_list({});
    const std::span<const Value> items = in.is_list() ? in.as_list() : std::span(&in, 1);
    const Local local(frame);
    const std::size_t slot = frame.scope.size();
    frame.scope.resize(slot + 1);
    std::vector<Value> kept;
    for (const Value& item : items) {
      if (!frame.evaluation.spend()) return {};
      frame.scope[slot] = item;
      const Value match = match_->evaluate(frame);
      if (match.is_number()) return at(items, match.as_number());
      if (!match.is_boolean() && !match.is_null()) return frame.evaluation.report("rules.not_boolean");
      if (match.is_true()) kept.push_back(item);
    }
    return frame.evaluation.make_list(std::move(kept));
  }

 private:
  static Value at(std::span<const Value> items, const Number& place) {
    const std::int64_t size = static_cast<std::int64_t>(items.size());
    const auto whole = place.to_int64();
    if (!whole || *whole == 0 || *whole > size || *whole < -size) return {};
    return items[static_cast<std::size_t>(*whole > 0 ? *whole - 1 : size + *whole)];
  }

  LogicPtr in_;
  LogicPtr match_;
};

}  // namespace

LogicPtr make_iteration(IterationParts parts) { return std::make_shared<IterationLogic>(std::move(parts)); }

LogicPtr make_filter(LogicPtr in, LogicPtr match) {
  return std::make_shared<FilterLogic>(std::move(in), std::move(match));
}

}  // namespace qyzmet::rules::dmn

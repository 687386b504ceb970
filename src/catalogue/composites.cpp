#include "catalogue/composites.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace qyzmet::catalogue {
namespace {

class Parts {
 public:
  explicit Parts(std::span<const Definition* const> all) : all_(all) {
    for (const Definition* one : all) by_id_.emplace(one->id, one);
  }

  std::vector<Error> check() {
    for (const Definition* one : all_) {
      for (const Step& step : one->process.steps) {
        if (step.by == Step::By::service) check(*one, step);
      }
    }
    return std::move(errors_);
  }

 private:
  void add(const Definition& definition, const Step& step, std::string key, std::string name) {
    errors_.push_back({Code::invalid,
                       std::move(key),
                       {{"file", definition.file}, {"line", std::to_string(step.line)}, {"name", std::move(name)}},
                       {}});
  }

  void check(const Definition& definition, const Step& step) {
    const auto part = by_id_.find(step.service);
    if (part == by_id_.end()) return add(definition, step, "definition.no_such_part", step.service);
    if (!part->second->files_here) return add(definition, step, "definition.part_elsewhere", step.service);
    std::vector<std::string> way = {definition.id};
    std::set<std::string> seen;
    if (leads_to(step.service, definition.id, way, seen)) add(definition, step, "definition.service_cycle", text(way));
  }

  /// Does `service` contain `wanted`, or is it that? `way`: how it was come to; `seen`: what was looked into.
  bool leads_to(const std::string& service, const std::string& wanted, std::vector<std::string>& way,
                std::set<std::string>& seen) {
    way.push_back(service);
    if (service == wanted) return true;
    const auto found = by_id_.find(service);
    if (found != by_id_.end() && seen.insert(service).second) {
      for (const Step& step : found->second->process.steps) {
        if (step.by == Step::By::service && leads_to(step.service, wanted, way, seen)) return true;
      }
    }
    way.pop_back();
    return false;
  }

  static std::string text(const std::vector<std::string>& way) {
    std::string text;
    for (const std::string& service : way) text += (text.empty() ? "" : " → ") + service;
    return text;
  }

  std::span<const Definition* const> all_;
  std::map<std::string, const Definition*, std::less<>> by_id_;
  std::vector<Error> errors_;
};

}  // namespace

std::vector<Error> composite_errors(std::span<const Definition* const> all) { return Parts(all).check(); }

}  // namespace qyzmet::catalogue

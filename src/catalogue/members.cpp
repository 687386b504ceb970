#include "catalogue/members.hpp"

#include <algorithm>
#include <map>

namespace qyzmet::catalogue {
namespace {

/// Walks a rule's compiled form and remembers which local values are items of which group.
class Walk {
 public:
  explicit Walk(std::span<const Page> pages) {
    for (const Page& page : pages) {
      for (const Question& question : page.questions) {
        if (question.kind == Kind::repeat) groups_.emplace(question.id, &question);
      }
    }
  }

  std::optional<std::string> look(const json::value& node) {
    const auto* parts = node.if_array();
    if (parts == nullptr || parts->empty()) return std::nullopt;
    const std::string_view op = parts->front().is_string() ? std::string_view(parts->front().get_string()) : "";
    if (op == "filter" && parts->size() == 4) {
      items_[slot((*parts)[2])] = group_of((*parts)[1]);
    } else if ((op == "some" || op == "every" || op == "for") && (*parts)[1].is_array()) {
      for (const auto& domain : (*parts)[1].get_array()) {
        items_[slot(domain.at(0))] = group_of(domain.at(1));
      }
    } else if (op == "path") {
      if (auto unknown = member_of((*parts)[1], (*parts)[2])) return unknown;
    } else if (op == "member" && parts->size() == 3) {
      if (auto unknown = member_of((*parts)[2], (*parts)[1])) return unknown;
    }
    for (const auto& part : *parts) {
      if (auto unknown = look(part)) return unknown;
    }
    return std::nullopt;
  }

 private:
  static std::int64_t slot(const json::value& value) {
    return value.is_number() ? value.to_number<std::int64_t>() : -1;
  }

  /// The group whose items are in the list that `node` stands for; null: another list.
  const Question* group_of(const json::value& node) const {
    const auto* parts = node.if_array();
    if (parts == nullptr || parts->size() < 2) return nullptr;
    if ((*parts)[0] == "filter") return group_of((*parts)[1]);
    if ((*parts)[0] == "member" && parts->size() == 4) return group_of((*parts)[3]);
    if ((*parts)[0] != "name") return nullptr;
    const auto found = groups_.find((*parts)[1].get_string());
    return found == groups_.end() ? nullptr : found->second;
  }

  std::optional<std::string> member_of(const json::value& item, const json::value& name) const {
    const auto* parts = item.if_array();
    if (parts == nullptr || parts->size() != 2 || (*parts)[0] != "local") return std::nullopt;
    const auto found = items_.find(slot((*parts)[1]));
    if (found == items_.end() || found->second == nullptr) return std::nullopt;
    const Question& group = *found->second;
    const std::string_view member = name.get_string();
    if (std::ranges::find(group.fields, member, &Question::id) != group.fields.end()) return std::nullopt;
    return group.id + "." + std::string(member);
  }

  std::map<std::string, const Question*, std::less<>> groups_;
  std::map<std::int64_t, const Question*> items_;
};

}  // namespace

std::optional<std::string> unknown_member(const json::value& compiled, std::span<const Page> pages) {
  return Walk(pages).look(compiled.at("root"));
}

}  // namespace qyzmet::catalogue

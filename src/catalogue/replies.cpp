#include <algorithm>
#include <functional>

#include "base/json.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/index.hpp"

namespace qyzmet::catalogue {
namespace {

using Fixed = Replies::Fixed;

Fixed fixed(std::string body) { return std::make_shared<http::FixedReply>(std::move(body)); }

bool belongs_to(const Definition& definition, std::string_view life_event) {
  return std::ranges::find(definition.life_events, life_event, &Named::id) != definition.life_events.end();
}

/// A service that is given no more helps nobody in what happens to them.
bool helps_with(const Replies::Whole& whole, std::string_view life_event) {
  return !whole.retired && belongs_to(whole.service->definition, life_event);
}

/// The services that `wanted` says yes to.
std::string list_json(const Replies& replies, const std::function<bool(const Replies::Whole&)>& wanted) {
  std::string body = "{\"services\":[";
  for (const auto& [id, whole] : replies.services) {
    if (!wanted(whole)) continue;
    if (body.back() != '[') body += ',';
    body += whole.summary;
  }
  return body + "]}";
}

json::object named_object(const Named& named) { return {{"id", named.id}, {"title", to_object(named.title)}}; }

std::string life_events_json(const Replies& replies, const std::vector<Named>& life_events) {
  json::array all;
  for (const Named& event : life_events) {
    json::object one = named_object(event);
    one["services"] = std::ranges::count_if(replies.services,
                                            [&](const auto& service) { return helps_with(service.second, event.id); });
    all.push_back(std::move(one));
  }
  return canonical_json(json::object{{"life_events", std::move(all)}});
}

/// `{…}` without its braces, to be gone on with.
std::string result_part(const Definition& definition) {
  const std::string whole = canonical_json(json::object{{"agency", named_object(definition.agency)},
                                                        {"kind", to_word(definition.kind)},
                                                        {"service", definition.id},
                                                        {"title", to_object(definition.title)}});
  return whole.substr(1, whole.size() - 2);
}

Replies::Whole whole_of(const Service& service, bool retired) {
  const Definition& definition = service.definition;
  return {.service = &service,
          .retired = retired,
          .reply = fixed(to_json(definition, retired)),
          .summary = to_summary_json(definition, retired),
          .result = result_part(definition)};
}

}  // namespace

Replies make_replies(const Index& index, const CountryFacts& country, const Replies* before) {
  Replies replies;
  for (const auto& [id, versions] : index.services) {
    const auto known = before == nullptr ? replies.services.end() : before->services.find(id);
    const bool same = before != nullptr && known != before->services.end() &&
                      known->second.service == &versions.current() && known->second.retired == versions.retired;
    replies.services.emplace(id, same ? known->second : whole_of(versions.current(), versions.retired));
  }
  replies.lists.emplace("", fixed(list_json(replies, [](const Replies::Whole&) { return true; })));
  for (const Named& event : country.life_events) {
    const auto wanted = [&](const Replies::Whole& whole) { return helps_with(whole, event.id); };
    replies.lists.emplace(event.id, fixed(list_json(replies, wanted)));
  }
  for (const ServiceKind kind : {ServiceKind::service, ServiceKind::support_measure}) {
    const auto wanted = [&](const Replies::Whole& whole) { return whole.service->definition.kind == kind; };
    replies.of_kind.emplace(kind, fixed(list_json(replies, wanted)));
  }
  replies.filed_here =
      fixed(list_json(replies, [](const Replies::Whole& whole) { return whole.service->definition.files_here; }));
  replies.life_events = fixed(life_events_json(replies, country.life_events));
  return replies;
}

}  // namespace qyzmet::catalogue

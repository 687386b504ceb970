#include <fmt/format.h>

#include <map>
#include <set>

#include "catalogue/differences.hpp"
#include "catalogue/publishing.hpp"
#include "catalogue/store.hpp"

/// Every version and retirement must follow from its event, and every event must have its row.
namespace qyzmet::catalogue {
namespace {

constexpr std::int64_t kEventsAtOnce = 500;

/// What an event and its row both say.
using Said = std::map<std::int64_t, std::string>;

std::string text_of(const json::object& facts, std::string_view name) {
  const auto* value = facts.if_contains(name);
  if (value == nullptr) return {};
  return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
}

std::string said_of_version(std::string_view service, std::string_view version, std::string_view digest,
                            std::string_view by) {
  return fmt::format("published {} {} {} {}", service, version, digest, by);
}

void hear(const journal::Stored& event, Said& published, Said& retired) {
  const bool version = event.kind == "service.published";
  if (!version && event.kind != "service.retired" && event.kind != "service.restored") return;
  const auto parsed = parse_json(event.facts);
  const json::object facts = parsed && parsed->is_object() ? parsed->get_object() : json::object();
  const std::string service = text_of(facts, "service");
  if (version) {
    published[event.index] =
        said_of_version(service, text_of(facts, "version"), text_of(facts, "digest"), text_of(facts, "by"));
  } else {
    retired[event.index] = fmt::format("{} {}", event.kind, service);
  }
}

void read_events(db::Database& database, Said& published, Said& retired) {
  std::int64_t from = 0;
  for (bool more = true; more;) {
    database.read([&](db::Snapshot& snapshot) {
      const auto events = journal::events(snapshot, from, from + kEventsAtOnce);
      more = std::ssize(events) == kEventsAtOnce;
      from += std::ssize(events);
      for (const journal::Stored& event : events) hear(event, published, retired);
    });
  }
}

void compare(std::int64_t index, const std::string& row, Said& said, journal::AuditReport& report) {
  const auto event = said.find(index);
  if (event == said.end() || event->second != row) {
    report.findings.push_back({index, fmt::format("{}: the row does not follow from its event", row)});
  }
  if (event != said.end()) said.erase(event);
}

}  // namespace

void audit(db::Database& database, journal::AuditReport& report) {
  Said published;
  Said retired;
  read_events(database, published, retired);
  std::map<std::string, std::int64_t> last;  // only the last change to a service's standing has a row
  for (const auto& [index, said] : retired) last[said.substr(said.find(' ') + 1)] = index;
  std::erase_if(retired,
                [&](const auto& one) { return last.at(one.second.substr(one.second.find(' ') + 1)) != one.first; });
  std::int64_t after = -1;
  for (bool more = true; more;) {
    database.read([&](db::Snapshot& snapshot) {
      const auto versions = store::published(snapshot, after, 100);
      more = !versions.empty();
      for (const Published& one : versions) {
        after = one.journal_index;
        const auto digest = digest_of(one.definition, one.service);
        if (!digest || *digest != one.digest) {
          const auto what = fmt::format("{}: its text is not what its digest stands for", one.service);
          report.findings.push_back({after, what});
        }
        compare(after, said_of_version(one.service, std::to_string(one.version), to_hex(one.digest), one.by), published,
                report);
      }
    });
  }
  database.read([&](db::Snapshot& snapshot) {
    for (const Retirement& one : store::retirements(snapshot)) {
      const std::string_view kind = one.retired ? "service.retired" : "service.restored";
      compare(one.journal_index, fmt::format("{} {}", kind, one.service), retired, report);
    }
  });
  for (const Said* left : {&published, &retired}) {
    for (const auto& [index, said] : *left) report.findings.push_back({index, said + ": the event has no row"});
  }
}

}  // namespace qyzmet::catalogue

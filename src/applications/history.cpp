#include "applications/history.hpp"

#include <iterator>

namespace qyzmet::applications {

void each_event(db::Snapshot& snapshot, ApplicationId id, const std::function<bool(const journal::Stored&)>& tell) {
  std::vector<journal::Stored> chunk;
  for (std::int64_t cursor = -1; chunk.empty() || std::ssize(chunk) == kHistoryChunk; cursor = chunk.back().index) {
    chunk = journal::history(snapshot, id.value, cursor, kHistoryChunk);
    if (chunk.empty()) return;
    for (const journal::Stored& event : chunk) {
      if (!tell(event)) return;
    }
  }
}

bool read_on(db::Snapshot& snapshot, ApplicationId id, std::vector<journal::Stored>& history) {
  auto chunk = journal::history(snapshot, id.value, history.empty() ? -1 : history.back().index, kHistoryChunk);
  const bool more = std::ssize(chunk) == kHistoryChunk;
  history.insert(history.end(), std::move_iterator(chunk.begin()), std::move_iterator(chunk.end()));
  return more;
}

json::object object_of(std::string_view text) {
  auto value = parse_json(text);
  return value && value->is_object() ? value->get_object() : json::object();
}

std::string text_of(const json::object& object, std::string_view name) {
  const auto text = get_string(object, name);
  return text ? std::string(*text) : std::string();
}

}  // namespace qyzmet::applications

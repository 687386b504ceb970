#include "http/live.hpp"

namespace qyzmet::http {

void append_event(std::string& out, const LiveEvent& event) {
  out += "id: ";
  out += std::to_string(event.cursor);
  out += "\nevent: ";
  out += event.name;
  out += '\n';
  // A line break inside the data begins a new data line; the reader puts them together again.
  std::string_view rest = event.data;
  for (bool more = true; more;) {
    const auto end = rest.find('\n');
    more = end != std::string_view::npos;
    out += "data: ";
    out += rest.substr(0, end);
    out += '\n';
    rest = more ? rest.substr(end + 1) : std::string_view{};
  }
  out += '\n';
}

}  // namespace qyzmet::http

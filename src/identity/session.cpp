#include "identity/session.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/id.hpp"

namespace qyzmet::identity {
namespace {

constexpr std::array kWays = {std::pair{Way::password, std::string_view("password")},
                              std::pair{Way::demonstration, std::string_view("demonstration")},
                              std::pair{Way::client_secret, std::string_view("client_secret")},
                              std::pair{Way::open_id_connect, std::string_view("open_id_connect")},
                              std::pair{Way::signature, std::string_view("signature")},
                              std::pair{Way::web_authn, std::string_view("web_authn")}};

/// Every value of a set of bits, from the lowest.
template <class Bit>
std::string to_words(unsigned bits) {
  std::string words;
  for (unsigned bit = 1; bit != 0 && bit <= bits; bit <<= 1U) {
    if ((bits & bit) == 0) continue;
    if (!words.empty()) words += ' ';
    words += http::to_word(static_cast<Bit>(bit));
  }
  return words;
}

template <class Parse>
std::optional<unsigned> parse_words(std::string_view words, Parse&& parse) {
  unsigned bits = 0;
  while (!words.empty()) {
    const auto end = words.find(' ');
    const auto value = parse(words.substr(0, end));
    if (!value) return std::nullopt;
    bits |= static_cast<unsigned>(*value);
    words = end == std::string_view::npos ? std::string_view() : words.substr(end + 1);
  }
  return bits;
}

}  // namespace

std::string_view to_word(Way way) { return std::ranges::find(kWays, way, &decltype(kWays)::value_type::first)->second; }

std::optional<Way> parse_way(std::string_view word) {
  const auto* const found = std::ranges::find(kWays, word, &decltype(kWays)::value_type::second);
  return found == kWays.end() ? std::nullopt : std::optional(found->first);
}

Instant silent_end(const Session& session) {
  if (session.client != 0) return session.ends_at;
  return std::min<Instant>(session.ends_at, session.last_seen + (session.staff != 0 ? kStaffIdle : kPersonIdle));
}

http::Caller caller_of(const Session& session) {
  http::Caller caller;
  if (session.client != 0) {
    caller.id = "client:" + id_to_decimal(session.client);
    caller.client = session.client;
    caller.scopes = session.scopes;
    caller.roles = static_cast<unsigned>(http::Role::client);
    return caller;
  }
  caller.session = session.id;
  caller.by_cookie = true;
  if (session.staff != 0) {
    caller.id = "staff:" + id_to_decimal(session.staff);
    caller.staff = session.staff;
    caller.roles = session.roles;
    caller.agency = session.agency;
    caller.office = session.office;
  } else {
    caller.id = "person:" + id_to_decimal(session.person);
    caller.person = session.person;
    caller.roles = static_cast<unsigned>(http::Role::citizen);
  }
  return caller;
}

std::string new_secret(Random& random) {
  const auto bytes = random.next_32();
  std::string text = to_base64(bytes);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  text.erase(text.find('='));  // 32 bytes leave one
  return text;
}

std::string roles_to_words(unsigned roles) { return to_words<http::Role>(roles); }
std::string scopes_to_words(unsigned scopes) { return to_words<http::Scope>(scopes); }
std::optional<unsigned> parse_roles(std::string_view words) { return parse_words(words, http::parse_role); }
std::optional<unsigned> parse_scopes(std::string_view words) { return parse_words(words, http::parse_scope); }

}  // namespace qyzmet::identity

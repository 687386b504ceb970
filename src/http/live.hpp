#pragma once

#include <string>

#include "http/http.hpp"

namespace qyzmet::http {

/// Appends one event as text/event-stream writes it (HTML Living Standard, server-sent events).
void append_event(std::string& out, const LiveEvent& event);

/// A comment line: keeps proxies from taking silence for death.
inline constexpr std::string_view kHeartbeat = ":\n\n";

/// How long a client that lost the stream waits before it comes back. Units: milliseconds.
inline constexpr std::string_view kLiveStart = "retry: 2000\n\n";

}  // namespace qyzmet::http

#pragma once

#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"
#include "http/http.hpp"

namespace qyzmet::http {

/// What a reply's header section says besides the handler's own headers.
struct HeadFacts {
  std::size_t length = 0;  ///< of the body, also where HEAD leaves it out
  bool keep_alive = true;
  bool http11 = true;
  bool streamed = false;  ///< ends with the connection: no length
  bool tls = false;
  Instant now{};
  std::string_view trace_id;
};

/// Appends status line and headers. Every reply of the server passes here: this is where the security headers are.
void append_reply_head(std::string& out, const Reply& reply, const HeadFacts& facts, Random& random);

}  // namespace qyzmet::http

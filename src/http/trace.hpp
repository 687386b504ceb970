#pragma once

#include <string>
#include <string_view>

#include "base/random.hpp"

namespace qyzmet::http {

/// The trace id of a `traceparent` header (W3C Trace Context, version 00 and the leading fields of later versions);
/// empty if it is not one: then the receiver makes its own.
std::string_view trace_id_of(std::string_view traceparent);

/// Sets `trace_id` to 32 fresh hex digits.
void make_trace_id(Random& random, std::string& trace_id);

/// Appends "00-TRACE-SPAN-01" with a fresh span.
void append_traceparent(std::string& out, std::string_view trace_id, Random& random);

}  // namespace qyzmet::http

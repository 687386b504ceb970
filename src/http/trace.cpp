#include "http/trace.hpp"

#include <cstdint>

namespace qyzmet::http {
namespace {

bool lower_hex(std::string_view text) { return text.find_first_not_of("0123456789abcdef") == std::string_view::npos; }
bool zero(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

void append_hex(std::string& out, std::uint64_t value) {
  for (int shift = 60; shift >= 0; shift -= 4) out.push_back("0123456789abcdef"[(value >> shift) & 15]);
}

/// All-zero ids are invalid by the standard.
std::uint64_t not_zero(Random& random) {
  const auto value = random.next_u64();
  return value == 0 ? 1 : value;
}

}  // namespace

std::string_view trace_id_of(std::string_view traceparent) {
  constexpr std::size_t length = 55;  // 00-{32}-{16}-{2}
  if (traceparent.size() < length) return {};
  const auto version = traceparent.substr(0, 2);
  if (!lower_hex(version) || version == "ff") return {};
  if (traceparent.size() > length && (version == "00" || traceparent[length] != '-')) return {};
  if (traceparent[2] != '-' || traceparent[35] != '-' || traceparent[52] != '-') return {};
  const auto trace = traceparent.substr(3, 32);
  const auto parent = traceparent.substr(36, 16);
  if (!lower_hex(trace) || zero(trace) || !lower_hex(parent) || zero(parent)) return {};
  return lower_hex(traceparent.substr(53, 2)) ? trace : std::string_view{};
}

void make_trace_id(Random& random, std::string& trace_id) {
  trace_id.clear();
  append_hex(trace_id, not_zero(random));
  append_hex(trace_id, random.next_u64());
}

void append_traceparent(std::string& out, std::string_view trace_id, Random& random) {
  out += "00-";
  out += trace_id;
  out += '-';
  append_hex(out, not_zero(random));
  out += "-01";
}

}  // namespace qyzmet::http

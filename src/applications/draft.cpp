#include "applications/draft.hpp"

#include <algorithm>

#include "applications/crockford.hpp"

namespace qyzmet::applications {
namespace {

constexpr int kCodeLength = 8;

bool is_small_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

bool same_content(const Draft& a, const Draft& b) {
  return a.service == b.service && a.service_version == b.service_version && a.lang == b.lang && a.page == b.page &&
         a.answers == b.answers;
}

bool is_draft_id(std::string_view id) {
  constexpr std::string_view shape = "xxxxxxxx-xxxx-7xxx-vxxx-xxxxxxxxxxxx";
  return std::ranges::equal(id, shape, [](char c, char expected) {
    if (expected == 'v') return c == '8' || c == '9' || c == 'a' || c == 'b';
    return expected == 'x' ? is_small_hex(c) : c == expected;
  });
}

std::string make_draft_code(Random& random) {
  auto bits = random.next_u64();
  std::string code(kCodeLength, '0');
  for (char& c : code) {
    c = kCrockford[bits % kCrockford.size()];
    bits /= kCrockford.size();
  }
  return code;
}

std::optional<std::string> read_draft_code(std::string_view typed) {
  std::string code;
  for (const char c : typed) {
    if (c == '-' || c == ' ') continue;
    const char symbol = symbol_of(c);
    if (symbol == '\0' || code.size() == kCodeLength) return std::nullopt;
    code += symbol;
  }
  return code.size() == kCodeLength ? std::optional(code) : std::nullopt;
}

Digest draft_code_digest(std::int64_t person, std::string_view code) {
  const std::string text = "qyzmet draft code\n" + std::to_string(person) + "\n" + std::string(code);
  return sha256(text);
}

}  // namespace qyzmet::applications

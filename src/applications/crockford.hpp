#pragma once

#include <string_view>

/// Words of symbols that people read off and type.  Source: D. Crockford, Base 32 Encoding.
namespace qyzmet::applications {

inline constexpr std::string_view kCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The symbol that people mean, whatever its case; O is 0, I and L are 1. '\0' if it is none.
constexpr char symbol_of(char typed) {
  if (typed >= 'a' && typed <= 'z') typed = static_cast<char>(typed - 'a' + 'A');
  if (typed == 'O') typed = '0';
  if (typed == 'I' || typed == 'L') typed = '1';
  return kCrockford.contains(typed) ? typed : '\0';
}

}  // namespace qyzmet::applications

#pragma once

#include <string_view>

#include "catalogue/answers.hpp"

/// Numbers that check themselves: of people, organisations and accounts.
namespace qyzmet::catalogue {

/// An individual identification number: YYMMDD, century and sex (1-6), four serial digits, check digit. Spaces and
/// hyphens between digits are dropped. A business number (BIN) is no IIN: its fifth digit makes the day impossible.
/// Wrong: "iin.not_12_digits", "iin.birth_date", "iin.check_digit".  Source: DOMAIN, "IIN".
Normal normal_iin(std::string_view trimmed);

/// A business identification number: YYMM of registration, type (4-6), five more digits, check digit, as people's.
/// Wrong: "bin.not_12_digits", "bin.malformed", "bin.check_digit".  Source: DOMAIN, "BIN".
Normal normal_bin(std::string_view trimmed);

/// An international bank account number, in capital letters without spaces. Those of Kazakhstan have 20 characters.
/// Wrong: "iban.malformed", "iban.check_digits".  Source: ISO 13616-1 and its register.
Normal normal_iban(std::string_view trimmed);

}  // namespace qyzmet::catalogue

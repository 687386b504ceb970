#pragma once

#include <map>
#include <string>

#include "base/result.hpp"
#include "exchange/registers.hpp"

namespace qyzmet::exchange {

/// Where each register answers, by its id: what `Options::addresses` means. A register that is not named is not
/// connected. Errors: invalid "registers.bad_address" {address}, "registers.malformed" {file, what}; those of
/// `read_file`.
Result<std::map<std::string, std::string>> read_addresses(const std::string& given, const Registers& registers);

}  // namespace qyzmet::exchange

#pragma once

#include <vector>

#include "catalogue/definition.hpp"
#include "catalogue/mistake.hpp"

/// What must hold of a process as a whole.
namespace qyzmet::catalogue {

/// Every target exists, every step is reached and leads to an end, every outcome of a decision goes somewhere, every
/// evidence is declared and needed, every signer is a person that a question asks for, a fee's decision gives a number.
/// What each mistake is called: docs/service-format.md. In the order of the lines.
std::vector<Mistake> process_mistakes(const Definition& definition);

}  // namespace qyzmet::catalogue

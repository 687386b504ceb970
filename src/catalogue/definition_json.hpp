#pragma once

#include <string>

#include "catalogue/pages.hpp"

namespace qyzmet::catalogue {

/// One question as the front end gets it; canonical JSON.
std::string to_json(const Question& question);

}  // namespace qyzmet::catalogue

#pragma once

#include <span>
#include <string>

#include "app/commands.hpp"

namespace qyzmet::app {

/// `qyzmet services publish` and `qyzmet services rehearse`.
Exit publish_service(std::span<const std::string> arguments, const Program& program);
Exit rehearse_service(std::span<const std::string> arguments, const Program& program);

}  // namespace qyzmet::app

#pragma once

#include <string>
#include <string_view>

namespace qyzmet::identity {

/// What somebody signed in with, in words that they recognise: "Chrome, Android". Empty: not known. Of the User-Agent
/// (RFC 9110 §10.1.5) nothing else is kept: it can say anything, and is only shown to its owner.
std::string device_of(std::string_view user_agent);

}  // namespace qyzmet::identity

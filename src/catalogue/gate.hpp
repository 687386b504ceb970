#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "catalogue/definition.hpp"
#include "catalogue/registry_entry.hpp"

/// What the registry has to say to a service: from which day it is given online only, and which standing it may claim.
/// Pure.  Source: docs/decisions/0014-registry.md.
namespace qyzmet::catalogue {

/// What a service's gate tells everybody, from the day it was decided on.
struct Gate {
  Date first_day{};              ///< on which it is online only
  std::vector<Text> exceptions;  ///< who is still served in person; told of a filing by their numbers, from 1
  std::vector<Text> fallbacks;   ///< what people do when the system stands still
};

/// Of a service by which these entries are filed: none while one of them that is registered has gone through no gate.
/// Of several gates the last first day counts. An entry that was taken over as online only has no form, and adds none.
std::optional<Gate> gate_of(const std::vector<Entry>& entries);

/// {exceptions: [text], fallbacks: [text], first_day}.
json::object to_object(const Gate& gate);

/// May a filing come through `channel` today? Once a gate counts, the counter takes what one of its exceptions is named
/// for, and nothing else. Portal, bank and kiosk are online; a helper is the way for who cannot. `gate` may be null.
/// Errors: conflict "service.online_only" {exceptions.LANG, fallback.LANG, first_day}; invalid "request.invalid" with
/// the field "exception": "field.not_in_range", "service.no_exception_wanted".
Result<void> check_channel(const Gate* gate, std::string_view channel, std::optional<int> exception, Date today);

/// What is wrong with the standing that a definition claims, in view of the entries of its service that are not
/// dismissed: invalid "definition.standing_ahead" {file, line, standing, stage, number}, or
/// "definition.standing_needs_entry" {file, line, standing} if there is none and it claims more than to be registered.
std::optional<Error> standing_mistake(const Definition& definition, int line, const std::vector<Entry>& entries);

}  // namespace qyzmet::catalogue

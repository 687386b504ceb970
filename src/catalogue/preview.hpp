#pragma once

#include "base/json.hpp"
#include "catalogue/definition.hpp"

namespace qyzmet::catalogue {

/// What a definition says, for whoever is to look at it before it counts: {definition: as the citizen's pages get it,
/// conditions: what the file writes as `when`, by place: "page", "page.question", "page.group.field", process: as
/// `to_process_json`, changes: [{path, before, after}] against `last` (null: there is none), form_changes: as
/// `changes_json`}.
json::object preview_of(const Definition& definition, const Definition* last);

}  // namespace qyzmet::catalogue

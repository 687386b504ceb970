#pragma once

#include "catalogue/registry.hpp"

/// The registry as JSON for its pages.
namespace qyzmet::catalogue {

/// A line of the list.
json::object to_line(const Registry& registry, const Entry& entry, Date today);
/// All that the caller may know of it: with forms, passages, history, and what may be done now.
json::object to_page(const Registry& registry, db::Snapshot& snapshot, const http::Caller& caller, const Entry& entry,
                     Instant now);
/// The share over time, and what others published.
json::object share_json(const Registry& registry, const std::vector<SharePoint>& points);

}  // namespace qyzmet::catalogue

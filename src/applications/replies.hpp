#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "applications/applications.hpp"

/// What the routes of this module share: reading paths and cursors, writing applications as JSON.
namespace qyzmet::applications {

/// How deep the JSON may be that this module takes.
inline constexpr std::size_t kBodyDepth = 12;
inline constexpr int kPage = 20;  ///< entries of one page of a list

/// The body as an object, at most `max_bytes`. `memory` must outlive nothing: the tree keeps it.
Result<json::value> body_of(const http::Request& request, std::size_t max_bytes = 1 << 20);

/// A number that cannot be read is no application's: one answer for both, and it is 404.
Result<ApplicationId> id_of(const http::Request& request);

/// Where a list goes on: `?after=`, the id of the last entry seen; the newest first. Errors: malformed
/// "http.malformed_cursor".
Result<std::int64_t> before_of(const http::Request& request);

/// Of an event's facts what whoever holds the number may hear: neither answers, nor who acted. Canonical.
std::string public_facts(const json::object& facts);

/// "person:7" → a name that the caller may read.
using Names = std::map<std::string, std::string, std::less<>>;

/// {kk, ru, en}, or null.
json::value title_of(const catalogue::Service* service);
/// Its state and all that follows from it: nothing personal.
json::object status_of(const Application& application, const Processes& processes);
/// As `status_of`, with what the caller may know and do: "applicant" {name, you} or null, "mandate", "actions".
json::object status_for(const Application& application, const Processes& processes, const http::Caller& caller,
                        const std::optional<identity::Person>& applicant);

/// Adds in whose hand it is, and what the caller, if they have it, may do now: "in_hand" ("you", "colleague" or null),
/// "actions", "extension" (they may extend the deadline). Nothing personal.
void add_hand(json::object& object, const Application& application, const Processes& processes,
              const http::Caller& caller);

/// Everything that a whole view of an application asks the database, said ahead: content, people, register answers,
/// history, what was asked, documents.
void ask_ahead(db::Snapshot& snapshot, const Application& application);

/// Its applicant, if it has one.
Result<std::optional<identity::Person>> applicant_of(db::Snapshot& snapshot, const Application& application);

/// {"by": {kind, name?, agency?}, "for"?: {kind, name?}} of an event's facts.
void add_actors(json::object& event, const json::object& facts, const Names& names);

/// `?purpose=`, without which staff open nothing. Errors: invalid field "purpose": "field.missing",
/// "field.not_a_choice".
Result<identity::Purpose> purpose_of(const http::Request& request);
/// The line in the ledger of each person looked at; if nobody signed for the application, "application.looked" in its
/// own history.
void write_look(db::Tx& tx, const http::Caller& caller, const identity::Look& look);

void draft_routes(http::Router& router, Drafts& drafts);
void report_routes(http::Router& router, Reports& reports);
void fee_routes(http::Router& router, const Applications& applications, const Clock& clock);
void file_routes(http::Router& router, const Applications& applications, const Clock& clock);
void staff_routes(http::Router& router, const Applications& applications, Clock& clock, LookLimits limits);
void desk_routes(http::Router& router, const Applications& applications, const Words& words, Clock& clock);
void applicant_routes(http::Router& router, const Applications& applications);
void look_routes(http::Router& router, const Applications& applications);

}  // namespace qyzmet::applications

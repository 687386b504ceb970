#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "applications/application.hpp"
#include "applications/draft.hpp"
#include "db/db.hpp"

/// All SQL about drafts. Every question names the person: somebody else's draft cannot be asked for.
namespace qyzmet::applications::store {

/// One draft, sent or not.
std::optional<Draft> draft(db::Snapshot& snapshot, std::int64_t person, std::string_view id);
std::optional<Draft> draft(db::Tx& tx, std::int64_t person, std::string_view id);

/// Those not sent, newest change first, without their answers.
std::vector<Draft> drafts(db::Snapshot& snapshot, std::int64_t person);
/// How many of them.
int draft_count(db::Tx& tx, std::int64_t person);

/// Inserts, or writes over what is there: all but the code.
void save_draft(db::Tx& tx, std::int64_t person, const Draft& draft);
void remove_draft(db::Tx& tx, std::int64_t person, std::string_view id);
/// Drops the answers and the code, and remembers what became of it; makes the row if the draft was never kept here.
void mark_sent(db::Tx& tx, std::int64_t person, std::string_view id, ApplicationId application, Instant now);

void set_code(db::Tx& tx, std::int64_t person, std::string_view id, const Digest& code, Instant expires);
/// Takes the code away: it works once.
void clear_code(db::Tx& tx, std::int64_t person, std::string_view id);
/// The draft whose code this is, if the code holds and the draft is not sent.
std::optional<Draft> draft_of_code(db::Snapshot& snapshot, std::int64_t person, const Digest& code, Instant now);
std::optional<Draft> draft_of_code(db::Tx& tx, std::int64_t person, const Digest& code, Instant now);

/// A draft that is not sent names these bytes (hexadecimal).
bool draft_names(db::Tx& tx, std::int64_t person, std::string_view sha256);

/// Removes at most `limit` drafts last changed before `before`. Gives how many.
std::int64_t remove_old_drafts(db::Tx& tx, Instant before, int limit);

}  // namespace qyzmet::applications::store

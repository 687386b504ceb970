#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "db/db.hpp"
#include "exchange/registers.hpp"
#include "http/http.hpp"
#include "journal/journal.hpp"

namespace qyzmet::exchange {

/// A register tells of something that has happened to a person: what the state may offer follows from it.
struct Notice {
  std::string register_id;
  std::string what;       ///< a `NoticeKind` of the register
  std::string iin;        ///< of the person whom it concerns
  std::string reference;  ///< of the register's record, 1-100 visible ASCII characters: told twice, it is one
};

/// Reads {register, notice, iin, reference}. Errors: invalid "request.invalid" with the fields at fault: "register"
/// ("register.unknown"), "notice" ("notice.unknown"), "iin", "reference".
Result<Notice> read_notice(const json::object& body, const Registers& registers);

/// Keeps it as the event "notice.received" {by, notice, register}; personal: {iin, reference}. Gives its index.
std::int64_t keep_notice(db::Tx& tx, const http::Caller& caller, const Notice& notice);

/// What "notice.received" says. An event whose personal part was erased names nobody: `iin` is empty.
Result<Notice> notice_of(const journal::Stored& event);

}  // namespace qyzmet::exchange

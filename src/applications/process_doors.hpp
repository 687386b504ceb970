#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "applications/application.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "catalogue/evaluate.hpp"
#include "db/db.hpp"

/// What the way of an application needs of others: registers, rules, result documents. All calls to them are here, so
/// that one file connects them and tests put their own.
namespace qyzmet::applications {

/// What is asked of a register.
struct RegisterQuestion {
  std::string register_id;
  std::string name;  ///< evidence: its id; what a step tells: "step.ID"
  ApplicationId subject;
  std::int64_t person = 0;  ///< whose data; 0: nobody whom we know
  std::string purpose;      ///< the service's id
  std::string request;      ///< canonical JSON object
  Instant deadline{};
  std::int64_t keep_s = 0;  ///< a value this young may be used again
};

/// What a register answered, as far as it did.
struct RegisterAnswer {
  std::int64_t lookup = 0;
  std::string register_id;
  std::string name;
  std::string state;    ///< "asked", "answered", "failed", "expired"
  std::string request;  ///< what was asked: a canonical JSON object
  bool found = false;
  std::optional<std::string> value;  ///< canonical JSON object
  std::optional<Instant> as_of;      ///< of when the value is
  std::optional<Instant> got_at;
  bool kept = false;  ///< from a value that was there already
  bool synthetic = false;
  std::string reason;  ///< failed: a word key
};

/// A result document that is ready to be issued in a change.
struct DocumentToIssue {
  std::function<Result<std::string>(db::Tx&, const Application&)> issue;  ///< gives the document's id, decimal
};

/// What a document is made from.
struct DocumentWish {
  const Application& application;
  const catalogue::Definition& definition;
  const catalogue::Document* document;  ///< null: a refusal, with its reasons
  const json::object& facts;            ///< what the definition's rules see; of a refusal empty
  Instant now{};
};

/// The doors. Registers are asked through the exchange; what is not connected says so.
struct Doors {
  Doors();
  /// Asks in this change; gives the lookup's id.
  std::function<std::int64_t(db::Tx&, const RegisterQuestion&)> ask;
  /// Personal: for whoever may see the application.
  std::function<std::vector<RegisterAnswer>(db::Snapshot&, ApplicationId)> answers_of;
  std::function<std::string(std::string_view register_id)> agency_of_register;
  std::function<Text(std::string_view register_id)> title_of_register;
  /// What the members of its values are called and mean: [{id, title, values: {VALUE: text}, members: [likewise]}].
  std::function<json::array(std::string_view register_id)> facts_of_register;
  /// On a reader thread. Nothing: documents are not connected, and the decision is told without one.
  std::function<Result<std::optional<DocumentToIssue>>(db::Snapshot&, const DocumentWish&)> prepare_document;
  /// {id, kind, title, …} of the newest document of an application, or null.
  std::function<json::value(db::Snapshot&, ApplicationId)> document_of;
  /// The monthly index of a day in tenge; nothing: not known.
  std::function<std::optional<double>(Date)> monthly_index;
  std::function<Result<catalogue::Decided>(const catalogue::Definition&, std::string_view decision,
                                           const json::object& facts, Instant now)>
      decide;
  std::function<Result<std::string>(const catalogue::Definition&,
                                    std::span<const std::pair<std::string, std::string>> ask, const json::object& facts,
                                    Instant now)>
      request_json;
};

}  // namespace qyzmet::applications

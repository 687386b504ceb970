#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/json.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "catalogue/definition.hpp"

/// The rules of a definition, evaluated. Pure; slow enough to be kept off the writer.
/// `facts` is what the definition's rules see: every question by its id, `applicant`, `evidence`, `submitted_on`, `mrp`
/// (docs/service-format.md); `today` is the country's day at `now`.
namespace qyzmet::catalogue {

/// What a decision came to, and why.
struct Decided {
  std::string outcome;         ///< its first output as text: "true", "four_or_more"; a step's outcomes name it
  json::object outputs;        ///< name → value
  std::vector<int> rows;       ///< rules that matched, from 1, in the table's order
  std::string article;         ///< of the first rule that matched; may be empty
  std::optional<Text> reason;  ///< the matched rule's words for the applicant: of a refusal, what would change it
};

/// Errors: not_found "decision.not_found" {decision}; invalid "decision.no_rule" {decision} (no rule matches), or
/// "decision.failed" {decision, …} (a rule that cannot be evaluated over these facts).
Result<Decided> decide(const Definition& definition, std::string_view decision, const json::object& facts, Instant now);

/// The parameters of a register's request (`Evidence::ask`, `Step::ask`), evaluated; canonical JSON of one object.
/// `definition` tells what kinds the answers among `facts` are of. Errors: invalid "decision.failed" {name} for the
/// first that cannot be evaluated.
Result<std::string> request_json(const Definition& definition, std::span<const std::pair<std::string, std::string>> ask,
                                 const json::object& facts, Instant now);
/// As above, where no kinds are known: dates are text.
Result<std::string> request_json(std::span<const std::pair<std::string, std::string>> ask, const json::object& facts,
                                 Instant now);

/// What one row of the definition's document says.
struct DocumentLine {
  Text label;
  /// Nothing (not known), the same in all languages, a text in each, a day, a sum.
  std::variant<std::monostate, std::string, Text, Date, Money> value;
  bool stated = false;  ///< made of the applicant's answers; else of what registers and decisions say
  std::string fault;    ///< why it could not be worked out, a word key; empty: it was
};

/// The rows of `Process::document` in their order; none if there is no document. An answer to a choice or a region is
/// given by its title, an address by region and text, a decision's output by its words. A row that cannot be worked out
/// is not known, and says why: it spoils no other.
std::vector<DocumentLine> document_lines(const Definition& definition, const json::object& facts, Instant now);

/// What the service costs over these facts, in thousandths of the monthly index; nothing if that is not known. Errors:
/// those of `decide`; "decision.failed" also for a sum below zero, above kMostMrpMilli, or with more than three
/// decimals.
Result<std::optional<std::int64_t>> fee_mrp_milli(const Definition& definition, const json::object& facts, Instant now);

}  // namespace qyzmet::catalogue

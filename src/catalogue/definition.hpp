#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/text.hpp"
#include "catalogue/country.hpp"
#include "catalogue/facts.hpp"
#include "catalogue/mistake.hpp"
#include "catalogue/pages.hpp"
#include "catalogue/process.hpp"

namespace qyzmet::catalogue {

struct CompiledRules;

/// One version of one service, as its file says it.
struct Definition {
  std::string id;  ///< "kz.address-certificate"
  int version = 0;
  std::optional<std::string> code;  ///< 8 digits in the registry; none: not known
  Text title;
  Named agency;
  std::string agency_by;  ///< the question (region or address) that says which local body has it; empty: none says so
  Deadline deadline;
  Fee fee;
  Text result;
  std::vector<std::string> figures;  ///< ids of questions whose answers go into event facts; closed kinds only
  std::vector<Page> pages;           ///< none: it is filed elsewhere, see `how_to_get`

  ServiceKind kind = ServiceKind::service;
  std::optional<Support> support;    ///< of a measure of state support, and of nothing else
  std::optional<Standing> standing;  ///< none: not known
  std::vector<Named> life_events;    ///< in the file's order
  Channels channels;
  std::optional<Text> how_to_get;  ///< in plain words; always there if it is filed elsewhere
  bool files_here = true;
  bool needs_sign_in = true;            ///< may it be filed only by somebody who is signed in?
  bool texts_unverified = false;        ///< all texts are our own translations
  std::vector<std::string> unverified;  ///< texts that nobody has checked: "title.kk", "deadline.note.ru"
  Keywords keywords;
  std::vector<LegalBasis> legal_basis;
  Process process;                             ///< no steps: it is filed elsewhere
  std::string file;                            ///< where it was read; empty: made without one
  int utc_offset_minutes = 0;                  ///< the country's: its rules speak of its days
  std::shared_ptr<const CompiledRules> rules;  ///< null: made without a file

  /// The question of this id outside groups; null: there is none.
  const Question* find_question(std::string_view question_id) const;
};

/// Reads one service file (YAML), up to the first mistake. `file` is only named in errors. Regions, registers, the
/// agency and life events come from `country`.  Format, and each mistake: docs/service-format.md. Errors: invalid
/// "definition.…", always with {file, line}.
Result<Definition> parse_definition(std::string_view yaml, std::string_view file, const Country& country);
/// Reads what was published once. Mistakes that earlier programs did not look for are let through: what runs on a
/// version must run on, and the server must start.
Result<Definition> parse_published(std::string_view yaml, std::string_view file, const Country& country);

/// The same, but every mistake is said: the first in the file's shape, or, if that is good, all that is wrong with what
/// it means, in the order of the lines. Empty: none.
std::vector<Error> definition_errors(std::string_view yaml, std::string_view file, const Country& country);

/// A definition, or all that is wrong with it.
struct Judged {
  std::optional<Definition> definition;
  std::vector<Error> mistakes;  ///< as `definition_errors` gives them
};
Judged judge(std::string_view yaml, std::string_view file, const Country& country);

struct Gate;

/// For the front end; canonical JSON. `to_summary_json` leaves the pages out. `retired`: said, so that nobody tries; as
/// is, in the whole, what the gate says, if there is one.
std::string to_json(const Definition& definition, bool retired = false, const Gate* gate = nullptr);
std::string to_summary_json(const Definition& definition, bool retired = false);
/// What happens after filing, for its keepers: evidence, decision tables, steps, terms, document. Canonical JSON.
std::string to_process_json(const Definition& definition);

}  // namespace qyzmet::catalogue

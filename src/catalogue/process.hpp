#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "catalogue/decision.hpp"
#include "catalogue/facts.hpp"

/// What happens to an application after it was filed: whom the service asks for evidence, which steps it goes through,
/// what comes out.  Format: docs/service-format.md.
namespace qyzmet::catalogue {

/// A length of time as laws state it: {working_days: 2}.
struct Term {
  Deadline::Unit unit = Deadline::Unit::working_days;  ///< never unknown
  int count = 0;
};

/// A fact that another body holds. It is asked for in the background once the application is filed; nothing waits for
/// it but the step that needs it.
struct Evidence {
  /// What is done when the register does not answer within `within`.
  enum class On_freeze {
    accept_and_wait,  ///< the application waits; its days are charged to the register's agency
    ask_applicant,    ///< the applicant is asked to bring the paper
    go_on             ///< the step goes on without it; whoever decides sees that it is missing
  };
  std::string id;  ///< [a-z][a-z0-9_]*, at most 40
  Text title;
  std::string register_id;  ///< an id of data/COUNTRY/registers.json
  /// parameter → FEEL over the questions, `applicant`, `today`, `submitted_on` and `mrp`
  std::vector<std::pair<std::string, std::string>> ask;
  On_freeze on_freeze = On_freeze::accept_and_wait;
  Term within;        ///< from being asked for until `on_freeze` counts
  int keep_days = 0;  ///< a value this young is used again; 0: it is always asked for anew
  int line = 0;       ///< where it stands in its file, from 1; 0: made without a file
};
/// "accept_and_wait", "ask_applicant", "go_on".
std::string_view to_word(Evidence::On_freeze on_freeze);

/// Where an action or an outcome leads.
struct Target {
  enum class Kind { step, granted, refused, waiting_for_applicant } kind = Kind::step;
  std::string step;  ///< kind step: its id
};
/// The step's id, "granted", "refused", "waiting_for_applicant".
std::string_view to_word(const Target& target);

/// What an officer or a second signer may do in a step: "grant", "refuse", "ask", "pass", "sign", "decline".
struct Action {
  std::string id;  ///< [a-z][a-z0-9_]*; unique in the step
  Text title;      ///< the words on the button
  Target to;
  bool needs_reason = false;  ///< a refusal and a question always do
  int line = 0;
};

/// Where an outcome of a decision, a register or another service leads.
struct Outcome {
  std::string value;  ///< of a decision: its first output as text ("true", "four_or_more"); of a register: "done" or
                      ///< "rejected"; of a service: "granted" or "refused"
  Target to;
  int line = 0;
};

/// One step of an application. Every step has an exit and, unless the system does it at once, a term.
struct Step {
  enum class By {
    system,     ///< a decision is evaluated
    officer,    ///< of the service's agency
    applicant,  ///< something more is wanted of them, as planned
    signer,     ///< a second person signs: the one whose IIN the answer `signer` holds
    reg,        ///< a register is told and answers
    service     ///< another service is applied for in the applicant's name: one part of a composite
  };
  std::string id;  ///< [a-z][a-z0-9_]*, at most 40
  Text title;      ///< what happens in it, in plain words for the applicant
  By by = By::officer;
  std::optional<Term> within;      ///< what we aim for in this step; none only with `By::system` and `By::service`
  std::vector<std::string> needs;  ///< evidence that must be there (or given up, see On_freeze) before the step begins
  std::vector<Action> actions;     ///< officer, signer, applicant
  std::string decide;              ///< system: id of a decision
  std::vector<Outcome> outcomes;   ///< system, reg, service
  std::string register_id;         ///< reg
  std::vector<std::pair<std::string, std::string>> ask;  ///< reg: parameter → FEEL
  std::string signer;                                    ///< signer: id of a question of kind iin
  std::string service;                                   ///< service: id
  int line = 0;
};
/// "system", "officer", "applicant", "signer", "register", "service".
std::string_view to_word(Step::By by);

/// The paper that a grant brings.
struct Document {
  struct Row {
    Text label;
    std::string value;  ///< FEEL over what the definition's rules see
  };
  std::string kind;  ///< "certificate", "notice", "licence", "permit", "extract"
  Text title;
  std::vector<Row> rows;
  std::optional<int> valid_months;  ///< none: for good
};

/// How an application of one service is carried to its end. Empty (`steps`): it cannot be filed here.
struct Process {
  std::vector<Evidence> evidence;
  std::vector<Decision> decisions;
  std::vector<Step> steps;                                ///< the first is where it begins
  Term answer_within{Deadline::Unit::calendar_days, 10};  ///< how long the applicant may take to answer a question
  std::optional<Term> extension;  ///< by how much an officer may extend the deadline, once, with a reason
  bool suspends = true;           ///< does the legal deadline stand still while the applicant has the ball?
  std::optional<Document> document;
  std::optional<Term> service_norm;  ///< what we aim for in all
  /// What a register tells of by itself, after which the state offers this service ("birth.registered"); empty: none.
  std::string proactive_on;

  /// Null if there is none.
  const Step* step(std::string_view id) const;
  const Evidence* find_evidence(std::string_view id) const;
  const Decision* decision(std::string_view id) const;
};

}  // namespace qyzmet::catalogue

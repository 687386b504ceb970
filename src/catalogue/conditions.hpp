#pragma once

#include <string_view>
#include <vector>

#include "catalogue/mistake.hpp"
#include "catalogue/pages.hpp"
#include "catalogue/scope.hpp"

/// Conditions of pages and questions: FEEL over what was asked before.
namespace qyzmet::catalogue {

/// Reads each `When::feel`, and fills in what follows from it. A condition that is `question = value`, or several of
/// them with `and`, becomes `all`; any other becomes `rule`. Gives what is wrong: definition.not_feel, nobody_asks,
/// asked_later, not_known_yet, not_of_the_group, not_in_forms, bad_value (a value that the question does not have),
/// unreachable (conditions that can never hold together).
std::vector<Mistake> compile_conditions(std::vector<Page>& pages, const Scope& scope);

/// Does an answer to `question` have a member of this name (of a group: does one of its items)? None is asked for if
/// `member` is empty.
bool knows_member(const Question& question, std::string_view member);

}  // namespace qyzmet::catalogue

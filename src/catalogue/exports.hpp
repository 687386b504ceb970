#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "catalogue/definition.hpp"

/// The catalogue in other people's formats.
namespace qyzmet::catalogue {

class Catalogue;

/// All services as CPSV-AP 3.2.0, JSON-LD with a context of its own: nothing has to be fetched to read it. `base` is
/// where the services are found ("https://qyzmet.example"): ids are `base`/services/ID. What is not known is left out,
/// never made up. Source: Core Public Service Vocabulary Application Profile 3.2.0.
/// A deadline in working days has no xsd:duration; it stands in the description instead.
std::string cpsv_ap(const Catalogue& catalogue, std::string_view base);

/// What `Form::check` accepts, in normal form, as JSON Schema 2020-12: for partners who check before they send. Formats
/// of our own: "iin", "bin", "iban" (date and check digits). Conditions that are equalities become `if`/`then`; where a
/// question hangs on any other rule it is allowed and not required, and "x-when" holds the rule.
json::object form_schema(const Definition& definition, const PhonePlan& plan);

}  // namespace qyzmet::catalogue

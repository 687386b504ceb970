#include "applications/process_doors.hpp"

#include "journal/journal.hpp"

namespace qyzmet::applications {
namespace {

/// As exchange does it: the lookup stands in the application's history.
std::int64_t ask_nobody(db::Tx& tx, const RegisterQuestion& question) {
  const std::int64_t lookup = tx.new_id();
  const json::object facts{{"at", to_rfc3339(tx.now())},       {"deadline", to_rfc3339(question.deadline)},
                           {"evidence", question.name},        {"kind", "lookup.asked"},
                           {"lookup", id_to_decimal(lookup)},  {"purpose", question.purpose},
                           {"register", question.register_id}, {"subject", id_to_decimal(question.subject.value)}};
  const std::string text = canonical_json(facts);
  journal::append(tx, {.kind = "lookup.asked", .subject = question.subject.value, .facts = text, .personal = {}});
  return lookup;
}

}  // namespace

Doors::Doors()
    : ask(ask_nobody),
      answers_of([](db::Snapshot&, ApplicationId) { return std::vector<RegisterAnswer>(); }),
      agency_of_register([](std::string_view id) { return std::string(id); }),
      title_of_register([](std::string_view id) {
        const std::string name(id);
        return Text{name, name, name};
      }),
      facts_of_register([](std::string_view) { return json::array(); }),
      prepare_document(
          [](db::Snapshot&, const DocumentWish&) -> Result<std::optional<DocumentToIssue>> { return std::nullopt; }),
      document_of([](db::Snapshot&, ApplicationId) { return json::value(nullptr); }),
      monthly_index([](Date) { return std::optional<double>(); }),
      decide(catalogue::decide),
      request_json([](const catalogue::Definition& definition, std::span<const std::pair<std::string, std::string>> ask,
                      const json::object& facts,
                      Instant now) { return catalogue::request_json(definition, ask, facts, now); }) {}

}  // namespace qyzmet::applications

#include "applications/process_doors.hpp"

#include "exchange/exchange.hpp"

namespace qyzmet::applications {
namespace {

std::int64_t ask_exchange(db::Tx& tx, const RegisterQuestion& question) {
  return exchange::ask(tx, {.register_id = question.register_id,
                            .evidence = question.name,
                            .subject = question.subject.value,
                            .person = question.person,
                            .purpose = question.purpose,
                            .request = question.request,
                            .deadline = question.deadline,
                            .keep_s = question.keep_s});
}

RegisterAnswer answer_of(exchange::Lookup lookup) {
  return {.lookup = lookup.id,
          .register_id = std::move(lookup.register_id),
          .name = std::move(lookup.evidence),
          .state = std::string(to_word(lookup.state)),
          .request = std::move(lookup.request),
          .found = lookup.found,
          .value = std::move(lookup.value),
          .as_of = lookup.as_of,
          .got_at = lookup.got_at,
          .kept = lookup.kept,
          .synthetic = lookup.synthetic,
          .reason = std::move(lookup.reason)};
}

std::vector<RegisterAnswer> answers_in_exchange(db::Snapshot& snapshot, ApplicationId id) {
  std::vector<RegisterAnswer> all;
  for (exchange::Lookup& lookup : exchange::lookups_of(snapshot, id.value)) all.push_back(answer_of(std::move(lookup)));
  return all;
}

}  // namespace

Doors::Doors()
    : ask(ask_exchange),
      answers_of(answers_in_exchange),
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

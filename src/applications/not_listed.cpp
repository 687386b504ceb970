#include "applications/not_listed.hpp"

#include "applications/access.hpp"
#include "applications/store_not_listed.hpp"
#include "base/said.hpp"
#include "journal/journal.hpp"

namespace qyzmet::applications {
namespace {

constexpr int kMostWhat = 500;
constexpr int kMostElse = 200;

}  // namespace

Result<NotListed> Reports::read(const json::object& body, Lang lang) {
  TRY(only_fields(body, {"agency", "what", "where"}));
  NotListed report{.lang = lang};
  TRY_ASSIGN(report.what, get_said(body, "what", kMostWhat));
  if (report.what.empty()) return fail_field("what", "field.missing");
  TRY_ASSIGN(report.where, get_said(body, "where", kMostElse));
  TRY_ASSIGN(report.agency, get_said(body, "agency", kMostElse));
  return report;
}

Result<void> Reports::count(const http::Request& request) {
  const auto session = request.caller.session;
  const std::string key = session != 0 ? "session:" + std::to_string(session) : request.client_address;
  if (tries_.take(key, clock_.monotonic_ms())) return {};
  return fail(Code::too_many, "not_listed.too_many");
}

NotListed Reports::keep(db::Tx& tx, const http::Caller& caller, const NotListed& report) const {
  NotListed kept = report;
  kept.id = tx.new_id<ReportTag>();
  kept.at = tx.now();
  const Filer who = filer_of(caller);
  const std::string facts = canonical_json(json::object{{"at", to_rfc3339(kept.at)},
                                                        {"by", who.by},
                                                        {"channel", who.channel},
                                                        {"kind", "service.not_listed"},
                                                        {"lang", to_code(kept.lang)},
                                                        {"subject", id_to_decimal(kept.id.value)}});
  json::object said{{"what", kept.what}};
  if (!kept.where.empty()) said["where"] = kept.where;
  if (!kept.agency.empty()) said["agency"] = kept.agency;
  const auto index = journal::append(
      tx, {.kind = "service.not_listed", .subject = kept.id.value, .facts = facts, .personal = canonical_json(said)});
  store::insert(tx, kept, who.by, index);
  return kept;
}

}  // namespace qyzmet::applications

#include "exchange/notices.hpp"

#include <algorithm>

#include "catalogue/identifiers.hpp"

namespace qyzmet::exchange {
namespace {

constexpr std::size_t kMostReference = 100;

bool is_reference(std::string_view text) {
  const auto is_visible = [](char letter) { return letter > ' ' && letter <= '~'; };
  return !text.empty() && text.size() <= kMostReference && std::ranges::all_of(text, is_visible);
}

}  // namespace

Result<Notice> read_notice(const json::object& body, const Registers& registers) {
  TRY(only_fields(body, {"iin", "notice", "reference", "register"}));
  Notice notice;
  TRY_ASSIGN(notice.register_id, get_string(body, "register"));
  const Register* const from = registers.find(notice.register_id);
  if (from == nullptr) return fail_field("register", "register.unknown");
  TRY_ASSIGN(notice.what, get_string(body, "notice"));
  if (std::ranges::find(from->notices, notice.what, &NoticeKind::id) == from->notices.end()) {
    return fail_field("notice", "notice.unknown", {{"register", from->id}});
  }
  TRY_ASSIGN(const std::string_view iin, get_string(body, "iin"));
  const catalogue::Normal normal = catalogue::normal_iin(iin);
  if (!normal.wrong.empty()) return fail_field("iin", std::string(normal.wrong));
  notice.iin = normal.text;
  TRY_ASSIGN(notice.reference, get_string(body, "reference"));
  if (!is_reference(notice.reference)) {
    return fail_field("reference", "notice.reference_malformed", {{"limit", std::to_string(kMostReference)}});
  }
  return notice;
}

std::int64_t keep_notice(db::Tx& tx, const http::Caller& caller, const Notice& notice) {
  const std::int64_t id = tx.new_id();
  const std::string facts = canonical_json(json::object{{"at", to_rfc3339(tx.now())},
                                                        {"by", caller.id},
                                                        {"kind", "notice.received"},
                                                        {"notice", notice.what},
                                                        {"register", notice.register_id},
                                                        {"subject", id_to_decimal(id)}});
  const std::string personal = canonical_json(json::object{{"iin", notice.iin}, {"reference", notice.reference}});
  return journal::append(tx, {.kind = "notice.received", .subject = id, .facts = facts, .personal = personal});
}

Result<Notice> notice_of(const journal::Stored& event) {
  Notice notice;
  TRY_ASSIGN(const json::value facts, parse_json(event.facts));
  TRY_ASSIGN(notice.register_id, get_string(facts.as_object(), "register"));
  TRY_ASSIGN(notice.what, get_string(facts.as_object(), "notice"));
  if (!event.personal) return notice;
  TRY_ASSIGN(const json::value personal, parse_json(*event.personal));
  TRY_ASSIGN(notice.iin, get_string(personal.as_object(), "iin"));
  TRY_ASSIGN(notice.reference, get_string(personal.as_object(), "reference"));
  return notice;
}

}  // namespace qyzmet::exchange

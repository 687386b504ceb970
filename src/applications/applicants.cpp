#include "applications/applicants.hpp"

#include <fmt/format.h>

#include "applications/applications.hpp"
#include "applications/store.hpp"
#include "applications/store_desk.hpp"
#include "applications/store_flow.hpp"

namespace qyzmet::applications {
namespace {

/// Facts tell how many, what they are is personal.
void add_files(Said& said, const std::vector<files::Named>& all) {
  if (all.empty()) return;
  said.facts["files"] = all.size();
  json::array& records = said.personal["files"].emplace_array();
  for (const files::Named& one : all) {
    records.push_back(
        json::object{{"name", one.name}, {"sha256", to_hex(one.sha256)}, {"size", one.size}, {"type", one.type}});
  }
}

/// As the ledger will say which was opened: "answer.4711", after the event that brought it.
std::vector<files::Named> named_by(std::string_view kind, std::int64_t index, std::vector<files::Named> all) {
  for (files::Named& one : all) one.question = fmt::format("{}.{}", kind, index);
  return all;
}

/// What the applicant was asked to bring counts as brought: nobody waits for it any more.
AskedAll with_papers_brought(db::Tx& tx, const Processes& processes, const Way& way, const Application& application) {
  AskedAll asked = store::asked(tx, application.id);
  const EvidenceStates evidence = states_of(asked);
  for (const auto& id : wanted_of_applicant(processes.around(way, evidence), application.standing())) {
    asked[id].state = EvidenceState::given_up;
    store::give_up(tx, application.id, id, tx.now());
  }
  return asked;
}

Result<std::vector<Move>> moves_after(const Processes& processes, const Application& application, const AskedAll& asked,
                                      const Happening& happening) {
  const EvidenceStates evidence = states_of(asked);
  return next(processes.around(processes.of(application), evidence), application.standing(), happening);
}

}  // namespace

Result<Application> Applicants::theirs(db::Tx& tx, const http::Caller& caller, ApplicationId id) const {
  auto application = store::find(tx, id);
  if (!application) return fail(Code::not_found, "application.not_found");
  const Access access = access_of(*application, caller, http::Scope::applications_file);
  if (access == Access::filer) return fail(Code::forbidden, "right.missing");
  if (access != Access::applicant) return fail(Code::not_found, "application.not_found");
  return *std::move(application);
}

Result<Application> Applicants::answer(db::Tx& tx, const http::Caller& caller, ApplicationId id,
                                       const AnswerGiven& given) const {
  TRY_ASSIGN(Application application, theirs(tx, caller, id));
  const Processes& processes = applications_.processes();
  const Way& way = processes.of(application);
  const AskedAll asked = with_papers_brought(tx, processes, way, application);
  TRY_ASSIGN(const auto moves, moves_after(processes, application, asked, {Happening::Kind::answer, given.action}));
  const catalogue::Step* step = way.process.step(application.flow.step);
  const bool own = step != nullptr && step->by == catalogue::Step::By::applicant;
  if (given.text.empty() && given.files.empty() && !own) return fail_field("text", "field.missing");
  Said said = said_of(caller);
  if (!given.action.empty()) said.facts["action"] = given.action;
  if (!given.text.empty()) said.personal["text"] = given.text;
  add_files(said, given.files);
  const std::int64_t index = carry(tx, processes, application, asked, moves, said);
  TRY(applications_.name_files(tx, id, named_by("answer", index, given.files)));
  return application;
}

Result<CorrectionPrepared> Applicants::prepare_correction(const Application& application, const json::object& answers,
                                                          std::string_view text) const {
  const auto* service = applications_.catalogue().find(application.service, application.service_version);
  if (service == nullptr) {
    return fail(Code::conflict, "application.version_not_found",
                {{"service", application.service}, {"version", std::to_string(application.service_version)}});
  }
  TRY_ASSIGN(catalogue::Answers checked, service->form.check(answers, applications_.today()));
  CorrectionPrepared prepared{
      .content = filed_content(checked.canonical, application.service, application.service_version),
      .text = std::string(text)};
  prepared.content_sha256 = sha256(prepared.content);
  prepared.answers = std::move(checked);
  return prepared;
}

Result<Application> Applicants::correct(db::Tx& tx, const http::Caller& caller, ApplicationId id,
                                        const CorrectionPrepared& prepared) const {
  TRY_ASSIGN(Application application, theirs(tx, caller, id));
  const Processes& processes = applications_.processes();
  const Way& way = processes.of(application);
  const AskedAll asked = with_papers_brought(tx, processes, way, application);
  const bool changed = store::current_content(tx, id) != prepared.content;
  TRY_ASSIGN(const auto moves, moves_after(processes, application, asked,
                                           {.kind = Happening::Kind::correction, .word = {}, .changed = changed}));
  const std::int64_t number = ++application.flow.corrections;
  Said said = said_of(caller);
  if (moves.front().to.step.empty()) said.facts["anew"] = true;
  said.facts["number"] = number;
  said.personal["content_sha256"] = to_hex(prepared.content_sha256);
  if (!prepared.text.empty()) said.personal["text"] = prepared.text;
  const std::int64_t index = carry(tx, processes, application, asked, moves, said);
  store::insert_correction(tx, id,
                           {.number = number,
                            .content = prepared.content,
                            .content_sha256 = prepared.content_sha256,
                            .at = tx.now(),
                            .journal_index = index});
  TRY(applications_.name_files(tx, id, prepared.files));
  return application;
}

Result<Application> Applicants::write(db::Tx& tx, const http::Caller& caller, ApplicationId id, const Letter& letter,
                                      std::int64_t written) const {
  TRY_ASSIGN(const Application application, theirs(tx, caller, id));
  if (!is_open(application.state)) return fail(Code::conflict, "application.ended");
  if (letter.text.empty() && letter.files.empty()) return fail_field("text", "field.missing");
  if (written >= kMostMessages) {
    return fail(Code::too_many, "application.too_many_messages", {{"limit", std::to_string(kMostMessages)}});
  }
  Said said = said_of(caller);
  said.facts["from"] = "applicant";
  if (!letter.text.empty()) said.personal["text"] = letter.text;
  add_files(said, letter.files);
  const std::int64_t index = tell(tx, application, "application.message_sent", said);
  TRY(applications_.name_files(tx, id, named_by("message", index, letter.files)));
  return application;
}

Result<Application> Applicants::rate(db::Tx& tx, const http::Caller& caller, ApplicationId id, std::int64_t rating,
                                     std::string_view comment) const {
  TRY_ASSIGN(Application application, theirs(tx, caller, id));
  if (rating < 1 || rating > 5) return fail_field("rating", "application.rating_range");
  if (!application.flow.outcome) return fail(Code::conflict, "application.not_decided");
  if (application.flow.rating) return fail(Code::conflict, "application.rated_already");
  application.flow.rating = static_cast<int>(rating);
  Said said = said_of(caller);
  said.facts["rating"] = rating;
  if (!comment.empty()) said.personal["comment"] = comment;
  tell(tx, application, "application.rated", said);
  store::save(tx, application);
  return application;
}

std::vector<Application> Applicants::to_sign(db::Snapshot& snapshot, std::string_view iin, ApplicationId before,
                                             int limit) const {
  return store::to_sign(snapshot, iin, before, limit);
}

Result<Application> Applicants::sign(db::Tx& tx, const http::Caller& caller, ApplicationId id, std::string_view iin,
                                     bool signs, std::string_view digest) const {
  auto found = store::find(tx, id);
  if (!found || found->flow.signer != iin) return fail(Code::not_found, "application.not_found");
  Application application = *std::move(found);
  if (application.filer.applicant == caller.person || application.filer.by == person_word(caller.person))
    return fail(Code::conflict, "application.own_signature");
  const auto content = store::current_content(tx, id);
  if (!content || to_hex(sha256(*content)) != digest) return fail(Code::conflict, "application.content_changed");
  const Processes& processes = applications_.processes();
  const AskedAll asked = store::asked(tx, id);
  const std::string action = signs ? "sign" : "decline";
  TRY_ASSIGN(const auto moves, moves_after(processes, application, asked, {Happening::Kind::signer, action}));
  Said said = said_of(caller);
  said.who.applicant.reset();  // they sign in their own name
  said.facts["step"] = application.flow.step;
  said.personal["content_sha256"] = digest;
  tell(tx, application, signs ? "application.signed" : "application.declined", said);
  carry(tx, processes, application, asked, moves, {.who = said.who, .facts = {{"action", action}}, .personal = {}});
  return application;
}

}  // namespace qyzmet::applications

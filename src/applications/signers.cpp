#include "applications/signers.hpp"

#include <algorithm>
#include <limits>

#include "applications/applications.hpp"
#include "applications/store_flow.hpp"

namespace qyzmet::applications {
namespace {

using catalogue::Process;
using catalogue::Step;

constexpr int kNewestOfFiler = 200;  ///< applications that are looked through

bool is_signers(const Step& step) { return step.by == Step::By::signer; }

/// It has not come past its second signature yet.
bool is_unsigned(const Process& process, const Application& application) {
  if (!is_open(application.state) || application.state == State::decided) return false;
  const auto at = std::ranges::find(process.steps, application.flow.step, &Step::id);
  return application.flow.step.empty() || std::any_of(at, process.steps.end(), is_signers);
}

bool asks_for(const Process& process, std::string_view content, std::string_view iin) {
  return std::ranges::any_of(process.steps,
                             [&](const Step& step) { return is_signers(step) && signer_in(content, step) == iin; });
}

}  // namespace

std::string signer_in(std::string_view content, const Step& step) {
  const auto read = parse_json(content);
  if (!read || !read->is_object()) return "";
  const auto answers = get_object(read->get_object(), "answers");
  if (!answers) return "";
  const auto signer = get_string(**answers, step.signer);
  return signer ? std::string(*signer) : std::string();
}

Result<void> check_others_sign(const Process& process, std::string_view content, std::string_view iin) {
  for (const Step& step : process.steps) {
    if (is_signers(step) && signer_in(content, step) == iin)
      return fail_field("answers." + step.signer, "application.signer_is_applicant");
  }
  return {};
}

Result<void> check_signers(db::Snapshot& snapshot, const Applications& applications, const http::Caller& caller,
                           const Application& application, std::string_view content) {
  const Process& process = applications.processes().of(application).process;
  if (std::ranges::none_of(process.steps, is_signers) || caller.person == 0) return {};
  TRY_ASSIGN(const auto self, identity::person(snapshot, caller.person));
  TRY(check_others_sign(process, content, self.iin));
  if (application.filer.applicant.value_or(caller.person) != caller.person) {
    TRY_ASSIGN(const auto applicant, identity::person(snapshot, *application.filer.applicant));
    TRY(check_others_sign(process, content, applicant.iin));
  }
  const auto theirs = applications.mine(snapshot, caller, {std::numeric_limits<std::int64_t>::max()}, kNewestOfFiler);
  for (const Step& step : process.steps) {
    const std::string signer = is_signers(step) ? signer_in(content, step) : "";
    if (signer.empty()) continue;
    const auto waiting = std::ranges::count_if(theirs, [&](const Application& other) {
      const Process& way = applications.processes().of(other).process;
      if (other.id == application.id || !is_unsigned(way, other)) return false;
      return asks_for(way, store::current_content(snapshot, other.id).value_or(""), signer);
    });
    if (waiting >= kMostToSign) {
      return fail_field("answers." + step.signer, "application.too_many_to_sign",
                        {{"limit", std::to_string(kMostToSign)}});
    }
  }
  return {};
}

}  // namespace qyzmet::applications

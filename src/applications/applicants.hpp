#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "applications/application.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "catalogue/form.hpp"
#include "db/db.hpp"
#include "files/files.hpp"
#include "http/http.hpp"

/// What applicants do with an application under way, and whoever signs for them.
namespace qyzmet::applications {

class Applications;

inline constexpr int kMostMessages = 200;  ///< that an applicant may write in one application

/// What an applicant answers.
struct AnswerGiven {
  std::string text;                   ///< in their own words
  std::string action{};               ///< what they chose, where their step offers several
  std::vector<files::Named> files{};  ///< that go with it
};

/// What an applicant writes to the office.
struct Letter {
  std::string text;
  std::vector<files::Named> files{};  ///< that go with it
};

/// Answers that the form accepted, in the place of those before.
struct CorrectionPrepared {
  std::string content;  ///< canonical, as of a filing
  Digest content_sha256{};
  std::string text;  ///< in their own words; may be empty
  catalogue::Answers answers{};
  std::vector<files::Named> files{};  ///< that the answers name
};

/// Common errors: not_found "application.not_found" (also for somebody else's); forbidden "right.missing" (who filed it
/// for the applicant). Safe to use from every thread.
class Applicants {
 public:
  /// Outlives this object.
  explicit Applicants(const Applications& applications) : applications_(applications) {}

  /// Answers a question, brings a paper, or does what their step is about: the ball goes back. Emits
  /// "application.answered" {files: how many} and what follows; personal: {text, files}. Errors: conflict
  /// "application.action_not_allowed" {action, step}; invalid field "text" (a question wants words, or a file); those
  /// of `Applications::name_files`.
  Result<Application> answer(db::Tx& tx, const http::Caller& caller, ApplicationId id, const AnswerGiven& given) const;

  /// Checks corrected answers against the form of the application's own version. On a reader thread. Errors: those of
  /// `catalogue::Form::check`; conflict "application.version_not_found" {service, version}.
  Result<CorrectionPrepared> prepare_correction(const Application& application, const json::object& answers,
                                                std::string_view text) const;
  /// Corrects the answers while the applicant has the ball, and gives it back. What was filed before is kept; of what
  /// registers answered, rules found and others signed for it nothing counts for other answers: it is taken up anew.
  /// Emits "application.corrected" {number, anew: true if so}; personal: {content_sha256, text}. Errors: as `answer`.
  Result<Application> correct(db::Tx& tx, const http::Caller& caller, ApplicationId id,
                              const CorrectionPrepared& prepared) const;

  /// Writes to the office, as long as it is open. `written`: how often they did. Emits "application.message_sent"
  /// {from, files: how many}; personal: {text, files}. Errors: conflict "application.ended"; too_many
  /// "application.too_many_messages" {limit}; those of `Applications::name_files`.
  Result<Application> write(db::Tx& tx, const http::Caller& caller, ApplicationId id, const Letter& letter,
                            std::int64_t written) const;

  /// Says how it was, 1-5, once it is decided; once. Emits "application.rated" {rating}; personal: {comment}. Errors:
  /// conflict "application.not_decided", "application.rated_already"; invalid field "rating".
  Result<Application> rate(db::Tx& tx, const http::Caller& caller, ApplicationId id, std::int64_t rating,
                           std::string_view comment) const;

  /// What waits for the signature of the person with this IIN: newest first, before `before`, at most `limit`.
  std::vector<Application> to_sign(db::Snapshot& snapshot, std::string_view iin, ApplicationId before, int limit) const;
  /// Signs, or declines. `iin`: the caller's; `digest`: of what they saw, in hexadecimal. Emits "application.signed" or
  /// "application.declined" {step}; personal: {content_sha256}; and what follows. Errors: not_found
  /// "application.not_found" (nothing of theirs to sign); conflict "application.content_changed" (the applicant has
  /// corrected it since), "application.own_signature" (they are its applicant, or filed it),
  /// "application.action_not_allowed".
  Result<Application> sign(db::Tx& tx, const http::Caller& caller, ApplicationId id, std::string_view iin, bool signs,
                           std::string_view digest) const;

 private:
  Result<Application> theirs(db::Tx& tx, const http::Caller& caller, ApplicationId id) const;
  const Applications& applications_;
};

}  // namespace qyzmet::applications

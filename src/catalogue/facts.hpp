#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

/// What is stated about a service beside its questions: each with how sure we are of it, and whence it is known.
namespace qyzmet::catalogue {

/// How sure we are of a stated fact; shown to whoever reads it.
enum class Certainty { sourced, unverified, assumed };
/// "sourced", "unverified", "assumed".
std::string_view to_word(Certainty certainty);

/// Whose word a fact is. A fact that is not known may have no source.
struct Origin {
  Certainty certainty = Certainty::unverified;
  std::string source;  ///< a law, a paper, a page
};

/// The legal deadline. Working and calendar days are counted after the day of acceptance.
struct Deadline {
  enum class Unit { unknown, minutes, hours, calendar_days, working_days } unit = Unit::unknown;
  int count = 0;  ///< of units; 0 if unknown
  Certainty certainty = Certainty::unverified;
  std::string source;
  std::optional<Text> note;  ///< special cases, in words
};
/// "unknown", "minutes", "hours", "calendar_days", "working_days".
std::string_view to_word(Deadline::Unit unit);

/// The most that anything costs, in thousandths of the monthly index: ten million of them.
inline constexpr std::int64_t kMostMrpMilli = 10'000'000'000;

/// What it costs: a sum, a decision that gives it, a note; or not known, of which a note may tell more.
struct Fee {
  bool unknown = false;
  std::optional<std::int64_t> mrp_milli;  ///< thousandths of the monthly index (МРП): 0.2 МРП is 200; 0: free of charge
  std::string decision;  ///< the decision whose first output is the sum in monthly indexes; empty: none
  int line = 0;          ///< where it stands in its file, from 1
  Certainty certainty = Certainty::unverified;
  std::string source;
  std::optional<Text> note;  ///< what the sum does not say, or all that is known
};

enum class Offered { unknown, no, yes };
/// "unknown", "no", "yes".
std::string_view to_word(Offered offered);

/// Ways to take a service, in the order of `Channels::offered`.
inline constexpr std::array<std::string_view, 6> kChannels = {"portal", "mobile", "bank", "counter", "kiosk", "helper"};

struct Channels {
  std::array<Offered, kChannels.size()> offered{};
  std::optional<Origin> origin;
};

/// Where a service stands on its way into the registry.  Source: DOMAIN, "Catalogue".
enum class Standing { found, described, redesigned, digitised, registered, online_only, retired };
/// "found" … "retired".
std::string_view to_word(Standing standing);

/// A measure of state support is a kind of service: it is published, asked for and registered in the same way.
enum class ServiceKind { service, support_measure };
/// "service", "support_measure".
std::string_view to_word(ServiceKind kind);
std::optional<ServiceKind> parse_service_kind(std::string_view word);

/// What a measure of state support gives.
struct Support {
  enum class Form { grant, loan, guarantee, subsidy, tax_relief, other } form = Form::other;
  Origin form_origin;
  std::optional<std::int64_t> most_tiyn;  ///< the largest sum; none: not known
  std::optional<Text> most_note;          ///< what the sum does not say, or all that is known
  std::optional<Origin> most_origin;      ///< none: nothing is said of the sum
  struct Condition {
    Text text;
    Origin origin;
  };
  std::vector<Condition> conditions;  ///< who gets it, for what, on which terms; none: not known
};
/// "grant" … "other".
std::string_view to_word(Support::Form form);

struct LegalBasis {
  Text title;
  std::string article;  ///< "art. 10 (1)"; may be empty
  std::string uri;      ///< https; may be empty
};

/// How people speak of a service: words and short phrases in each language, for search alone.
struct Keywords {
  std::vector<std::string> kk;
  std::vector<std::string> ru;
  std::vector<std::string> en;
};

}  // namespace qyzmet::catalogue

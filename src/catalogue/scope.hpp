#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/time.hpp"
#include "catalogue/pages.hpp"
#include "rules/expression.hpp"

/// What the rules of a definition see.  Source: docs/service-format.md, "Rules".
namespace qyzmet::catalogue {

/// An answer in normal form as FEEL sees it: a date is a date, a sum of money a number in tenge. Of every kind but
/// repeat; what does not fit its kind is null.
rules::Value to_value(Kind kind, const json::value& answer);

/// The names that rules may use, each in its slot: the questions in the order in which they are asked, then what the
/// service knows besides. Holds no reference to the pages that it was made of.
class Scope {
 public:
  explicit Scope(std::span<const Page> pages);

  /// Slots after the questions', in this order.
  enum Known : std::size_t { applicant, evidence, decided, today, submitted_on, mrp, age, known_count };
  const rules::Names& names() const { return names_; }
  std::size_t questions() const { return questions_.size(); }
  std::size_t slot(Known known) const { return questions_.size() + known; }

  /// For a rule inside a group: the same names, then the group's own name, which is the item that is being answered,
  /// then the group's questions.
  rules::Names names_in(const Question& group) const;

  /// The values of all slots. `facts`: each question's answer in normal form by its id, "applicant", "evidence",
  /// "decided", "submitted_on" (a date) and "mrp" (tenge); what is absent is null, a group a list without items.
  std::vector<rules::Value> values(const json::object& facts, Date today) const;

 private:
  struct Seen {
    std::string id;
    Kind kind = Kind::text;
    std::vector<Seen> fields;  ///< kind repeat
  };
  static Seen seen(const Question& question);
  static rules::Value value_of(const Seen& seen, const json::value* answer);

  std::vector<Seen> questions_;
  rules::Names names_;
};

/// The function `age`: whole years from a date of birth, or from the one in an IIN, to the evaluation's day. Somebody
/// born on 29 February is a year older on 1 March of a year without one.
const rules::Value& age_function();
/// The date of birth in an IIN; nothing if it holds none.  Source: DOMAIN, "IIN".
std::optional<Date> birth_date(std::string_view iin);

/// The moment of an evaluation on `today`: midnight.
rules::DateTimeValue moment(Date today);
rules::DayValue to_day(Date date);

}  // namespace qyzmet::catalogue

#include "applications/written.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>

#include "applications/overloaded.hpp"

namespace qyzmet::applications {
namespace {

using Months = std::array<std::string_view, 12>;

constexpr Months kKazakh = {"қаңтар", "ақпан", "наурыз",   "сәуір", "мамыр",  "маусым",
                            "шілде",  "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"};
constexpr Months kRussian = {"января", "февраля", "марта",    "апреля",  "мая",    "июня",
                             "июля",   "августа", "сентября", "октября", "ноября", "декабря"};
constexpr Months kEnglish = {"January", "February", "March",     "April",   "May",      "June",
                             "July",    "August",   "September", "October", "November", "December"};

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) {
    if (part.empty()) continue;
    if (!text.empty()) text += ", ";
    text += part;
  }
  return text;
}

}  // namespace

std::string date_text(Date date, Lang lang) {
  const std::chrono::year_month_day day(date);
  const Months& months = lang == Lang::kk ? kKazakh : lang == Lang::ru ? kRussian : kEnglish;
  const std::string_view end = lang == Lang::kk ? "\u00a0ж." : lang == Lang::ru ? "\u00a0г." : "";
  return fmt::format("{}\u00a0{} {}{}", static_cast<unsigned>(day.day()),
                     months.at(static_cast<unsigned>(day.month()) - 1), static_cast<int>(day.year()), end);
}

std::string moment_text(Instant at, int utc_offset_minutes, Lang lang) {
  const Instant local = at + std::chrono::minutes(utc_offset_minutes);
  const Date day = std::chrono::floor<std::chrono::days>(local);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(local - day).count();
  return fmt::format("{}, {:02}:{:02}", date_text(day, lang), minutes / 60, minutes % 60);
}

std::string address_text(const Address& address, Lang lang) {
  const std::string& region = address.region.in(lang);
  if (lang == Lang::en) return joined({address.street, address.settlement, region});
  return joined({region, address.settlement, address.street});
}

std::string value_text(const DocumentValue& value, int utc_offset_minutes, Lang lang) {
  return std::visit(
      Overloaded{[](const std::string& text) { return text; }, [&](const Text& text) { return text.in(lang); },
                 [&](Date date) { return date_text(date, lang); },
                 [&](Instant at) { return moment_text(at, utc_offset_minutes, lang); },
                 [&](Money sum) { return to_display(sum, lang); },
                 [&](const Address& address) { return address_text(address, lang); }},
      value);
}

}  // namespace qyzmet::applications

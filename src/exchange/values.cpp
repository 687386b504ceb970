#include <array>
#include <chrono>

#include "base/bytes.hpp"
#include "exchange/people.hpp"

/// What each simulated register holds; members as data/kz/registers.json names them.
namespace qyzmet::exchange {
namespace {

constexpr std::int64_t kTiyn = 100;
constexpr std::int64_t kPensionFrom = 63;

using Find = std::function<const SimulatedPerson&(std::string_view)>;

struct Asked {
  const SimulatedPerson& person;
  const Find& find;
  Date today;

  bool grown() const { return person.age(today) >= kGrown; }
  /// One in `sides`.
  bool happens(std::string_view what, std::uint64_t sides) const { return person.roll(what, sides) == 0; }
  /// Before a fixed day, so that the same person has the same documents tomorrow.
  Date days_ago(std::string_view what, std::uint64_t most) const {
    constexpr Date kLast = std::chrono::year{2025} / std::chrono::December / 31;
    return std::min(today, kLast) - std::chrono::days(static_cast<int>(person.roll(what, most)));
  }
  std::string digits(std::string_view what, std::size_t count) const {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
      text += static_cast<char>('0' + person.roll(std::string(what) + std::to_string(i), 10));
    }
    return text;
  }
};

json::object brief(const SimulatedPerson& person) {
  return {{"iin", person.iin}, {"name", person.name()}, {"birth_date", to_iso(person.born)}};
}

json::object persons(const Asked& asked) {
  const SimulatedPerson& person = asked.person;
  const Date since = std::max(person.born, asked.days_ago("address_since", 4000));
  return {{"name", person.name()},
          {"surname", person.surname},
          {"given_name", person.given_name},
          {"patronymic", person.patronymic},
          {"birth_date", to_iso(person.born)},
          {"sex", person.female ? "female" : "male"},
          {"citizenship", "KZ"},
          {"region", person.region},
          {"settlement", person.settlement},
          {"address", person.address},
          {"address_since", to_iso(since)}};
}

json::object document(const Asked& asked, std::string_view kind, std::size_t digits, int years) {
  const Date issued = asked.days_ago(kind, 2500);
  const std::chrono::year_month_day from{issued};
  Date until = issued + std::chrono::days(years * 365);
  if (const std::chrono::year_month_day same{from.year() + std::chrono::years(years), from.month(), from.day()};
      same.ok())
    until = same;
  return {{"kind", kind},
          {"number", asked.digits(kind, digits)},
          {"issued_on", to_iso(issued)},
          {"valid_until", to_iso(until)}};
}

json::object documents(const Asked& asked) {
  constexpr int kTenYears = 10;
  json::array all;
  if (asked.person.age(asked.today) >= 16) all.push_back(document(asked, "identity_card", 9, kTenYears));
  if (asked.happens("passport", 2)) all.push_back(document(asked, "passport", 8, kTenYears));
  if (!asked.grown()) {
    all.push_back({{"kind", "birth_certificate"},
                   {"number", asked.digits("birth_certificate", 7)},
                   {"issued_on", to_iso(std::min(asked.today, asked.person.born + std::chrono::days(10)))},
                   {"valid_until", nullptr}});
  }
  return {{"documents", std::move(all)}};
}

json::object family(const Asked& asked) {
  const SimulatedPerson& person = asked.person;
  json::array children;
  for (const auto& child : person.children) children.push_back(brief(asked.find(child)));
  json::array parents;
  for (const auto& parent : person.parents) parents.push_back(brief(asked.find(parent)));
  json::object value{{"children", std::move(children)}, {"parents", std::move(parents)}};
  if (person.spouse.empty()) {
    value["marital_status"] = "single";
    value["spouse"] = nullptr;
    value["married_on"] = nullptr;
    return value;
  }
  // Both answer the same day: it follows from the couple, not from whoever is asked.
  const SimulatedPerson& spouse = asked.find(person.spouse);
  const SimulatedPerson& elder = person.iin < spouse.iin ? person : spouse;
  const Date grown = std::max(person.born, spouse.born) + std::chrono::days(20 * 365);
  value["marital_status"] = "married";
  value["spouse"] = brief(spouse);
  const Date wed = grown + std::chrono::days(static_cast<int>(elder.roll("wed", 300)));
  value["married_on"] = to_iso(std::min(asked.today, wed));
  return value;
}

json::object births(const Asked& asked) {
  json::array all;
  if (asked.person.female) {
    for (const auto& name : asked.person.children) {
      const SimulatedPerson& child = asked.find(name);
      all.push_back({{"born_on", to_iso(child.born)},
                     {"sex", child.female ? "female" : "male"},
                     {"child_iin", child.iin},
                     {"weight_g", 2700 + static_cast<std::int64_t>(child.roll("weight", 1400))}});
    }
  }
  return {{"births", std::move(all)}};
}

json::object vehicles(const Asked& asked) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kModels = {
      {{"Toyota", "Camry"}, {"Hyundai", "Accent"}, {"Chevrolet", "Cobalt"}, {"Kia", "Rio"}, {"Lada", "Granta"}}};
  json::array all;
  const std::uint64_t count = asked.grown() ? asked.person.roll("vehicles", 3) : 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string which = "vehicle" + std::to_string(i);
    const auto& [make, model] = kModels[asked.person.roll(which, kModels.size())];
    all.push_back({{"plate", asked.digits(which + "plate", 3) + " AAA " + asked.person.region.substr(0, 2)},
                   {"vin", "SYNTHETIC" + asked.digits(which + "vin", 8)},
                   {"make", make},
                   {"model", model},
                   {"year", 2008 + static_cast<std::int64_t>(asked.person.roll(which + "year", 17))},
                   {"registered_on", to_iso(asked.days_ago(which + "since", 3000))}});
  }
  const std::int64_t fines = asked.happens("fines", 8) ? 1'966'000 : 0;
  return {{"vehicles", std::move(all)}, {"unpaid_fines_tiyn", count == 0 ? 0 : fines}};
}

json::object driving_school(const Asked& asked) {
  json::array certificates;
  json::value licence = nullptr;
  if (asked.grown() && !asked.happens("learned", 3)) {
    certificates.push_back({{"category", "B"},
                            {"number", asked.digits("certificate", 7)},
                            {"issued_on", to_iso(asked.days_ago("certificate", 3000))}});
    json::object held = document(asked, "driving_licence", 8, 10);
    held["categories"] = json::array{"B"};
    licence = std::move(held);
  }
  return {{"certificates", std::move(certificates)}, {"licence", std::move(licence)}};
}

json::object criminal_records(const Asked& asked) {
  const std::uint64_t side = asked.grown() ? asked.person.roll("record", 40) : 5;
  return {{"record", side == 0 ? "current" : side == 1 ? "cleared" : "none"}, {"wanted", false}};
}

json::object cadastre(const Asked& asked) {
  json::array objects;
  if (asked.grown() && asked.happens("owns", 2)) {
    objects.push_back({{"cadastral_number", asked.digits("cadastre", 2) + ":" + asked.digits("plot", 9)},
                       {"kind", "flat"},
                       {"region", asked.person.region},
                       {"address", asked.person.address},
                       {"area_dm2", 3000 + static_cast<std::int64_t>(asked.person.roll("area", 9000))},
                       {"share", "1/1"}});
  }
  const bool encumbered = !objects.empty() && asked.happens("pledged", 4);
  return {{"objects", std::move(objects)}, {"encumbered", encumbered}};
}

json::object tax(const Asked& asked) {
  constexpr int kMonths = 12;
  const int age = asked.person.age(asked.today);
  json::object value{{"months", kMonths}, {"monthly_income_tiyn", 0}, {"employer", nullptr}, {"debt_tiyn", 0}};
  if (age < kGrown) return value;
  if (age >= kPensionFrom) {
    value["monthly_income_tiyn"] = (90'000 + static_cast<std::int64_t>(asked.person.roll("pension", 90'000))) * kTiyn;
  } else if (!asked.happens("idle", 5)) {
    value["monthly_income_tiyn"] = (120'000 + static_cast<std::int64_t>(asked.person.roll("pay", 480'000))) * kTiyn;
    value["employer"] = json::object{{"bin", "160440007161"}, {"name", organisation_of("160440007161")["name"]}};
  }
  if (asked.happens("debt", 15)) value["debt_tiyn"] = 2'500'000;
  return value;
}

json::object disability(const Asked& asked) {
  if (!asked.happens("disability", 25)) return {{"group", "none"}, {"since", nullptr}, {"until", nullptr}};
  const std::string group = asked.grown() ? std::to_string(1 + asked.person.roll("group", 3)) : "child";
  const Date since = std::max(asked.person.born, asked.days_ago("disability", 3000));
  return {{"group", group}, {"since", to_iso(since)}, {"until", nullptr}};
}

json::object payments(const Asked& asked) {
  json::array all;
  if (asked.person.age(asked.today) >= kPensionFrom) {
    all.push_back({{"kind", "pension"}, {"since", to_iso(asked.days_ago("pension_since", 900))}});
  }
  return {{"payments", std::move(all)}};
}

json::object signatures(const Asked& asked) {
  json::array all;
  if (asked.grown() && asked.happens("signs", 2)) {
    json::object certificate = document(asked, "signature", 20, 1);
    certificate["revoked"] = false;
    all.push_back(std::move(certificate));
  }
  return {{"certificates", std::move(all)}};
}

json::object kindergartens(const Asked& asked) {
  constexpr int kSchoolFrom = 6;
  json::array all;
  for (const auto& name : asked.person.children) {
    const SimulatedPerson& child = asked.find(name);
    if (child.age(asked.today) >= kSchoolFrom) continue;
    json::object entry = brief(child);
    entry["place_in_queue"] = 1 + static_cast<std::int64_t>(child.roll("queue", 400));
    all.push_back(std::move(entry));
  }
  return {{"children", std::move(all)}};
}

json::object migration(const Asked& asked) {
  const bool came = asked.happens("kandas", 20);
  return {{"kandas", came},
          {"residence_permit", nullptr},
          {"in_country_since", came ? json::value(to_iso(asked.days_ago("came", 2000))) : json::value(nullptr)}};
}

using Value = json::object (*)(const Asked&);
constexpr std::array<std::pair<std::string_view, Value>, 14> kValues = {{{"kz.persons", persons},
                                                                         {"kz.documents", documents},
                                                                         {"kz.family", family},
                                                                         {"kz.births", births},
                                                                         {"kz.vehicles", vehicles},
                                                                         {"kz.driving_school", driving_school},
                                                                         {"kz.criminal_records", criminal_records},
                                                                         {"kz.cadastre", cadastre},
                                                                         {"kz.tax", tax},
                                                                         {"kz.disability", disability},
                                                                         {"kz.payments", payments},
                                                                         {"kz.signatures", signatures},
                                                                         {"kz.kindergartens", kindergartens},
                                                                         {"kz.migration", migration}}};

}  // namespace

json::object value_of(std::string_view register_id, const SimulatedPerson& person, const Find& find, Date today) {
  json::object value;
  for (const auto& [id, make] : kValues) {
    if (id == register_id) value = make({person, find, today});
  }
  const json::value* particular = person.values.if_contains(register_id);
  if (particular != nullptr && particular->is_object()) {
    for (const auto& member : particular->get_object()) value[member.key()] = member.value();
  }
  return value;
}

json::object organisation_of(std::string_view bin) {
  const std::string year = "20" + std::string(bin.substr(0, 2));
  return {{"name", "«Үлгі-" + std::string(bin.substr(8)) + "» ЖШС"},
          {"registered_on", year + "-" + std::string(bin.substr(2, 2)) + "-01"},
          {"active", true},
          {"head_iin", make_iin(std::chrono::year{1975} / std::chrono::March / 3, false, 1)},
          {"region", "750000000"},
          {"address", "Достық көшесі, " + std::string(bin.substr(9, 2))}};
}

}  // namespace qyzmet::exchange

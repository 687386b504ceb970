#include <charconv>
#include <utility>

#include "applications/document.hpp"

/// A document as canonical JSON, and back.
namespace qyzmet::applications {
namespace {

constexpr std::string_view kFormat = "qyzmet-document@v1";

json::array to_list(const std::vector<Text>& texts) {
  json::array list;
  for (const Text& text : texts) list.push_back(to_object(text));
  return list;
}

/// Each kind of value has a name, so that a reader need not guess.
struct Writer {
  json::object operator()(const std::string& text) const { return {{"kind", "plain"}, {"value", text}}; }
  json::object operator()(const Text& text) const { return {{"kind", "text"}, {"value", to_object(text)}}; }
  json::object operator()(Date date) const { return {{"kind", "date"}, {"value", to_iso(date)}}; }
  json::object operator()(Instant at) const { return {{"kind", "moment"}, {"value", to_rfc3339(at)}}; }
  json::object operator()(Money sum) const { return {{"kind", "money"}, {"value", std::to_string(sum.tiyn)}}; }
  json::object operator()(const Address& address) const {
    return {{"kind", "address"},
            {"value", json::object{{"region", to_object(address.region)},
                                   {"settlement", address.settlement},
                                   {"street", address.street}}}};
  }
};

json::object to_object(const DocumentFact& fact) {
  json::object object = std::visit(Writer(), fact.value);
  object["basis"] = to_word(fact.basis);
  object["label"] = to_object(fact.label);
  return object;
}

/// Reads members; what is missing or of another type is empty, and the first such name is kept: who reads asks once, at
/// the end, whether all was there.
class MemberReader {
 public:
  const std::string& wrong() const { return wrong_; }
  /// Notes that the member of this name cannot be read.
  void fault(std::string_view name) {
    if (wrong_.empty()) wrong_ = name;
  }

  std::string plain(const json::object& object, std::string_view name) {
    return std::string(take(get_string(object, name), name));
  }
  std::int64_t integer(const json::object& object, std::string_view name) {
    return take(get_integer(object, name), name);
  }
  const json::object& object(const json::object& object, std::string_view name) {
    const json::object* found = take(get_object(object, name), name);
    return found == nullptr ? nothing_ : *found;
  }
  Text text(const json::object& outer, std::string_view name) { return text(object(outer, name)); }
  Text text(const json::object& object) {
    return {.kk = plain(object, "kk"), .ru = plain(object, "ru"), .en = plain(object, "en")};
  }
  /// Calls `each` with every object of a list.
  template <class Each>
  void list(const json::object& object, std::string_view name, Each each) {
    const json::array* found = take(get_array(object, name), name);
    if (found == nullptr) return;
    for (const json::value& one : *found) {
      if (one.is_object())
        each(one.get_object());
      else
        fault(name);
    }
  }
  std::vector<Text> texts(const json::object& object, std::string_view name) {
    std::vector<Text> all;
    list(object, name, [&](const json::object& one) { all.push_back(text(one)); });
    return all;
  }
  /// A member as another function reads it from its text.
  template <class Parse>
  auto parsed(const json::object& object, std::string_view name, Parse parse) {
    return take(parse(plain(object, name)), name);
  }

 private:
  template <class T>
  T take(Result<T> result, std::string_view name) {
    if (!result) fault(name);
    return std::move(result).value_or(T{});
  }
  template <class T>
  T take(std::optional<T> found, std::string_view name) {
    if (!found) fault(name);
    return std::move(found).value_or(T{});
  }

  std::string wrong_;
  json::object nothing_;
};

std::optional<Money> parse_tiyn(std::string_view text) {
  Money sum;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), sum.tiyn);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(sum) : std::nullopt;
}

DocumentValue read_value(MemberReader& reader, const json::object& fact) {
  const std::string kind = reader.plain(fact, "kind");
  if (kind == "text") return reader.text(fact, "value");
  if (kind == "date") return reader.parsed(fact, "value", parse_date);
  if (kind == "moment") return reader.parsed(fact, "value", parse_rfc3339);
  if (kind == "money") return reader.parsed(fact, "value", parse_tiyn);
  if (kind == "address") {
    const json::object& parts = reader.object(fact, "value");
    return Address{reader.text(parts, "region"), reader.plain(parts, "settlement"), reader.plain(parts, "street")};
  }
  if (kind != "plain") reader.fault("kind");
  return reader.plain(fact, "value");
}

void read_people_and_facts(MemberReader& reader, const json::object& object, ResultDocument& document) {
  reader.list(object, "people", [&](const json::object& one) {
    document.people.push_back({.name = reader.plain(one, "name"), .iin = reader.plain(one, "iin")});
  });
  reader.list(object, "facts", [&](const json::object& one) {
    document.facts.push_back({.label = reader.text(one, "label"),
                              .value = read_value(reader, one),
                              .basis = reader.parsed(one, "basis", parse_basis)});
  });
}

ResultDocument read_members(MemberReader& reader, const json::object& object) {
  ResultDocument document;
  document.id.value = reader.parsed(object, "id", parse_id);
  document.application.value = reader.parsed(object, "application", parse_id);
  const json::object& service = reader.object(object, "service");
  document.service = reader.plain(service, "id");
  document.service_version = static_cast<int>(reader.integer(service, "version"));
  document.service_title = reader.text(service, "title");
  document.kind = reader.parsed(object, "kind", parse_document_kind);
  document.title = reader.text(object, "title");
  const json::object& agency = reader.object(object, "agency");
  document.agency = {.id = reader.plain(agency, "id"), .title = reader.text(agency, "title")};
  read_people_and_facts(reader, object, document);
  const json::object& decision = reader.object(object, "decision");
  document.decision = {.text = reader.text(decision, "text"),
                       .reasons = reader.texts(decision, "reasons"),
                       .legal_basis = reader.texts(decision, "legal_basis"),
                       .would_change = reader.texts(decision, "would_change")};
  document.issued_at = reader.parsed(object, "issued_at", parse_rfc3339);
  const json::value* until = object.if_contains("valid_until");
  if (until == nullptr || !until->is_null()) document.valid_until = reader.parsed(object, "valid_until", parse_date);
  document.word = reader.plain(object, "word");
  const json::value* specimen = object.if_contains("specimen");
  document.specimen = specimen != nullptr && *specimen == true;
  return document;
}

}  // namespace

std::string to_content(const ResultDocument& document) {
  json::array people;
  for (const DocumentPerson& one : document.people) {
    people.push_back(json::object{{"iin", one.iin}, {"name", one.name}});
  }
  json::array facts;
  for (const DocumentFact& fact : document.facts) facts.push_back(to_object(fact));
  json::value valid_until = nullptr;
  if (document.valid_until) valid_until = to_iso(*document.valid_until);
  const DocumentDecision& decision = document.decision;
  return canonical_json(
      json::object{{"agency", json::object{{"id", document.agency.id}, {"title", to_object(document.agency.title)}}},
                   {"application", id_to_decimal(document.application.value)},
                   {"decision", json::object{{"legal_basis", to_list(decision.legal_basis)},
                                             {"reasons", to_list(decision.reasons)},
                                             {"text", to_object(decision.text)},
                                             {"would_change", to_list(decision.would_change)}}},
                   {"facts", std::move(facts)},
                   {"format", kFormat},
                   {"id", id_to_decimal(document.id.value)},
                   {"issued_at", to_rfc3339(document.issued_at)},
                   {"kind", to_word(document.kind)},
                   {"number", id_to_display(document.id.value)},
                   {"people", std::move(people)},
                   {"service", json::object{{"id", document.service},
                                            {"title", to_object(document.service_title)},
                                            {"version", document.service_version}}},
                   {"specimen", document.specimen},
                   {"title", to_object(document.title)},
                   {"valid_until", valid_until},
                   {"word", document.word}});
}

Result<ResultDocument> parse_content(std::string_view content) {
  const auto malformed = [](std::string_view name) {
    return fail(Code::malformed, "document.malformed", {{"name", std::string(name)}});
  };
  const auto value = parse_json(content);
  if (!value || !value->is_object()) return malformed("json");
  MemberReader reader;
  ResultDocument document = read_members(reader, value->get_object());
  if (!reader.wrong().empty()) return malformed(reader.wrong());
  // What was dropped, reordered or written otherwise does not come back: only our own form is read.
  if (to_content(document) != content) return malformed("format");
  return document;
}

}  // namespace qyzmet::applications

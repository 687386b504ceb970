#include <fmt/format.h>

#include <array>
#include <set>
#include <utility>

#include "catalogue/catalogue.hpp"

namespace qyzmet::catalogue {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kPrefixes = {{
    {"adms", "http://www.w3.org/ns/adms#"},
    {"cpsv", "http://purl.org/vocab/cpsv#"},
    {"cv", "http://data.europa.eu/m8g/"},
    {"dcat", "http://www.w3.org/ns/dcat#"},
    {"dct", "http://purl.org/dc/terms/"},
    {"eli", "http://data.europa.eu/eli/ontology#"},
    {"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
    {"schema", "https://schema.org/"},
    {"skos", "http://www.w3.org/2004/02/skos/core#"},
    {"xsd", "http://www.w3.org/2001/XMLSchema#"},
}};
/// The EU's authority tables name languages and countries.
constexpr std::string_view kLanguages = "http://publications.europa.eu/resource/authority/language/";
constexpr std::string_view kCountries = "http://publications.europa.eu/resource/authority/country/";
constexpr std::array<std::string_view, 3> kLanguageCodes = {"KAZ", "RUS", "ENG"};

json::object node(std::string_view id, std::string_view type) { return {{"@id", id}, {"@type", type}}; }
json::object link(std::string_view id) { return {{"@id", id}}; }

/// rdf:langString in each language.
json::array said(const Text& text) {
  json::array all;
  for (const Lang lang : {Lang::kk, Lang::ru, Lang::en})
    all.push_back({{"@language", to_code(lang)}, {"@value", text.in(lang)}});
  return all;
}

/// Gathers the nodes; each of them once, however many services name it.
class Graph {
 public:
  explicit Graph(std::string_view base) : base_(base) {}

  std::string id(std::string_view kind, std::string_view name) const {
    return fmt::format("{}/{}/{}", base_, kind, name);
  }

  /// A node that several services share, or one that only `skos:Concept` describes. Gives a link to it.
  json::object shared(json::object made) {
    const std::string at(made.at("@id").as_string());
    if (known_.insert(at).second) nodes_.push_back(std::move(made));
    return link(at);
  }
  json::object concept_of(std::string_view kind, std::string_view word) {
    json::object made = node(id(kind, word), "skos:Concept");
    made["skos:notation"] = word;
    return shared(std::move(made));
  }
  void add(json::object made) { nodes_.push_back(std::move(made)); }

  std::string text() {
    json::object context;
    for (const auto& [prefix, address] : kPrefixes) context[prefix] = address;
    return canonical_json(json::object{{"@context", std::move(context)}, {"@graph", std::move(nodes_)}});
  }

 private:
  std::string_view base_;
  std::set<std::string> known_;
  json::array nodes_;
};

json::object authority(Graph& graph, const Named& agency) {
  json::object made = node(graph.id("agencies", agency.id), "cv:PublicOrganisation");
  made["dct:identifier"] = agency.id;
  made["skos:prefLabel"] = said(agency.title);
  made["dct:spatial"] = graph.shared(node(fmt::format("{}KAZ", kCountries), "dct:Location"));
  return graph.shared(std::move(made));
}

json::array channels(Graph& graph, const Definition& service) {
  json::array all;
  for (std::size_t i = 0; i < kChannels.size(); ++i) {
    if (service.channels.offered[i] != Offered::yes) continue;
    const std::string name = fmt::format("{}/channels/{}", service.id, kChannels[i]);
    json::object made = node(graph.id("services", name), "cv:Channel");
    made["dct:identifier"] = name;
    made["dct:type"] = graph.concept_of("channels", kChannels[i]);
    graph.add(std::move(made));
    all.push_back(link(graph.id("services", name)));
  }
  return all;
}

/// The monthly index moves from year to year, so the sum is said in multiples of it; free of charge is 0 in any.
json::object cost(Graph& graph, const Definition& service) {
  const std::string name = service.id + "/cost";
  json::object made = node(graph.id("services", name), "cv:Cost");
  made["dct:identifier"] = name;
  if (service.fee.mrp_milli && *service.fee.mrp_milli == 0) {
    made["cv:hasValue"] = {{"@type", "xsd:double"}, {"@value", "0.0E0"}};
  } else if (service.fee.mrp_milli) {
    const std::string times = fmt::format("{}", static_cast<double>(*service.fee.mrp_milli) / 1000);
    made["dct:description"] = said({times + " АЕК", times + " МРП", times + " monthly indexes (МРП)"});
  }
  if (service.fee.note) made["dct:description"] = said(*service.fee.note);
  graph.add(std::move(made));
  return link(graph.id("services", name));
}

json::object output(Graph& graph, const Definition& service) {
  const std::string name = service.id + "/output";
  json::object made = node(graph.id("services", name), "cv:Output");
  made["dct:identifier"] = name;
  made["dct:title"] = said(service.result);
  if (service.support) made["dct:type"] = graph.concept_of("support-forms", to_word(service.support->form));
  graph.add(std::move(made));
  return link(graph.id("services", name));
}

json::array life_events(Graph& graph, const Definition& service) {
  json::array all;
  for (const Named& event : service.life_events) {
    json::object made = node(graph.id("life-events", event.id), "cv:LifeEvent");
    made["@type"] = json::array{"cv:LifeEvent", "cv:Event"};
    made["dct:identifier"] = event.id;
    made["dct:title"] = said(event.title);
    all.push_back(graph.shared(std::move(made)));
  }
  return all;
}

json::array evidence(Graph& graph, const Definition& service) {
  json::array all;
  for (const Evidence& one : service.process.evidence) {
    const std::string name = fmt::format("{}/evidence/{}", service.id, one.id);
    json::object made = node(graph.id("services", name), "cv:EvidenceType");
    made["dct:identifier"] = name;
    made["dct:title"] = said(one.title);
    made["cv:evidenceTypeClassification"] = graph.concept_of("registers", one.register_id);
    graph.add(std::move(made));
    all.push_back(link(graph.id("services", name)));
  }
  return all;
}

json::array legal_resources(Graph& graph, const Definition& service) {
  json::array all;
  for (std::size_t i = 0; i < service.legal_basis.size(); ++i) {
    const LegalBasis& basis = service.legal_basis[i];
    const std::string at =
        basis.uri.empty() ? graph.id("services", fmt::format("{}/legal-basis/{}", service.id, i + 1)) : basis.uri;
    json::object made = node(at, "eli:LegalResource");
    made["dct:title"] = said(basis.title);
    all.push_back(graph.shared(std::move(made)));
  }
  return all;
}

json::array keywords(const Keywords& words) {
  json::array all;
  const auto add = [&](std::string_view lang, const std::vector<std::string>& in) {
    for (const std::string& word : in) all.push_back({{"@language", lang}, {"@value", word}});
  };
  add("kk", words.kk);
  add("ru", words.ru);
  add("en", words.en);
  return all;
}

/// Working days are no length of time: none is given for them.
std::string duration(const Deadline& deadline) {
  switch (deadline.unit) {
    case Deadline::Unit::minutes:
      return fmt::format("PT{}M", deadline.count);
    case Deadline::Unit::hours:
      return fmt::format("PT{}H", deadline.count);
    case Deadline::Unit::calendar_days:
      return fmt::format("P{}D", deadline.count);
    case Deadline::Unit::unknown:
    case Deadline::Unit::working_days:
      break;
  }
  return {};
}

/// CPSV-AP wants a description of every service: how to get it, or else what one gets; and the deadline that no
/// duration can say.
Text description(const Definition& service) {
  Text text = service.how_to_get ? *service.how_to_get : service.result;
  if (service.deadline.unit == Deadline::Unit::working_days) {
    text.kk += fmt::format(" Мерзімі: {} жұмыс күні.", service.deadline.count);
    text.ru += fmt::format(" Срок: {} раб. дн.", service.deadline.count);
    text.en += fmt::format(" Deadline: {} working days.", service.deadline.count);
  }
  return text;
}

void add_if_any(json::object& object, std::string_view name, json::array all) {
  if (!all.empty()) object[name] = std::move(all);
}

void add_service(Graph& graph, const Definition& service) {
  json::object made = node(graph.id("services", service.id), "cpsv:PublicService");
  made["dct:identifier"] = service.code ? *service.code : service.id;
  made["dct:title"] = said(service.title);
  made["dct:description"] = said(description(service));
  made["dct:type"] = graph.concept_of("kinds", to_word(service.kind));
  made["cv:hasCompetentAuthority"] = authority(graph, service.agency);
  made["cpsv:produces"] = output(graph, service);
  json::array languages;
  for (const std::string_view code : kLanguageCodes)
    languages.push_back(graph.shared(node(fmt::format("{}{}", kLanguages, code), "dct:LinguisticSystem")));
  made["dct:language"] = std::move(languages);
  add_if_any(made, "cv:hasChannel", channels(graph, service));
  add_if_any(made, "cv:isGroupedBy", life_events(graph, service));
  add_if_any(made, "cv:hasInputType", evidence(graph, service));
  add_if_any(made, "cv:hasLegalResource", legal_resources(graph, service));
  add_if_any(made, "dcat:keyword", keywords(service.keywords));
  if (!service.fee.unknown) made["cv:hasCost"] = cost(graph, service);
  if (service.standing) made["adms:status"] = graph.concept_of("standings", to_word(*service.standing));
  if (const std::string length = duration(service.deadline); !length.empty())
    made["cv:processingTime"] = {{"@type", "xsd:duration"}, {"@value", length}};
  graph.add(std::move(made));
}

}  // namespace

std::string cpsv_ap(const Catalogue& catalogue, std::string_view base) {
  Graph graph(base);
  for (const Service* service : catalogue.services()) add_service(graph, service->definition);
  return graph.text();
}

}  // namespace qyzmet::catalogue

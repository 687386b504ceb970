#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/country.hpp"
#include "catalogue/facts.hpp"
#include "catalogue/finder.hpp"
#include "catalogue/search.hpp"
#include "http/http.hpp"

/// What a catalogue shows at one time: made whole, never changed, swapped for the next one.
namespace qyzmet::catalogue {

struct Service;

/// What the country says and no publication changes.
struct CountryFacts {
  std::vector<Named> life_events;
  std::vector<Named> agencies;
  std::vector<LocalBody> local_bodies;
  std::optional<Finder> finder;
  PhonePlan phone_plan;
};

/// All versions of one service.
struct Versions {
  std::map<int, std::shared_ptr<const Service>> all;
  bool retired = false;

  const Service& current() const { return *all.rbegin()->second; }
};

using AllVersions = std::map<std::string, Versions, std::less<>>;

/// The replies that are the same for everybody, packed once.
struct Replies {
  using Fixed = std::shared_ptr<const http::FixedReply>;
  struct Whole {
    const Service* service = nullptr;
    bool retired = false;
    Fixed reply;
    std::string summary;  ///< JSON, as lists show it
    std::string result;   ///< what a search says of it, whatever was asked for
  };
  std::map<std::string, Whole, std::less<>> services;  ///< current versions
  std::map<std::string, Fixed, std::less<>> lists;     ///< by life event; "": of all
  std::map<ServiceKind, Fixed> of_kind;
  Fixed filed_here;
  Fixed life_events;
};

struct Index {
  AllVersions services;
  std::vector<const Service*> current;  ///< in the order of the ids, which is the search's
  Search search;
  Replies replies;
};

/// `before`: what needs not be made anew is taken from there; may be null.
std::shared_ptr<const Index> make_index(AllVersions services, const CountryFacts& country, const Index* before);
/// Part of it: see routes.cpp for what is done with them.
Replies make_replies(const Index& index, const CountryFacts& country, const Replies* before);

}  // namespace qyzmet::catalogue

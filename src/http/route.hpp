#pragma once

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/http.hpp"
#include "http/metrics.hpp"

namespace qyzmet::http {

/// One route as the server walks it.
struct Route {
  Kind kind = Kind::memory;
  Right right = Right::everyone;
  Method method = Method::get;
  std::string pattern;
  std::string name;                        ///< "POST /api/applications": scope of idempotency keys
  std::vector<std::string> capture_names;  ///< in the pattern's order
  MemoryHandler memory;
  ReadHandler read;
  std::function<std::optional<db::Question>(const Request&)> only;  ///< all that `read` will ask; null: not known
  Router::ErasedChange change;
  LookHandler look;
  LiveHandler live;
  RouteFigures* figures = nullptr;
};

/// What a path and a method lead to.
struct Match {
  const Route* route = nullptr;
  std::string allow;  ///< without a route: the methods that the path does have ("GET, HEAD, POST"); empty: no such path
};

/// A tree of path segments. Literal segments go before `{name}`, those before `{name...}`.
struct Router::Impl {
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> capture;
    std::unique_ptr<Node> rest;
    std::array<const Route*, 5> routes{};
  };

  std::deque<Route> routes;
  Node root;
  Metrics metrics;
  std::function<Result<Caller>(const Request&)> callers;

  Route& add(Kind kind, Right right, Method method, std::string_view pattern);
  /// `path` is decoded and must live as long as `request`; fills `request.captures`.
  Match match(Method method, std::string_view path, Request& request) const;
};

/// The door to a router's inside for the rest of this module.
struct RouterAccess {
  static Router::Impl& of(Router& router) { return *router.impl_; }
};

}  // namespace qyzmet::http

#include "base/check.hpp"
#include "http/http.hpp"
#include "http/route.hpp"

namespace qyzmet::http {
namespace {

using Node = Router::Impl::Node;

std::string_view take_segment(std::string_view& rest, bool& last) {
  const auto slash = rest.find('/');
  const auto segment = rest.substr(0, slash);
  last = slash == std::string_view::npos;
  rest = last ? std::string_view{} : rest.substr(slash + 1);
  return segment;
}

Node& child(std::unique_ptr<Node>& place) {
  if (!place) place = std::make_unique<Node>();
  return *place;
}

/// One walk down the tree; goes back and tries the wider branch where the narrow one ends without the method.
struct Walk {
  Method method;
  std::vector<std::string_view> captured;
  std::array<bool, 5> allowed{};

  const Route* end(const Node& node) {
    if (const auto* route = node.routes[static_cast<std::size_t>(method)]) return route;
    for (std::size_t i = 0; i < allowed.size(); ++i) allowed[i] = allowed[i] || node.routes[i] != nullptr;
    return nullptr;
  }

  const Route* down(const Node& node, std::string_view path) {
    const auto whole = path;
    bool last = false;
    const auto segment = take_segment(path, last);
    if (const auto literal = node.literals.find(segment); literal != node.literals.end()) {
      const auto* route = last ? end(*literal->second) : down(*literal->second, path);
      if (route != nullptr) return route;
    }
    if (node.capture && !segment.empty()) {
      captured.push_back(segment);
      if (const auto* route = last ? end(*node.capture) : down(*node.capture, path)) return route;
      captured.pop_back();
    }
    if (node.rest && !whole.empty()) {
      captured.push_back(whole);
      if (const auto* route = end(*node.rest)) return route;
      captured.pop_back();
    }
    return nullptr;
  }

  std::string allow() const {
    std::string out;
    for (std::size_t i = 0; i < allowed.size(); ++i) {
      if (!allowed[i]) continue;
      if (!out.empty()) out += ", ";
      out += to_word(static_cast<Method>(i));
      if (static_cast<Method>(i) == Method::get) out += ", HEAD";
    }
    return out;
  }
};

}  // namespace

Route& Router::Impl::add(Kind kind, Right right, Method method, std::string_view pattern) {
  CHECK(pattern.starts_with('/'));
  auto& route = routes.emplace_back();
  route.kind = kind;
  route.right = right;
  route.method = method;
  route.pattern = pattern;
  route.name = std::string(to_word(method)) + ' ' + route.pattern;
  route.figures = &metrics.route(to_word(method), route.pattern);
  auto* node = &root;
  auto rest = pattern.substr(1);
  for (bool last = false; !last;) {
    const auto segment = take_segment(rest, last);
    if (!segment.starts_with('{')) {
      node = &child(node->literals[std::string(segment)]);
      continue;
    }
    CHECK(segment.ends_with('}'));
    auto name = segment.substr(1, segment.size() - 2);
    const bool takes_rest = name.ends_with("...");
    CHECK(!takes_rest || last);
    if (takes_rest) name.remove_suffix(3);
    CHECK(!name.empty());
    route.capture_names.emplace_back(name);
    node = &child(takes_rest ? node->rest : node->capture);
  }
  auto& place = node->routes[static_cast<std::size_t>(method)];
  CHECK(place == nullptr);
  place = &route;
  return route;
}

Match Router::Impl::match(Method method, std::string_view path, Request& request) const {
  Walk walk{method, {}, {}};
  request.captures.clear();
  Match match;
  match.route = walk.down(root, path.substr(1));
  if (match.route == nullptr) {
    match.allow = walk.allow();
    return match;
  }
  for (std::size_t i = 0; i < walk.captured.size(); ++i) {
    request.captures.emplace_back(match.route->capture_names[i], walk.captured[i]);
  }
  return match;
}

Router::Router() : impl_(std::make_unique<Impl>()) {}
Router::~Router() = default;

void Router::memory(Right right, Method method, std::string_view pattern, MemoryHandler handler) {
  impl_->add(Kind::memory, right, method, pattern).memory = std::move(handler);
}

void Router::read(Right right, Method method, std::string_view pattern, ReadHandler handler,
                  std::function<std::optional<db::Question>(const Request&)> only) {
  Route& route = impl_->add(Kind::read, right, method, pattern);
  route.read = std::move(handler);
  route.only = std::move(only);
}

void Router::look(Right right, Method method, std::string_view pattern, LookHandler handler) {
  impl_->add(Kind::look, right, method, pattern).look = std::move(handler);
}

void Router::live(Right right, std::string_view pattern, LiveHandler handler) {
  impl_->add(Kind::live, right, Method::get, pattern).live = std::move(handler);
}

void Router::change_erased(Right right, Method method, std::string_view pattern, ErasedChange handler) {
  CHECK(method != Method::get);
  impl_->add(Kind::change, right, method, pattern).change = std::move(handler);
}

void Router::callers_from(std::function<Result<Caller>(const Request&)> callers) {
  impl_->callers = std::move(callers);
}

std::vector<Router::Description> Router::describe() const {
  std::vector<Description> all;
  for (const auto& route : impl_->routes) {
    all.push_back({route.kind, route.right, route.method, route.pattern, route.change.kept});
  }
  return all;
}

}  // namespace qyzmet::http

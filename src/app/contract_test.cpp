#include <gtest/gtest.h>

#include <map>
#include <set>

#include "app/testing.hpp"

namespace qyzmet::app {
namespace {

using testing::Contract;

/// "GET /log/tile/{level}/{rest}" → "memory everyone"; a change whose reply is not kept says so.
using Routes = std::map<std::string, std::string>;

/// OpenAPI has no word for "and the rest of the path".
std::string contract_path(std::string pattern) {
  if (const auto dots = pattern.find("...}"); dots != std::string::npos) pattern.erase(dots, 3);
  return pattern;
}

Routes routes_of(const http::Router& router) {
  Routes routes;
  for (const auto& route : router.describe()) {
    routes[std::string(http::to_word(route.method)) + " " + contract_path(route.pattern)] =
        std::string(http::to_word(route.kind)) + " " + std::string(http::to_word(route.right)) +
        (route.kept ? "" : " not kept");
  }
  return routes;
}

std::string upper(std::string word) {
  for (char& c : word) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return word;
}

bool is_kept(const YAML::Node& operation) { return operation["x-kept"].as<std::string>("true") == "true"; }

/// Calls `visit` for every operation: path, method and node.
template <class Visit>
void for_each_operation(const Contract& contract, Visit&& visit) {
  for (const auto& path : contract.root()["paths"]) {
    for (const auto& operation : path.second) visit(path.first.Scalar(), operation.first.Scalar(), operation.second);
  }
}

TEST(Contract, NamesEveryRouteAndNoOther) {
  const testing::Site site(QYZMET_SOURCE_DIR);
  const Contract contract(QYZMET_SOURCE_DIR);
  Routes written;
  for_each_operation(contract, [&](const std::string& path, const std::string& method, const YAML::Node& operation) {
    written[upper(method) + " " + path] = operation["x-kind"].as<std::string>("") + " " +
                                          operation["x-right"].as<std::string>("") +
                                          (is_kept(operation) ? "" : " not kept");
  });
  EXPECT_EQ(routes_of(site.app->router()), written);
}

TEST(Contract, EveryOperationIsComplete) {
  const Contract contract(QYZMET_SOURCE_DIR);
  std::set<std::string> ids;
  for_each_operation(contract, [&](const std::string& path, const std::string& method, const YAML::Node& operation) {
    const std::string name = method + " " + path;
    EXPECT_TRUE(ids.insert(operation["operationId"].as<std::string>("")).second)
        << name << " has no operationId of its own";
    EXPECT_TRUE(operation["summary"].IsDefined() && operation["tags"].IsDefined()) << name;
    EXPECT_TRUE(operation["responses"]["default"].IsDefined()) << name;
    std::set<std::string> in_path;
    bool has_key = false;
    for (const auto& given : operation["parameters"]) {
      const YAML::Node parameter = contract.resolve(given);
      if (parameter["in"].Scalar() == "path") in_path.insert(parameter["name"].Scalar());
      has_key |= parameter["name"].Scalar() == "Idempotency-Key";
    }
    std::set<std::string> captured;
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{', open + 1)) {
      captured.insert(path.substr(open + 1, path.find('}', open) - open - 1));
    }
    EXPECT_EQ(in_path, captured) << name;
    EXPECT_EQ(has_key, operation["x-kind"].Scalar() == "change" && is_kept(operation)) << name;
    const bool sends = operation["x-kind"].Scalar() == "change" || method == "post";  // some ask with a body
    EXPECT_EQ(operation["requestBody"].IsDefined(), sends) << name;
    for (const auto& response : operation["responses"]) {
      EXPECT_TRUE(contract.resolve(response.second)["description"].IsDefined())
          << name << " " << response.first.Scalar();
    }
  });
}

json::value to_json(const YAML::Node& node) {
  if (node.IsMap()) {
    json::object object;
    for (const auto& member : node) object[member.first.Scalar()] = to_json(member.second);
    return object;
  }
  if (node.IsSequence()) {
    json::array array;
    for (const auto& entry : node) array.push_back(to_json(entry));
    return array;
  }
  const std::string& text = node.Scalar();
  if (node.IsNull()) return nullptr;
  if (node.Tag() == "!" || text.empty()) return json::value(text);  // "!": quoted
  if (text == "true" || text == "false") return text == "true";
  const auto number = parse_json(text);
  return number && number->is_int64() ? *number : json::value(text);
}

TEST(Contract, ExamplesFitTheirSchemas) {
  const Contract contract(QYZMET_SOURCE_DIR);
  int seen = 0;
  const auto check = [&](const YAML::Node& content) {
    for (const auto& media : content) {
      for (const auto& example : media.second["examples"]) {
        ++seen;
        EXPECT_EQ(contract.misfit(media.second["schema"], to_json(example.second["value"])), "")
            << example.first.Scalar();
      }
    }
  };
  for_each_operation(contract, [&](const std::string&, const std::string&, const YAML::Node& operation) {
    if (operation["requestBody"].IsDefined()) check(operation["requestBody"]["content"]);
    for (const auto& response : operation["responses"]) check(contract.resolve(response.second)["content"]);
  });
  EXPECT_GE(seen, 5);
}

TEST(Contract, TheCheckItselfFindsFaults) {
  const Contract contract(QYZMET_SOURCE_DIR);
  const std::string path = "/healthz";
  EXPECT_EQ(contract.reply_misfit(path, "get", 200, R"({"status":"ok"})"), "");
  EXPECT_EQ(contract.reply_misfit(path, "get", 200, R"({"status":"bad"})"), "$.status is another constant");
  EXPECT_EQ(contract.reply_misfit(path, "get", 200, R"({})"), "$.status is missing");
  EXPECT_EQ(contract.reply_misfit(path, "get", 200, R"({"status":"ok","x":1})"), "$.x is not in the contract");
  EXPECT_EQ(contract.reply_misfit(path, "get", 200, R"([])"), "$ is a array");
  EXPECT_EQ(contract.reply_misfit("/nowhere", "get", 200, "{}"), "no such operation");
}

}  // namespace
}  // namespace qyzmet::app

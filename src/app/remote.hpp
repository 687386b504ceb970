#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"

namespace qyzmet::app {

/// A running server, asked over HTTP as a member of staff: for commands that must not go past it to the database.
class Remote {
 public:
  /// `url`: "https://qyzmet.example", without a path.
  explicit Remote(std::string url);

  struct Answer {
    int status = 0;
    json::object body;  ///< empty if it is no JSON object
  };
  /// Errors: unavailable "app.no_answer" {url, reason}; unauthenticated "app.not_signed_in" {url} with what the server
  /// says of it.
  Result<void> sign_in(std::string_view login, std::string_view password);
  /// As somebody who has signed in. Repeating it is a new request. Errors: unavailable "app.no_answer".
  Result<Answer> post(const std::string& path, const json::object& body);

 private:
  struct Raw;
  Result<Raw> send(const std::string& path, const std::string& body);

  std::string url_;
  std::string cookie_;
};

}  // namespace qyzmet::app

#include "http/http.hpp"
#include "http/uri.hpp"

namespace qyzmet::http {

std::string_view Request::header(std::string_view name) const {
  for (const auto& header : headers) {
    if (equal_ignoring_case(header.name, name)) return header.value;
  }
  return {};
}

std::string_view Request::capture(std::string_view name) const {
  for (const auto& [captured, value] : captures) {
    if (captured == name) return value;
  }
  return {};
}

std::string Request::parameter(std::string_view name) const { return query_parameter(query, name).value_or(""); }

Reply json_reply(int status, std::string body) {
  Reply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

std::string_view to_word(Kind kind) {
  switch (kind) {
    case Kind::memory:
      return "memory";
    case Kind::read:
      return "read";
    case Kind::change:
      return "change";
    case Kind::look:
      return "look";
    case Kind::live:
      return "live";
  }
  return "";
}

std::string_view to_word(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
  }
  return "";
}

std::string_view to_word(Right right) {
  switch (right) {
    case Right::everyone:
      return "everyone";
    case Right::number_holder:
      return "number_holder";
    case Right::operations:
      return "operations";
  }
  return "";
}

}  // namespace qyzmet::http

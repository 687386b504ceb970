#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "http/http.hpp"

namespace qyzmet::http {
namespace {

struct ProblemKind {
  int status;
  std::string_view title;  ///< word key
};

/// The one place that maps a code to an HTTP status.
ProblemKind kind_of(Code code) {
  switch (code) {
    case Code::malformed:
      return {400, "problem.malformed"};
    case Code::unauthenticated:
      return {401, "problem.unauthenticated"};
    case Code::forbidden:
      return {403, "problem.forbidden"};
    case Code::not_found:
      return {404, "problem.not_found"};
    case Code::method_not_allowed:
      return {405, "problem.method_not_allowed"};
    case Code::timeout:
      return {408, "problem.timeout"};
    case Code::conflict:
      return {409, "problem.conflict"};
    case Code::gone:
      return {410, "problem.gone"};
    case Code::precondition:
      return {412, "problem.precondition"};
    case Code::too_large:
      return {413, "problem.too_large"};
    case Code::unsupported:
      return {415, "problem.unsupported"};
    case Code::invalid:
      return {422, "problem.invalid"};
    case Code::headers_too_large:
      return {431, "problem.headers_too_large"};
    case Code::too_many:
      return {429, "problem.too_many"};
    case Code::not_known:
      return {422, "problem.not_known"};
    case Code::internal:
      return {500, "problem.internal"};
    case Code::unavailable:
      return {503, "problem.unavailable"};
    case Code::outcome_unknown:
      return {503, "problem.outcome_unknown"};
  }
  return {500, "problem.internal"};
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  append_canonical_string(out, name);
  out += ':';
  append_canonical_string(out, value);
}

/// In all three languages: whoever switches reads it in the other.
void append_texts(std::string& out, const std::string& key, const Details& details, const Words& words) {
  out += ",\"texts\":{";
  for (const Lang lang : {Lang::en, Lang::kk, Lang::ru}) {
    if (out.back() != '{') out += ',';
    append_member(out, to_code(lang), words.say(lang, key, details));
  }
  out += '}';
}

void append_fields(std::string& out, const std::vector<FieldError>& fields, Lang lang, const Words& words) {
  out += ",\"fields\":[";
  for (const auto& field : fields) {
    if (out.back() != '[') out += ',';
    out += '{';
    append_member(out, "path", field.path);
    out += ',';
    append_member(out, "key", field.key);
    out += ',';
    append_member(out, "message", words.say(lang, field.key, field.details));
    append_texts(out, field.key, field.details, words);
    out += '}';
  }
  out += ']';
}

/// What the words are filled from, for programs: which application, which revision.
void append_details(std::string& out, const Details& details) {
  out += ",\"details\":{";
  for (const auto& [name, value] : details) {
    if (out.back() != '{') out += ',';
    append_member(out, name, value);
  }
  out += '}';
}

/// Bytes that are no UTF-8 can reach a detail (a field's name out of the caller's input); a document must not carry
/// them on.
std::string only_ascii(std::string text) {
  for (auto& c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  }
  return text;
}

}  // namespace

Reply problem(const Error& error, Lang lang, const Words& words, std::string_view trace_id) {
  const auto kind = kind_of(error.code);
  Reply reply;
  reply.status = kind.status;
  reply.content_type = "application/problem+json";
  auto& out = reply.body;
  out += '{';
  append_member(out, "type", "/problems/" + error.key);
  out += ',';
  append_member(out, "title", words.say(lang, kind.title));
  out += fmt::format(",\"status\":{},", kind.status);
  append_member(out, "detail", words.say(lang, error.key, error.details));
  append_texts(out, error.key, error.details, words);
  if (!trace_id.empty()) {
    out += ',';
    append_member(out, "instance", trace_id);
  }
  if (!error.details.empty()) append_details(out, error.details);
  if (!error.fields.empty()) append_fields(out, error.fields, lang, words);
  out += '}';
  if (!is_utf8(out)) out = only_ascii(std::move(out));
  reply.headers.push_back({"Content-Language", std::string(to_code(lang))});
  if (kind.status == 429 || kind.status == 503) reply.headers.push_back({"Retry-After", "1"});
  if (kind.status == 401) reply.headers.push_back({"WWW-Authenticate", "Session"});
  return reply;
}

}  // namespace qyzmet::http

#include "app/remote.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "base/check.hpp"
#include "base/random.hpp"

namespace qyzmet::app {
namespace {

constexpr std::size_t kMostAnswer = 16 << 20;
constexpr long kTimeoutMs = 120'000;

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Headers = std::unique_ptr<curl_slist, FreeList>;

template <class T>
void set(CURL* easy, CURLoption option, T value) {
  CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK);
}

void add(Headers& headers, const std::string& line) {
  curl_slist* longer = curl_slist_append(headers.get(), line.c_str());
  CHECK(longer != nullptr);
  (void)headers.release();  // `longer` begins with it
  headers.reset(longer);
}

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* to) {
  auto& text = *static_cast<std::string*>(to);
  const std::size_t length = size * count;
  if (text.size() + length > kMostAnswer) return 0;  // ends the transfer
  text.append(bytes, length);
  return length;
}

/// "a=b" of the last "Set-Cookie: a=b; …" among `headers`.
std::string cookie_of(std::string_view headers) {
  std::string cookie;
  while (!headers.empty()) {
    const auto end = headers.find("\r\n");
    const std::string_view line = headers.substr(0, end);
    headers.remove_prefix(end == headers.npos ? headers.size() : end + 2);
    constexpr std::string_view kName = "set-cookie:";
    if (line.size() < kName.size() || curl_strnequal(line.data(), kName.data(), kName.size()) == 0) continue;
    std::string_view value = line.substr(kName.size());
    value.remove_prefix(std::min(value.size(), value.find_first_not_of(' ')));
    cookie = value.substr(0, value.find(';'));
  }
  return cookie;
}

/// An Idempotency-Key that nobody has used.
std::string new_key() {
  SystemRandom random;
  return std::to_string(random.next_u64()) + std::to_string(random.next_u64());
}

}  // namespace

struct Remote::Raw {
  int status = 0;
  std::string headers;
  std::string body;
};

Remote::Remote(std::string url) : url_(std::move(url)) {
  static std::once_flag once;
  std::call_once(once, [] { CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
  while (url_.ends_with('/')) url_.pop_back();
}

Result<Remote::Raw> Remote::send(const std::string& path, const std::string& body) {
  const std::unique_ptr<CURL, FreeEasy> owner(curl_easy_init());
  CURL* easy = owner.get();
  CHECK(easy != nullptr);
  Headers headers;
  // The server takes changes of whoever is known by a cookie from pages of its own alone.
  for (const std::string& line : {std::string("Content-Type: application/json"), std::string("Expect:"),
                                  "Origin: " + url_, "Idempotency-Key: " + new_key()}) {
    add(headers, line);
  }
  if (!cookie_.empty()) add(headers, "Cookie: " + cookie_);
  Raw raw;
  set(easy, CURLOPT_URL, (url_ + path).c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_TIMEOUT_MS, kTimeoutMs);
  set(easy, CURLOPT_HTTPHEADER, headers.get());
  set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  set(easy, CURLOPT_POSTFIELDS, body.c_str());
  set(easy, CURLOPT_WRITEFUNCTION, &take);
  set(easy, CURLOPT_WRITEDATA, static_cast<void*>(&raw.body));
  set(easy, CURLOPT_HEADERFUNCTION, &take);
  set(easy, CURLOPT_HEADERDATA, static_cast<void*>(&raw.headers));
  const CURLcode result = curl_easy_perform(easy);
  if (result != CURLE_OK) {
    return fail(Code::unavailable, "app.no_answer", {{"url", url_}, {"reason", curl_easy_strerror(result)}});
  }
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  raw.status = static_cast<int>(status);
  return raw;
}

Result<void> Remote::sign_in(std::string_view login, std::string_view password) {
  TRY_ASSIGN(const Raw raw, send("/api/sign-in", canonical_json(json::object{{"login", login},
                                                                            {"password", password}})));
  cookie_ = cookie_of(raw.headers);
  if (raw.status != 200 || cookie_.empty()) return fail(Code::unauthenticated, "app.not_signed_in", {{"url", url_}});
  return {};
}

Result<Remote::Answer> Remote::post(const std::string& path, const json::object& body) {
  TRY_ASSIGN(const Raw raw, send(path, canonical_json(body)));
  Answer answer{.status = raw.status, .body = {}};
  auto parsed = parse_json(raw.body, {.max_bytes = kMostAnswer, .max_depth = 256});
  if (parsed && parsed->is_object()) answer.body = std::move(parsed->get_object());
  return answer;
}

}  // namespace qyzmet::app

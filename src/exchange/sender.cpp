#include "exchange/sender.hpp"

#include <curl/curl.h>

#include <map>
#include <mutex>

#include "base/check.hpp"

namespace qyzmet::exchange {
namespace {

void prepare_curl() {
  static std::once_flag once;
  std::call_once(once, [] { CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
}

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

struct Transfer {
  std::int64_t id = 0;
  std::size_t limit = 0;
  std::string sent;
  std::string got;
  bool too_large = false;
  std::unique_ptr<CURL, FreeEasy> easy;
};

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* to) {
  auto& request = *static_cast<Transfer*>(to);
  const std::size_t length = size * count;
  if (request.got.size() + length > request.limit) {
    request.too_large = true;
    return 0;  // any number but `length` ends the transfer
  }
  request.got.append(bytes, length);
  return length;
}

template <class T>
void set(CURL* easy, CURLoption option, T value) {
  CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK);
}

}  // namespace

struct Sender::Impl {
  std::size_t answer_limit;
  std::string ca_file;
  std::unique_ptr<CURLM, FreeMulti> multi;
  std::unique_ptr<curl_slist, FreeList> headers;
  std::map<std::int64_t, std::unique_ptr<Transfer>> requests;

  void remove(std::map<std::int64_t, std::unique_ptr<Transfer>>::iterator request) {
    curl_multi_remove_handle(multi.get(), request->second->easy.get());
    requests.erase(request);
  }
  std::vector<Came> take_done();
};

Sender::Sender(std::size_t answer_limit, std::string ca_file) : impl_(std::make_unique<Impl>()) {
  prepare_curl();
  impl_->answer_limit = answer_limit;
  impl_->ca_file = std::move(ca_file);
  impl_->multi.reset(curl_multi_init());
  CHECK(impl_->multi != nullptr);
  for (const char* line : {"Content-Type: application/json", "Accept: application/json", "Expect:"}) {
    curl_slist* longer = curl_slist_append(impl_->headers.get(), line);
    CHECK(longer != nullptr);
    (void)impl_->headers.release();  // `longer` begins with it
    impl_->headers.reset(longer);
  }
}

Sender::~Sender() {
  while (!impl_->requests.empty()) impl_->remove(impl_->requests.begin());
}

void Sender::send(std::int64_t id, const std::string& url, std::string body, int timeout_ms) {
  auto request = std::make_unique<Transfer>();
  request->id = id;
  request->limit = impl_->answer_limit;
  request->sent = std::move(body);
  request->easy.reset(curl_easy_init());
  CURL* easy = request->easy.get();
  CHECK(easy != nullptr);
  set(easy, CURLOPT_URL, url.c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_PROXY, "");
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!impl_->ca_file.empty()) set(easy, CURLOPT_CAINFO, impl_->ca_file.c_str());
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_ms));
  set(easy, CURLOPT_HTTPHEADER, impl_->headers.get());
  set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request->sent.size()));
  set(easy, CURLOPT_POSTFIELDS, request->sent.c_str());
  set(easy, CURLOPT_WRITEFUNCTION, &take);
  set(easy, CURLOPT_WRITEDATA, static_cast<void*>(request.get()));
  set(easy, CURLOPT_PRIVATE, static_cast<void*>(request.get()));
  CHECK(curl_multi_add_handle(impl_->multi.get(), easy) == CURLM_OK);
  CHECK(impl_->requests.emplace(id, std::move(request)).second);
}

void Sender::drop(std::int64_t id) {
  if (const auto found = impl_->requests.find(id); found != impl_->requests.end()) impl_->remove(found);
}

std::vector<Came> Sender::Impl::take_done() {
  std::vector<Came> all;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode result = message->data.result;
    Transfer* request = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &request);
    long status = 0;
    curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
    Came came{.id = request->id, .too_large = request->too_large};
    if (result == CURLE_OK || request->too_large) {
      came.status = static_cast<int>(status);
      came.body = std::move(request->got);
    }
    all.push_back(std::move(came));
    remove(requests.find(request->id));
  }
  return all;
}

std::vector<Came> Sender::wait(int at_most_ms) {
  int running = 0;
  CHECK(curl_multi_perform(impl_->multi.get(), &running) == CURLM_OK);
  auto done = impl_->take_done();
  if (!done.empty()) return done;
  CHECK(curl_multi_poll(impl_->multi.get(), nullptr, 0, at_most_ms, nullptr) == CURLM_OK);
  CHECK(curl_multi_perform(impl_->multi.get(), &running) == CURLM_OK);
  return impl_->take_done();
}

void Sender::wake() { curl_multi_wakeup(impl_->multi.get()); }

Result<void> check_address(std::string_view address) {
  prepare_curl();
  const auto bad = [&] { return fail(Code::invalid, "registers.bad_address", {{"address", std::string(address)}}); };
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  CHECK(url != nullptr);
  const unsigned flags = CURLU_NON_SUPPORT_SCHEME | CURLU_DISALLOW_USER;
  if (curl_url_set(url.get(), CURLUPART_URL, std::string(address).c_str(), flags) != CURLUE_OK) return bad();
  char* scheme = nullptr;
  if (curl_url_get(url.get(), CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK) return bad();
  const std::string word(scheme);
  curl_free(scheme);
  if (word != "http" && word != "https") return bad();
  return {};
}

}  // namespace qyzmet::exchange

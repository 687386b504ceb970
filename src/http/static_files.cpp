#include "http/static_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "http/uri.hpp"

namespace qyzmet::http {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";

std::string content_type_of(const fs::path& name) {
  static const std::map<std::string, std::string> known = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".txt", "text/plain; charset=utf-8"},
      {".yaml", "application/yaml"},
      {".wasm", "application/wasm"},
      {".ogg", "audio/ogg"},
  };
  const auto found = known.find(name.extension().string());
  return found == known.end() ? "application/octet-stream" : found->second;
}

/// "assets/index-4f9Kd2aB.js": a build's hash, at least eight letters, digits, '-' or '_' between the last '-' or '.'
/// and the extension. The content behind such a name never changes.
bool named_by_content(const std::string& path) {
  if (!path.starts_with("/assets/")) return false;
  const auto stem = fs::path(path).stem().string();
  const auto mark = stem.find_last_of("-.");
  return mark != std::string::npos && stem.size() - mark - 1 >= 8;
}

Result<std::string> read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), {});
  if (!in || in.bad()) return fail(Code::unavailable, "http.static_unreadable", {{"file", file.string()}});
  return bytes;
}

Result<StaticFiles::Variant> variant(const fs::path& file) {
  TRY_ASSIGN(auto bytes, read(file));
  const auto digest = sha256(bytes);
  auto etag = '"' + to_hex(std::span(digest).first(12)) + '"';
  return StaticFiles::Variant{std::move(bytes), std::move(etag)};
}

constexpr std::string_view kPreloadFile = "preload.json";

Result<StaticFiles::Preload> read_preload(const json::value& value) {
  StaticFiles::Preload preload;
  if (!value.is_object()) return fail_field("", "field.wrong_type", {{"expected", "object"}});
  const json::object& object = value.get_object();
  TRY_ASSIGN(preload.path, get_string(object, "path"));
  TRY_ASSIGN(preload.ask, get_string(object, "ask"));
  TRY_ASSIGN(const json::object* links, get_object(object, "links"));
  for (const Lang lang : {Lang::kk, Lang::ru, Lang::en}) {
    TRY_ASSIGN(preload.links[static_cast<std::size_t>(lang)], get_string(*links, to_code(lang)));
  }
  return preload;
}

Result<std::vector<StaticFiles::Preload>> read_preloads(std::string_view text) {
  TRY_ASSIGN(const json::value list, parse_json(text));
  if (!list.is_array()) return fail_field("", "field.wrong_type", {{"expected", "array"}});
  std::vector<StaticFiles::Preload> all;
  for (const json::value& one : list.get_array()) {
    TRY_ASSIGN(all.emplace_back(), read_preload(one));
  }
  return all;
}

/// What may stand in a header as it is: the names of services do.
bool is_plain_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  });
}

}  // namespace

Result<StaticFiles> StaticFiles::load(const std::string& directory) {
  StaticFiles all;
  if (directory.empty()) return all;
  std::error_code ec;
  for (auto it = fs::recursive_directory_iterator(directory, ec); !ec && it != fs::recursive_directory_iterator();
       it.increment(ec)) {
    const auto& file = it->path();
    if (it->is_symlink() || !it->is_regular_file() || file.extension() == ".br" || file.extension() == ".gz") continue;
    const auto path = '/' + file.lexically_relative(directory).generic_string();
    auto& entry = all.files_[path];
    entry.content_type = content_type_of(file);
    entry.page = file.extension() == ".html";
    entry.cache_control = named_by_content(path) ? "public, max-age=31536000, immutable" : "no-cache";
    TRY_ASSIGN(entry.plain, variant(file));
    if (fs::exists(file.string() + ".br")) {
      TRY_ASSIGN(entry.brotli, variant(file.string() + ".br"));
    }
    if (fs::exists(file.string() + ".gz")) {
      TRY_ASSIGN(entry.gzip, variant(file.string() + ".gz"));
    }
  }
  if (ec) return fail(Code::unavailable, "http.static_unreadable", {{"file", directory}});
  if (const auto told = all.files_.find('/' + std::string(kPreloadFile)); told != all.files_.end()) {
    auto preloads = read_preloads(told->second.plain.body);
    if (!preloads) {
      const auto file = fs::path(directory) / kPreloadFile;
      return fail(Code::unavailable, "http.static_unreadable", {{"file", file.string()}});
    }
    all.preloads_ = *std::move(preloads);
    all.files_.erase(told);
  }
  return all;
}

const StaticFiles::File* StaticFiles::find(const Request& request) const {
  if (request.method != Method::get || files_.empty()) return nullptr;
  if (const auto exact = files_.find(request.path); exact != files_.end()) return &exact->second;
  const std::string_view path = request.path;
  if (path.starts_with("/api/") || path.starts_with("/log/")) return nullptr;
  // A page's path may hold a dot ("/services/kz.address-certificate"); the name of a file ends in a type that we serve.
  if (content_type_of(path) != "application/octet-stream") return nullptr;
  if (path != "/" && !lists_token(request.header("Accept"), "text/html")) return nullptr;
  const auto index = files_.find("/index.html");
  return index == files_.end() ? nullptr : &index->second;
}

std::string StaticFiles::links(const Request& request) const {
  const std::string_view path = request.path;
  const auto mine = std::ranges::find_if(preloads_, [&](const Preload& one) {
    return one.path == "/" || !one.path.ends_with('/') ? path == one.path : path.starts_with(one.path);
  });
  if (mine == preloads_.end()) return {};
  const std::string& links = mine->links[static_cast<std::size_t>(request.lang)];
  if (mine->ask.empty()) return links;
  std::string_view name = path.substr(mine->path.size());
  name = name.substr(0, name.find('/'));
  if (!is_plain_name(name)) return links;
  return "<" + mine->ask + std::string(name) + ">; rel=preload; as=fetch; crossorigin, " + links;
}

StaticFiles::Served StaticFiles::serve(const File& file, const Request& request) const {
  const auto accepted = request.header("Accept-Encoding");
  const auto* chosen = &file.plain;
  Served served;
  auto& headers = served.head.headers;
  if (!file.brotli.etag.empty() && lists_token(accepted, "br")) {
    chosen = &file.brotli;
    headers.push_back({"Content-Encoding", "br"});
  } else if (!file.gzip.etag.empty() && lists_token(accepted, "gzip")) {
    chosen = &file.gzip;
    headers.push_back({"Content-Encoding", "gzip"});
  }
  headers.push_back({"ETag", chosen->etag});
  headers.push_back({"Cache-Control", file.cache_control});
  // The links of a page are those of the reader's language.
  headers.push_back({"Vary", file.page ? "Accept-Encoding, Accept-Language, Cookie" : "Accept-Encoding"});
  if (file.page) {
    headers.push_back({"Content-Security-Policy", std::string(kPagePolicy)});
    headers.push_back({"Cross-Origin-Opener-Policy", "same-origin"});
    if (auto told = links(request); !told.empty()) headers.push_back({"Link", std::move(told)});
  }
  served.head.content_type = file.content_type;
  const auto known = request.header("If-None-Match");
  if (!known.empty() && (known == "*" || known.find(chosen->etag) != std::string_view::npos)) {
    served.head.status = 304;
    return served;
  }
  served.body = &chosen->body;
  return served;
}

}  // namespace qyzmet::http

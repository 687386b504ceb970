#include "files/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>

#include "base/file.hpp"
#include "files/store.hpp"

namespace qyzmet::files {
namespace {

constexpr auto kDay = std::chrono::hours(24);

/// A name as RFC 8187 writes it, and one in ASCII for programs that do not read that.
std::string disposition(std::string_view name) {
  std::string plain;
  std::string encoded;
  for (const char c : name) {
    const bool letter =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    plain += letter ? c : '_';
    encoded += letter ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return fmt::format("attachment; filename=\"{}\"; filename*=UTF-8''{}", plain, encoded);
}

/// As `name`, ending as its type does: else a system would open it by another program than what was looked into.
std::string fitting_name(std::string_view name, std::string_view type) {
  std::string small(name);
  std::ranges::transform(small, small.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  constexpr auto kEndings = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"application/pdf", ".pdf"}, {"image/jpeg", ".jpg"}, {"image/jpeg", ".jpeg"}, {"image/png", ".png"}});
  std::string_view missing;
  for (const auto& [of_type, ending] : kEndings) {
    if (of_type != type) continue;
    if (small.ends_with(ending) && small.size() > ending.size()) return std::string(name);
    if (missing.empty()) missing = ending;
  }
  return std::string(name).append(missing);
}

/// "bytes=1000-" of 5000: 1000. Anything else is answered with the whole.
std::size_t first_wanted(std::string_view range, std::size_t size) {
  constexpr std::string_view kLead = "bytes=";
  if (!range.starts_with(kLead) || !range.ends_with('-')) return 0;
  range = range.substr(kLead.size(), range.size() - kLead.size() - 1);
  std::size_t first = 0;
  const auto [end, error] = std::from_chars(range.data(), range.data() + range.size(), first);
  const bool good = error == std::errc() && end == range.data() + range.size() && first < size;
  return good ? first : 0;
}

}  // namespace

Files::Files(Options options, Clock& clock)
    : options_(std::move(options)),
      clock_(clock),
      shelf_(options_.folder),
      checker_(options_.checker),
      threads_({.threads = options_.threads}) {}

Files::~Files() { stop(); }

std::mutex& Files::lock_of(std::int64_t place) { return locks_[static_cast<std::uint64_t>(place) % locks_.size()]; }

/// Somebody else's does not exist.
Result<Upload> Files::theirs(std::optional<Upload> upload, const http::Caller& caller) const {
  if (!upload || (upload->person && *upload->person != caller.person)) return fail(Code::not_found, "file.not_found");
  return *std::move(upload);
}

Result<void> Files::check_room(db::Tx& tx, const http::Caller& caller, const Upload& announced) const {
  const Limits& limits = options_.limits;
  const auto person = caller.person == 0 ? std::nullopt : std::optional(caller.person);
  const auto begun = store::begun_since(tx, person, tx.now() - kDay);
  if (person && begun.under_way >= limits.under_way) {
    return fail(Code::too_many, "file.too_many_under_way", {{"limit", std::to_string(limits.under_way)}});
  }
  const std::int64_t most = person ? limits.a_day : limits.nobodys_day;
  if (begun.bytes + announced.size > most) {
    return fail(Code::too_many, "file.too_much_today", {{"limit", std::to_string(most >> 20)}});
  }
  const auto wanted = limits.left_free + static_cast<std::uint64_t>(announced.size);
  return shelf_.free_bytes() < wanted ? fail(Code::unavailable, "file.no_room") : Result<void>();
}

Result<Upload> Files::begin(db::Tx& tx, const http::Caller& caller, const Upload& announced) const {
  auto found = store::find(tx, announced.id);
  if (!found) {
    TRY(check_room(tx, caller, announced));
    Upload upload = announced;
    upload.place = tx.new_id();
    upload.begun_at = tx.now();
    if (caller.person != 0) upload.person = caller.person;
    store::insert(tx, upload);
    return upload;
  }
  TRY_ASSIGN(Upload upload, theirs(std::move(found), caller));
  if (!same_announced(upload, announced)) return fail(Code::conflict, "file.other_announced");
  if (!upload.person && caller.person != 0) {
    upload.person = caller.person;
    store::set_person(tx, upload.place, caller.person);
  }
  return upload;
}

Result<Upload> Files::find(db::Snapshot& snapshot, const http::Caller& caller, std::string_view id) const {
  return theirs(store::find(snapshot, id), caller);
}

Result<void> Files::remove(db::Tx& tx, const http::Caller& caller, std::string_view id) {
  TRY_ASSIGN(const Upload upload, theirs(store::find(tx, id), caller));
  if (store::is_named(tx, upload.place)) return fail(Code::conflict, "file.named");
  store::remove(tx, upload.place);
  // If no thread has room, the next start sweeps the bytes away.
  tx.after_commit([this, place = upload.place] { threads_.queue("", [this, place] { shelf_.remove(place); }); });
  return {};
}

Result<Files::Piece> Files::prepare(db::Snapshot& snapshot, const http::Caller& caller, std::string_view id,
                                    std::int64_t offset, std::string_view bytes) const {
  TRY_ASSIGN(Upload upload, find(snapshot, caller, id));
  TRY_ASSIGN(const Placed placed, place(upload, offset, bytes.size()));
  return Piece{.upload = std::move(upload), .offset = offset, .bytes = bytes, .placed = placed};
}

Result<void> Files::write(const Piece& piece) {
  const Upload& upload = piece.upload;
  const std::string_view fresh = piece.bytes.substr(piece.placed.skip);
  if (fresh.empty()) return {};
  const std::lock_guard lock(lock_of(upload.place));
  const bool last = piece.placed.end == upload.size;
  const auto written = shelf_.write(upload.place, upload.received, fresh);
  // Whole already, and only its row not written: what is there is looked at once more.
  if (!written && !(last && written.error().key == "file.lost")) return written;
  if (!last) return {};
  TRY_ASSIGN(const auto path, shelf_.path_of(upload.place));
  TRY(checker_.check(path, upload.sha256, upload.size, upload.type));
  return shelf_.finish(upload.place);
}

Result<Upload> Files::take(db::Tx& tx, const http::Caller& caller, const Piece& piece) const {
  TRY_ASSIGN(Upload upload, theirs(store::find(tx, piece.upload.id), caller));
  if (upload.received >= piece.placed.end) return upload;  // a repeat, or one that was overtaken by its repeat
  // What is written is written behind what was received then; no more must have been thrown away since.
  if (upload.received != piece.upload.received) {
    return fail(Code::conflict, "file.other_offset", {{"offset", std::to_string(upload.received)}});
  }
  upload.received = piece.placed.end;
  if (upload.received == upload.size) upload.kept_at = tx.now();
  store::set_received(tx, upload);
  return upload;
}

Result<void> Files::queue(const http::Request& request, std::move_only_function<void()> job) {
  if (threads_.queue(request.client_network, std::move(job))) return {};
  return fail(Code::unavailable, "file.busy");
}

Result<std::vector<Named>> Files::check(db::Snapshot& snapshot, const Holder& holder,
                                        std::span<const Wanted> wanted) const {
  std::vector<Named> named;
  if (holder.application != 0) named = store::named_by(snapshot, holder.application);
  std::vector<Upload> known;
  for (const std::string& id : holder.ids) {
    auto upload = store::find(snapshot, id);
    if (upload && !upload->person && upload->kept_at) known.push_back(*std::move(upload));
  }
  std::vector<Named> all;
  std::vector<FieldError> missing;
  for (const Wanted& one : wanted) {
    if (const auto before = std::ranges::find(named, one.sha256, &Named::sha256);
        before != named.end() && before->size == one.size && before->type == one.type) {
      all.push_back({before->place, one.sha256, one.question, one.name, one.type, one.size});
      continue;
    }
    const auto found = std::ranges::find(known, one.sha256, &Upload::sha256);
    std::optional<Upload> upload = found == known.end() ? std::nullopt : std::optional(*found);
    if (!upload && holder.person != 0) upload = store::kept_of(snapshot, holder.person, one.sha256);
    if (upload && upload->size == one.size && upload->type == one.type) {
      all.push_back({upload->place, one.sha256, one.question, one.name, one.type, one.size});
    } else {
      missing.push_back({one.path, "file.not_kept", {{"name", one.name}}});
    }
  }
  if (missing.empty()) return all;
  return std::unexpected(Error{Code::invalid, "request.invalid", {}, std::move(missing)});
}

Result<void> Files::name(db::Tx& tx, std::int64_t application, std::span<const Named> all) const {
  for (const Named& named : all) {
    if (!store::exists(tx, named.place)) return fail(Code::conflict, "file.gone");
    store::name(tx, application, named);
  }
  return {};
}

std::vector<Named> named_by(db::Snapshot& snapshot, std::int64_t application) {
  return store::named_by(snapshot, application);
}

Result<Named> Files::find_named(db::Snapshot& snapshot, std::int64_t application, std::string_view sha256) const {
  const auto digest = from_hex(sha256);
  Digest wanted{};
  if (!digest || digest->size() != wanted.size()) return fail(Code::not_found, "file.not_found");
  std::ranges::copy(as_bytes(*digest), wanted.begin());
  auto named = store::named(snapshot, application, wanted);
  if (!named) return fail(Code::not_found, "file.not_found");
  return *std::move(named);
}

Result<http::Reply> Files::hand_out(const http::Request& request, const Named& named) const {
  TRY_ASSIGN(std::string bytes, shelf_.read(named.place));
  const std::size_t size = bytes.size();
  http::Reply reply{.content_type = named.type, .body = std::move(bytes)};
  reply.headers = {{"Content-Disposition", disposition(fitting_name(named.name, named.type))},
                   {"Content-Security-Policy", "sandbox; default-src 'none'"},
                   {"Accept-Ranges", "bytes"},
                   {"ETag", fmt::format("\"{}\"", to_hex(named.sha256))}};
  const std::size_t first = first_wanted(request.header("Range"), size);
  if (first == 0) return reply;
  reply.status = 206;
  reply.body.erase(0, first);
  reply.headers.push_back({"Content-Range", fmt::format("bytes {}-{}/{}", first, size - 1, size)});
  return reply;
}

}  // namespace qyzmet::files

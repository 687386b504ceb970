#include <fmt/format.h>

#include <limits>

#include "files/files.hpp"
#include "files/store.hpp"

namespace qyzmet::files {
namespace {

constexpr int kChunk = 200;
constexpr std::size_t kMostFindings = 1000;

std::string_view what_is_wrong(const Shelf& shelf, const Named& named) {
  if (named.type.empty()) return "it names a file that has no row";
  const auto bytes = shelf.read(named.place);
  if (!bytes) return "the bytes of a file are missing";
  return sha256(*bytes) == named.sha256 ? "" : "the bytes of a file are not those that were filed";
}

}  // namespace

void audit(db::Database& database, const std::filesystem::path& folder, journal::AuditReport& report) {
  const Shelf shelf(folder);
  std::int64_t after = std::numeric_limits<std::int64_t>::min();
  Digest after_sha256{};
  for (std::size_t count = kChunk; count == kChunk && report.findings.size() < kMostFindings;) {
    std::vector<store::NamedRow> page;
    database.read([&](db::Snapshot& snapshot) { page = store::page_of_named(snapshot, after, after_sha256, kChunk); });
    count = page.size();
    for (const auto& [application, named] : page) {
      after = application;
      after_sha256 = named.sha256;
      const auto wrong = what_is_wrong(shelf, named);
      if (wrong.empty() || report.findings.size() >= kMostFindings) continue;
      report.findings.push_back({-1, fmt::format("application {}: {}: {}", application, wrong, named.place)});
    }
  }
}

}  // namespace qyzmet::files

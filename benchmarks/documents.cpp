// What a result document costs: drawing it, the whole signed file, checking it, and what stands on the writer; each on
// one thread, in microseconds.
//
//   documents SHARE      SHARE holds data/words.json; prints one line of JSON
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "applications/document_pdf.hpp"
#include "applications/document_testing.hpp"

namespace {

using namespace qyzmet;
using namespace qyzmet::applications;

constexpr int kTimes = 200;

/// The median of many, after one that warms the fonts.
template <class Work>
double median_us(Work work) {
  work();
  std::vector<double> took;
  for (int i = 0; i < kTimes; ++i) {
    const auto started = std::chrono::steady_clock::now();
    work();
    took.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - started).count());
  }
  std::ranges::nth_element(took, took.begin() + kTimes / 2);
  return took[kTimes / 2];
}

template <class T>
T or_die(Result<T> result, std::string_view doing) {
  if (result) return *std::move(result);
  fmt::print(stderr, "documents: {}: {}\n", doing, result.error().key);
  std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const Words words = or_die(Words::load(std::filesystem::path(argv[1]) / "data" / "words.json"), "words");
  const DocumentKey key = applications::testing::document_key();
  const ResultDocument document = applications::testing::issued(applications::testing::certificate());
  const std::string content = to_content(document);
  const PdfRequest request{.document = document,
                           .lang = Lang::kk,
                           .words = words,
                           .public_url = "https://qyzmet.example",
                           .utc_offset_minutes = 300,
                           .signer = key.name};
  const auto began = std::chrono::steady_clock::now();
  const std::string file = or_die(make_pdf(request, key, content), "drawing");
  const std::chrono::duration<double, std::micro> first = std::chrono::steady_clock::now() - began;
  const double draw_us = median_us([&] { or_die(draw_document(request), "drawing"); });
  const double file_us = median_us([&] { or_die(make_pdf(request, key, content), "drawing"); });
  const double check_us = median_us([&] { or_die(verify_document(file, key.verifier_key()), "checking"); });
  const double content_us = median_us([&] { sha256(to_content(document)); });
  fmt::print(R"({{"bytes":{},"content_bytes":{},"first_us":{:.0f},"draw_us":{:.0f},"file_us":{:.0f},"check_us":{:.1f},)"
             "\"content_us\":{:.1f}}}\n",
             file.size(), content.size(), first.count(), draw_us, file_us, check_us, content_us);
}

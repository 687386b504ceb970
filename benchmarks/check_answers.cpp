// What checking one set of answers costs beside parsing its JSON: both as the server does them, on one thread, in
// microseconds.
//
//   check_answers SHARE      SHARE holds services/ and data/; prints one line of JSON
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/country.hpp"
#include "filing.hpp"

namespace {

namespace json = qyzmet::json;

constexpr std::size_t kFilings = 2000;
constexpr int kTimes = 20;

template <class T>
T or_die(qyzmet::Result<T> result, std::string_view doing) {
  if (result) return *std::move(result);
  fmt::print(stderr, "check_answers: {}: {}\n", doing, result.error().key);
  std::exit(1);
}

template <class Work>
double microseconds_each(Work work) {
  const auto started = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < kFilings; ++i) work(i);
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - started).count() / kFilings;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::filesystem::path share = argv[1];
  const auto country = or_die(qyzmet::catalogue::Country::load(share / "data" / "kz"), "country");
  const auto catalogue = or_die(qyzmet::catalogue::Catalogue::load(share / "services" / "kz", country), "services");
  const auto* service = catalogue.find("kz.address-certificate");
  if (service == nullptr) return 1;

  const auto today = std::chrono::sys_days(std::chrono::year(2026) / 3 / 5);
  bench::Dice dice(1);
  std::vector<std::string> bodies(kFilings);
  for (auto& body : bodies) body = bench::filing(dice);
  std::vector<json::value> parsed(kFilings);
  double parse_us = 0;
  double check_us = 0;
  for (int time = 0; time < kTimes; ++time) {
    parse_us += microseconds_each([&](std::size_t i) {
      auto memory = json::make_shared_resource<json::monotonic_resource>(bodies[i].size() * 4 + 1024);
      parsed[i] = or_die(qyzmet::parse_json(bodies[i], {.max_bytes = 1 << 20, .max_depth = 8}, memory), "parsing");
    });
    check_us += microseconds_each([&](std::size_t i) {
      const auto answers = or_die(service->form.check(parsed[i].at("answers").as_object(), today), "checking");
      if (answers.canonical.empty()) std::abort();
    });
  }
  fmt::print(R"({{"parse_us": {:.3f}, "check_us": {:.3f}}})"
             "\n",
             parse_us / kTimes, check_us / kTimes);
}

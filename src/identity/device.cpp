#include "identity/device.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace qyzmet::identity {
namespace {

using Mark = std::pair<std::string_view, std::string_view>;

/// In this order: most browsers name others too.
constexpr std::array kBrowsers = {
    Mark{"Edg", "Edge"},         Mark{"OPR/", "Opera"},       Mark{"YaBrowser/", "Yandex"},
    Mark{"SamsungBrowser/", "Samsung Internet"},              Mark{"Firefox/", "Firefox"},
    Mark{"FxiOS/", "Firefox"},   Mark{"CriOS/", "Chrome"},    Mark{"Chrome/", "Chrome"},
    Mark{"Safari/", "Safari"}};
constexpr std::array kSystems = {Mark{"Android", "Android"},      Mark{"iPhone", "iPhone"}, Mark{"iPad", "iPad"},
                                 Mark{"Windows", "Windows"},      Mark{"CrOS", "ChromeOS"}, Mark{"Mac OS X", "macOS"},
                                 Mark{"Linux", "Linux"}};

template <class Marks>
std::string_view first_of(const Marks& marks, std::string_view text) {
  const auto found = std::ranges::find_if(marks, [&](const Mark& mark) { return text.contains(mark.first); });
  return found == marks.end() ? std::string_view() : found->second;
}

}  // namespace

std::string device_of(std::string_view user_agent) {
  std::string device(first_of(kBrowsers, user_agent));
  const auto system = first_of(kSystems, user_agent);
  if (!device.empty() && !system.empty()) device += ", ";
  return device.append(system);
}

}  // namespace qyzmet::identity

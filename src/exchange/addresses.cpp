#include "exchange/addresses.hpp"

#include "base/file.hpp"
#include "base/json.hpp"
#include "exchange/sender.hpp"

namespace qyzmet::exchange {

Result<std::map<std::string, std::string>> read_addresses(const std::string& given, const Registers& registers) {
  std::map<std::string, std::string> all;
  if (given.empty()) return all;
  if (given.find("://") != std::string::npos) {
    TRY(check_address(given));
    const std::string base = given.ends_with('/') ? given : given + "/";
    for (const Register& one : registers.all()) all[one.id] = base + "registers/" + one.id + "/lookup";
    return all;
  }
  const auto malformed = [&](std::string what) {
    return fail(Code::invalid, "registers.malformed", {{"file", given}, {"what", std::move(what)}});
  };
  TRY_ASSIGN(const std::string text, read_file(given, 1 << 20));
  const auto json = parse_json(text);
  if (!json) return malformed(json.error().key);
  if (!json->is_object()) return malformed("{}");
  for (const auto& [id, address] : json->get_object()) {
    if (registers.find(id) == nullptr || !address.is_string()) return malformed(id);
    const std::string url(address.get_string());
    TRY(check_address(url));
    all[id] = url;
  }
  return all;
}

}  // namespace qyzmet::exchange

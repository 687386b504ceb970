// Whatever arrives in Accept-Language: there is always an answer, and it is the fallback if none of our codes is in it.
// seed: kk-KZ, ru;q=0.8, en;q=0.5
// seed: en;q=0,*;q=0.001,ru;level=1;q=1.000
#include <cctype>
#include <cstdint>

#include "base/check.hpp"
#include "base/text.hpp"

using namespace qyzmet;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view header(reinterpret_cast<const char*>(data), size);
  std::string lower(header);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const Lang fallback : {Lang::kk, Lang::ru, Lang::en}) {
    const Lang lang = negotiate_lang(header, fallback);
    CHECK(parse_lang(to_code(lang)) == lang);
    const bool named = lower.find(to_code(lang)) != std::string::npos || lower.find('*') != std::string::npos;
    CHECK(lang == fallback || named);
  }
  return 0;
}

// Whatever is typed as an id: what is read can be written in both forms, and both are read back as the same id.
// seed: 07ZN-VH80-8006-2K
// seed: 287873627586560194
// seed: 0000-0000-0001-0*
#include "base/id.hpp"

#include "base/check.hpp"

using namespace qyzmet;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto id = parse_id({reinterpret_cast<const char*>(data), size});
  if (!id) return 0;
  CHECK(*id > 0);
  CHECK(parse_id(id_to_display(*id)) == *id);
  const std::string decimal = id_to_decimal(*id);
  if (decimal.size() != 14) CHECK(parse_id(decimal) == *id);  // 14 digits have the shape of the form for people
  CHECK(to_ms(id_time(*id)) > 0);
  return 0;
}

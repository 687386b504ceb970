// Whatever bytes arrive as a receipt: they are read or refused with a word for it, and prove nothing for a key that
// never signed.
// sources: src/journal/checkpoint.cpp src/journal/note.cpp src/journal/proof.cpp src/journal/receipt.cpp
// sources: src/journal/tree.cpp src/journal/verify.cpp
// seed: {"event":{"facts":"{}","index":0,"personal":"","salt_1":"","salt_2":""},"format":"qyzmet-receipt@v1"}
// seed: {"event":{"facts":"{}","index":0,"personal_digest":"","salt_1":""},"format":"qyzmet-receipt@v1"}
#include "journal/receipt.hpp"

#include <cstdint>

#include "base/check.hpp"
#include "journal/journal.hpp"
#include "journal/note.hpp"

using namespace qyzmet;
using namespace qyzmet::journal;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const std::string key = make_verifier_key("log.example", Signer(Digest{std::byte{7}}).public_key()).to_text();
  const auto proven = verify(text, key, "content");
  CHECK(!proven && proven.error().key.starts_with("receipt."));
  if (const auto receipt = parse_receipt(text)) {
    const auto written = to_json(*receipt);
    const auto again = parse_receipt(written);
    CHECK(again && to_json(*again) == written);
  }
  return 0;
}

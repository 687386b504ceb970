#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

/// The entry of an event and the receipt that carries it. Pure.  Source: docs/receipt-format.md.
namespace qyzmet::journal {

/// SHA-256(salt_2 ‖ personal): all that stays of the personal part once it is erased.
Digest personal_digest(const Digest& salt_2, std::string_view personal);
/// SHA-256("qyzmet/event/v1\n" ‖ salt_1 ‖ facts ‖ personal digest): the 32 bytes that the log holds for an event.
Digest event_entry(const Digest& salt_1, std::string_view facts, const Digest& personal_digest);

/// A receipt's parts. Either `salt_2` is there (and `personal`, empty if there is none), or `erased` is: the personal
/// digest.
struct Receipt {
  std::int64_t index = 0;
  std::string facts;
  Digest salt_1{};
  std::string personal;
  std::optional<Digest> salt_2;
  std::optional<Digest> erased;
  std::string proof;
};

/// Canonical JSON.
std::string to_json(const Receipt& receipt);
/// None if it is no receipt of format "qyzmet-receipt@v1".
std::optional<Receipt> parse_receipt(std::string_view json);

}  // namespace qyzmet::journal

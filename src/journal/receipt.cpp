#include "journal/receipt.hpp"

#include <algorithm>

#include "base/json.hpp"

namespace qyzmet::journal {
namespace {

constexpr std::string_view tag = "qyzmet/event/v1\n";
constexpr std::string_view format = "qyzmet-receipt@v1";
constexpr JsonLimits limits{.max_bytes = 16 << 20};  // content of 1 MiB, escaped twice, with room

std::optional<Digest> digest_from(const json::object& object, std::string_view name) {
  auto text = get_string(object, name);
  if (!text) return std::nullopt;
  auto bytes = from_base64(*text);
  if (!bytes || bytes->size() != sizeof(Digest)) return std::nullopt;
  Digest digest;
  std::ranges::copy(as_bytes(*bytes), digest.begin());
  return digest;
}

/// Whether `text` is one JSON object, written canonically: one meaning, one spelling.
bool is_canonical_object(std::string_view text) {
  auto value = parse_json(text, limits);
  return value && value->is_object() && canonical_json(*value) == text;
}

bool read_personal(const json::object& event, Receipt& receipt) {
  if (event.contains("personal_digest")) {
    receipt.erased = digest_from(event, "personal_digest");
    return receipt.erased && only_fields(event, {"index", "facts", "salt_1", "personal_digest"});
  }
  auto personal = get_string(event, "personal");
  receipt.salt_2 = digest_from(event, "salt_2");
  if (!personal || !receipt.salt_2) return false;
  receipt.personal = *personal;
  return (receipt.personal.empty() || is_canonical_object(receipt.personal)) &&
         only_fields(event, {"index", "facts", "salt_1", "personal", "salt_2"});
}

void add_member(std::string& out, std::string_view name, std::string_view text) {
  out += ',';
  append_canonical_string(out, name);
  out += ':';
  append_canonical_string(out, text);
}

}  // namespace

Digest personal_digest(const Digest& salt_2, std::string_view personal) { return sha256({salt_2, as_bytes(personal)}); }

Digest event_entry(const Digest& salt_1, std::string_view facts, const Digest& personal_digest) {
  return sha256({as_bytes(tag), salt_1, as_bytes(facts), personal_digest});
}

std::string to_json(const Receipt& receipt) {
  std::string out;
  out.reserve(2 * (receipt.facts.size() + receipt.personal.size() + receipt.proof.size()) + 256);
  out += R"({"event":{"facts":)";
  append_canonical_string(out, receipt.facts);
  out += ",\"index\":" + std::to_string(receipt.index);
  if (receipt.erased) {
    add_member(out, "personal_digest", to_base64(*receipt.erased));
    add_member(out, "salt_1", to_base64(receipt.salt_1));
  } else {
    add_member(out, "personal", receipt.personal);
    add_member(out, "salt_1", to_base64(receipt.salt_1));
    add_member(out, "salt_2", to_base64(*receipt.salt_2));
  }
  out += '}';
  add_member(out, "format", format);
  add_member(out, "proof", receipt.proof);
  return out + '}';
}

std::optional<Receipt> parse_receipt(std::string_view text) {
  auto value = parse_json(text, limits);
  if (!value || !value->is_object()) return std::nullopt;
  const auto& object = value->get_object();
  auto written = get_string(object, "format");
  auto event = get_object(object, "event");
  auto proof = get_string(object, "proof");
  if (!written || *written != format || !event || !proof || !only_fields(object, {"format", "event", "proof"})) {
    return std::nullopt;
  }
  auto index = get_integer(**event, "index");
  auto facts = get_string(**event, "facts");
  auto salt_1 = digest_from(**event, "salt_1");
  if (!index || !facts || !salt_1 || !is_canonical_object(*facts)) return std::nullopt;
  Receipt receipt;
  receipt.index = *index;
  receipt.facts = *facts;
  receipt.salt_1 = *salt_1;
  receipt.proof = *proof;
  if (!read_personal(**event, receipt)) return std::nullopt;
  return receipt;
}

}  // namespace qyzmet::journal

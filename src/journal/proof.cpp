#include "journal/proof.hpp"

#include <algorithm>

#include "journal/decimal.hpp"

namespace qyzmet::journal {
namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1\n";
constexpr std::size_t longest_path = 63;  // sizes are below 2^63

}  // namespace

std::string to_text(const Proof& proof) {
  std::string out(first_line);
  out += "index " + std::to_string(proof.index) + "\n";
  for (const auto& hash : proof.path) out += to_base64(hash) + "\n";
  return out + "\n" + proof.checkpoint;
}

std::optional<Proof> parse_proof(std::string_view text) {
  if (!text.starts_with(first_line)) return std::nullopt;
  text.remove_prefix(first_line.size());
  const auto take_line = [&] {
    auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
  };
  auto line = take_line();
  if (line.starts_with("extra ")) {
    if (!from_base64(line.substr(6))) return std::nullopt;
    line = take_line();
  }
  if (!line.starts_with("index ")) return std::nullopt;
  auto index = parse_decimal(line.substr(6));
  if (!index) return std::nullopt;
  Proof proof{*index, {}, {}};
  for (line = take_line(); !line.empty(); line = take_line()) {
    auto hash = from_base64(line);
    if (!hash || hash->size() != sizeof(Digest) || proof.path.size() == longest_path) return std::nullopt;
    std::ranges::copy(as_bytes(*hash), proof.path.emplace_back().begin());
  }
  if (text.empty()) return std::nullopt;
  proof.checkpoint = text;
  return proof;
}

}  // namespace qyzmet::journal

#include <fmt/format.h>

#include <filesystem>
#include <ostream>

#include "app/command_line.hpp"
#include "app/share.hpp"
#include "base/file.hpp"
#include "journal/journal.hpp"

namespace qyzmet::app {
namespace {

constexpr std::size_t kReceiptLimit = 1 << 20;
constexpr std::size_t kContentLimit = 64 << 20;

/// The key itself, or the first line of the file that is named.
Result<std::string> key_of(const std::string& key_or_file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(key_or_file, error)) return key_or_file;
  TRY_ASSIGN(const std::string text, read_file(key_or_file, 4096));
  return text.substr(0, text.find_first_of("\r\n"));
}

Result<journal::Verified> check_receipt(const std::string& receipt_file, const std::string& key,
                                        const std::string& content_file) {
  TRY_ASSIGN(const std::string receipt, read_file(receipt_file, kReceiptLimit));
  TRY_ASSIGN(const std::string verifier_key, key_of(key));
  std::optional<std::string> content;
  if (!content_file.empty()) {
    TRY_ASSIGN(content, read_file(content_file, kContentLimit));
  }
  return journal::verify(receipt, verifier_key, content);
}

}  // namespace

Exit verify(std::span<const std::string> arguments, const Program& program) {
  std::string key;
  std::string content;
  std::string share;
  const auto line =
      read_command_line(program, "verify RECEIPT --key KEY [--content FILE]",
                        "Checks, without asking any server, that what RECEIPT says stands in the log that KEY signs, "
                        "and that FILE is what was filed.",
                        arguments,
                        {{"--key", "KEY", "the log's public key (GET /log/key), or a file that holds it", into(key)},
                         {"--content", "FILE", "what was filed, canonical JSON", into(content)},
                         {"--share", "DIR", "where data/words.json lies (found near the program)", into(share)}},
                        1, {{"--key", key}});
  if (line.ended) return *line.ended;
  const auto verified = check_receipt(line.rest[0], key, content);
  if (!verified) {
    program.err << "NOT PROVEN\n";
    complain(program, verified.error(), find_share(share, program.executable).value_or(""));
    return kFailure;
  }
  program.out << fmt::format("PROVEN: entry {} of the log {} (signed at {} entries)\n  facts    {}\n", verified->index,
                             verified->origin, verified->size, verified->facts);
  if (!verified->personal.empty()) program.out << fmt::format("  personal {}\n", verified->personal);
  program.out << (verified->content_checked ? "  content  is what was filed\n"
                                            : "  content  not checked: no --content was given\n");
  return kOk;
}

}  // namespace qyzmet::app

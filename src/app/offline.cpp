#include <fmt/format.h>

#include <filesystem>
#include <ostream>

#include "app/command_line.hpp"
#include "app/share.hpp"
#include "applications/applications.hpp"
#include "base/file.hpp"
#include "base/id.hpp"
#include "base/json.hpp"
#include "journal/journal.hpp"

namespace qyzmet::app {
namespace {

constexpr std::size_t kProofLimit = 20 << 20;  ///< of a receipt or a document
constexpr std::size_t kContentLimit = 64 << 20;

/// The key itself, or the first line of the file that is named.
Result<std::string> key_of(const std::string& key_or_file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(key_or_file, error)) return key_or_file;
  TRY_ASSIGN(const std::string text, read_file(key_or_file, 4096));
  return text.substr(0, text.find_first_of("\r\n"));
}

Result<journal::Verified> check_receipt(const std::string& receipt, const std::string& verifier_key,
                                        const std::string& content_file) {
  std::optional<std::string> content;
  if (!content_file.empty()) {
    TRY_ASSIGN(content, read_file(content_file, kContentLimit));
  }
  return journal::verify(receipt, verifier_key, content);
}

/// The number that people know of what the entry is about; empty if it is about nothing that has one.
std::string number_in(std::string_view facts) {
  const auto object = parse_json(facts);
  if (!object || !object->is_object()) return {};
  const auto subject = get_string(object->get_object(), "subject");
  if (!subject) return {};
  const auto id = parse_id(*subject);
  return id && *id != 0 ? id_to_display(*id) : std::string();
}

Exit not_proven(const Program& program, const Error& error, const std::string& share) {
  program.err << "NOT PROVEN\n";
  complain(program, error, find_share(share, program.executable).value_or(""));
  return kFailure;
}

Exit verify_receipt(const Program& program, const std::string& receipt, const std::string& key,
                    const std::string& content, const std::string& share) {
  const auto verified = check_receipt(receipt, key, content);
  if (!verified) return not_proven(program, verified.error(), share);
  program.out << fmt::format("PROVEN: entry {} of the log {} (signed at {} entries)\n", verified->index,
                             verified->origin, verified->size);
  if (const auto number = number_in(verified->facts); !number.empty())
    program.out << fmt::format("  number   {}\n", number);
  program.out << fmt::format("  facts    {}\n", verified->facts);
  if (!verified->personal.empty()) program.out << fmt::format("  personal {}\n", verified->personal);
  program.out << (verified->content_checked ? "  content  is what was filed\n"
                                            : "  content  not checked: no --content was given\n");
  return kOk;
}

/// A PDF, or what is left of one of ours.
bool is_document(std::string_view file) {
  return file.starts_with("%PDF-") || file.find("qyzmet-file@v1") != std::string_view::npos;
}

/// What was issued is told even if the file around it was changed, as long as that part still bears its signature.
Exit verify_document_file(const Program& program, const std::string& file, const std::string& key,
                          const std::string& share) {
  const auto verified = applications::verify_document(file, key);
  if (!verified) {
    const Exit exit = not_proven(program, verified.error(), share);
    if (const auto issued = applications::signed_content(file, key)) {
      program.err << fmt::format("  issued   {}\n", *issued);
    }
    return exit;
  }
  program.out << fmt::format(
      "PROVEN: every byte of document {} ({}) is as it was when {} signed it\n  content  {}\n"
      "  not asked: whether it was revoked (the page /verify/d asks the server)\n",
      verified->file.number, to_code(verified->file.lang), verified->signer, verified->content);
  return kOk;
}

}  // namespace

Exit verify(std::span<const std::string> arguments, const Program& program) {
  std::string key;
  std::string content;
  std::string share;
  const auto line = read_command_line(
      program, "verify FILE --key KEY [--content FILE]",
      "Checks, without asking any server: of a receipt, that what it says stands in the log that KEY signs, and that "
      "--content is what was filed; of a result document (PDF), that every byte is as KEY signed it.",
      arguments,
      {{"--key", "KEY", "the public key (GET /log/key, /api/documents/key), or a file that holds it", into(key)},
       {"--content", "FILE", "what was filed, canonical JSON", into(content)},
       {"--share", "DIR", "where data/words.json lies (found near the program)", into(share)}},
      1, {{"--key", key}});
  if (line.ended) return *line.ended;
  const auto file = read_file(line.rest[0], kProofLimit);
  if (!file) return not_proven(program, file.error(), share);
  const auto verifier_key = key_of(key);
  if (!verifier_key) return not_proven(program, verifier_key.error(), share);
  if (is_document(*file)) return verify_document_file(program, *file, *verifier_key, share);
  return verify_receipt(program, *file, *verifier_key, content, share);
}

}  // namespace qyzmet::app

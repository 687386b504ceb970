#pragma once

#include <string>
#include <string_view>

#include "applications/document.hpp"
#include "applications/document_sign.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "base/words.hpp"

/// A document as a PDF file: cairo and pango draw it, qpdf puts the notes into it.
namespace qyzmet::applications {

/// All that the pixels depend on, beside the fonts of the machine.
struct PdfRequest {
  const ResultDocument& document;
  Lang lang = Lang::kk;
  const Words& words;
  std::string public_url;      ///< "https://qyzmet.example"; empty: no code, no address
  int utc_offset_minutes = 0;  ///< of the country
  std::string signer;          ///< name of the key, said on paper
};

/// A4, tagged, in one language, not yet signed. The same request gives the same bytes. Errors: unavailable
/// "document.no_font" {font}.
Result<std::string> draw_document(const PdfRequest& request);

/// What the code on paper leads to: "https://qyzmet.example/verify/d/NUMBER#WORD".
std::string check_url(std::string_view public_url, std::string_view number, std::string_view word);

/// Puts the two notes into a drawn PDF as attachments that are not compressed, says its language, and writes it in one
/// fixed form.
std::string attach_notes(std::string_view pdf, std::string_view content_note, std::string_view file_note, Lang lang,
                         Instant issued_at);

/// The whole way: drawn, with its notes, signed.
Result<std::string> make_pdf(const PdfRequest& request, const DocumentKey& key, std::string_view content);

}  // namespace qyzmet::applications

#define POINTERHOLDER_TRANSITION 4  // qpdf: std::shared_ptr only
#include <qpdf/Buffer.hh>
#include <qpdf/Pl_Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFEFStreamObjectHelper.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFFileSpecObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include <fmt/format.h>

#include <chrono>

#include "applications/document_pdf.hpp"

namespace qyzmet::applications {
namespace {

/// "D:20260305090701Z" (ISO 32000 §7.9.4).
std::string pdf_date(Instant at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at - day).count();
  return fmt::format("D:{:04}{:02}{:02}{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), seconds / 3600,
                     seconds / 60 % 60, seconds % 60);
}

void attach(QPDF& pdf, const std::string& name, std::string_view note, const std::string& date) {
  auto stream = QPDFEFStreamObjectHelper::createEFStream(pdf, std::string(note));
  stream.setSubtype("text/plain").setCreationDate(date).setModDate(date);
  // Of the file's own note this would be the checksum of an empty place; our signatures say more than MD5 could.
  stream.getObjectHandle().getDict().getKey("/Params").removeKey("/CheckSum");
  stream.getObjectHandle().setFilterOnWrite(false);  // found and read without a PDF reader
  auto spec = QPDFFileSpecObjectHelper::createFileSpec(pdf, name, stream);
  // ISO 32000-2 §7.11.4: what the attachment is to the document.
  spec.getObjectHandle().replaceKey("/AFRelationship", QPDFObjectHandle::newName("/Data"));
  QPDFEmbeddedFileDocumentHelper(pdf).replaceEmbeddedFile(name, spec);
}

}  // namespace

std::string attach_notes(std::string_view drawn, std::string_view content_note, std::string_view file_note, Lang lang,
                         Instant issued_at) {
  QPDF pdf;
  pdf.processMemoryFile("document", drawn.data(), drawn.size());
  auto root = pdf.getRoot();
  root.replaceKey("/Lang", QPDFObjectHandle::newUnicodeString(std::string(to_code(lang))));
  root.replaceKey("/ViewerPreferences", QPDFObjectHandle::parse("<< /DisplayDocTitle true >>"));
  const std::string date = pdf_date(issued_at);
  attach(pdf, "document.note", content_note, date);
  attach(pdf, "file.note", file_note, date);

  Pl_Buffer written("document");
  QPDFWriter writer(pdf);
  writer.setOutputPipeline(&written);
  writer.setDeterministicID(true);
  writer.setObjectStreamMode(qpdf_o_generate);  // the structure is most of a short document
  writer.write();
  const auto bytes = written.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(bytes->getBuffer()), bytes->getSize()};
}

Result<std::string> make_pdf(const PdfRequest& request, const DocumentKey& key, std::string_view content) {
  TRY_ASSIGN(const std::string drawn, draw_document(request));
  const ResultDocument& document = request.document;
  std::string file =
      attach_notes(drawn, content_note(key, content), empty_file_note(), request.lang, document.issued_at);
  return sign_file(key, std::move(file), id_to_display(document.id.value), request.lang, sha256(content));
}

}  // namespace qyzmet::applications

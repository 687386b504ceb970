#include "applications/document_pdf.hpp"

#include <fmt/format.h>
#include <qrencode.h>

#include <algorithm>
#include <memory>

#include "applications/document_pdf_sheet.hpp"
#include "applications/written.hpp"
#include "base/check.hpp"

namespace qyzmet::applications {
namespace {

using pdf::kLeft;
using pdf::kRight;
using pdf::Layout;
using pdf::Sheet;
using pdf::Style;

constexpr std::string_view kSpecimen = "ҮЛГІ · ОБРАЗЕЦ · SPECIMEN";
constexpr Style kBody{};
constexpr Style kLabel{.size = 9.5, .colour = pdf::kQuiet};
constexpr Style kSmall{.size = 8.5, .colour = pdf::kQuiet};
constexpr Style kHeading{.size = 11.5, .bold = true, .colour = pdf::kTeal};
constexpr double kValues = kLeft + 160;  ///< where the second column begins
constexpr double kCode = 92;             ///< side of the QR code, 32 mm

/// What a path may not hold as it is (RFC 3986 §3.3): of a number's symbols none but its check symbol could be taken
/// amiss.
std::string in_path(std::string_view number) {
  std::string path;
  for (const char c : number) {
    if (c == '*' || c == '~' || c == '$' || c == '=')
      path += fmt::format("%{:02X}", static_cast<unsigned>(c));
    else
      path += c;
  }
  return path;
}

/// One document on its way to paper.
class Page {
 public:
  explicit Page(const PdfRequest& request)
      : request_(request), document_(request.document), sheet_(to_code(request.lang)) {}

  Result<std::string> draw() {
    if (!sheet_.has_font()) {
      return fail(Code::unavailable, "document.no_font", {{"font", std::string(pdf::kFont)}});
    }
    sheet_.begin("Document", fmt::format("lang='{}'", to_code(request_.lang)));
    head();
    people();
    decision();
    facts();
    list("document.label.reasons", document_.decision.reasons);
    list("document.label.would_change", document_.decision.would_change);
    list("document.label.legal_basis", document_.decision.legal_basis);
    foot();
    sheet_.end();
    return sheet_.paint({.title = fmt::format("{} {}", text(document_.title), number_),
                         .author = text(document_.agency.title),
                         .created = document_.issued_at},
                        {.foot = [this](int page, int pages) { return page_foot(page, pages); },
                         .across = document_.specimen ? std::string(kSpecimen) : ""});
  }

 private:
  const std::string& text(const Text& text) const { return text.in(request_.lang); }
  std::string say(std::string_view key, const Details& details = {}) const {
    return request_.words.say(request_.lang, key, details);
  }

  void paragraph(std::string_view tag, std::string_view words, const Style& style) {
    sheet_.begin(tag);
    sheet_.text(words, style);
    sheet_.end();
  }

  void heading(std::string_view key) {
    constexpr double kWithNext = 60;
    sheet_.keep(kWithNext);
    sheet_.space(9);
    paragraph("H2", say(key), kHeading);
    sheet_.space(2);
  }

  /// A label and its value beside it; `note` under the value, smaller.
  void row(const std::string& label, const std::string& value, const std::string& note = "") {
    const Layout left = sheet_.layout(label, kLabel, kValues - kLeft - 10);
    const Layout right = sheet_.layout(value, kBody, kRight - kValues);
    sheet_.keep(std::min(pdf::kBottom - pdf::kTop, std::max(Sheet::height(left), Sheet::height(right))));
    const double top = sheet_.y();
    sheet_.begin("TR");
    sheet_.begin("TH");
    sheet_.place(left, kLabel, kLeft, top + 0.8);
    sheet_.end();
    sheet_.begin("TD");
    sheet_.flow(right, kBody, kValues);
    if (!note.empty()) sheet_.text(note, kSmall, kValues);
    sheet_.end();
    sheet_.end();
    const double under = top + Sheet::height(left);
    if (sheet_.y() > top && sheet_.y() < under) sheet_.space(under - sheet_.y());
    sheet_.space(3.2);
  }

  void head() {
    if (document_.specimen) {
      paragraph("P", std::string(kSpecimen), {.size = 12, .bold = true, .colour = {0.62, 0.10, 0.10}});
      paragraph("P", say("document.specimen"), kSmall);
      sheet_.space(8);
    }
    paragraph("P", text(document_.agency.title), {.size = 11, .bold = true, .colour = pdf::kTeal});
    sheet_.space(5);
    sheet_.rule(pdf::kTeal, 1.4);
    sheet_.space(14);
    paragraph("H1", text(document_.title), {.size = 20, .bold = true});
    sheet_.space(8);
    sheet_.begin("Table");
    row(say("document.label.number"), number_);
    row(say("document.label.issued"), moment_text(document_.issued_at, request_.utc_offset_minutes, request_.lang));
    if (document_.valid_until) {
      row(say("document.label.valid_until"), date_text(*document_.valid_until, request_.lang));
    }
    row(say("document.label.service"), text(document_.service_title));
    row(say("document.label.application"), id_to_display(document_.application.value));
    sheet_.end();
  }

  void people() {
    bool first = true;
    sheet_.space(4);
    sheet_.begin("Table");
    if (document_.people.empty()) {
      const std::string number = id_to_display(document_.application.value);
      row(say("document.label.holder"), say("document.applicant_of", {{"number", number}}));
    }
    for (const DocumentPerson& one : document_.people) {
      std::string value = one.name;
      if (!one.iin.empty()) value += fmt::format("\n{} {}", say("document.label.iin"), one.iin);
      row(say(first ? "document.label.holder" : "document.label.also_named"), value);
      first = false;
    }
    sheet_.end();
  }

  void decision() {
    if (text(document_.decision.text).empty()) return;
    heading("document.label.decision");
    paragraph("P", text(document_.decision.text), {.size = 11.5});
  }

  void facts() {
    if (document_.facts.empty()) return;
    heading("document.label.facts");
    sheet_.begin("Table");
    for (const DocumentFact& fact : document_.facts) {
      std::string note;
      if (fact.basis != Basis::checked) note = say(std::string("document.basis.").append(to_word(fact.basis)));
      row(text(fact.label), value_text(fact.value, request_.utc_offset_minutes, request_.lang), note);
    }
    sheet_.end();
  }

  void list(std::string_view key, const std::vector<Text>& texts) {
    constexpr double kIndent = 12;
    if (texts.empty()) return;
    heading(key);
    sheet_.begin("L");
    for (const Text& one : texts) {
      sheet_.begin("LI");
      sheet_.keep(kBody.size * 1.5);
      sheet_.place(sheet_.layout("–", kBody, kIndent), kBody, kLeft, sheet_.y());
      sheet_.text(text(one), kBody, kLeft + kIndent);
      sheet_.end();
      sheet_.space(2);
    }
    sheet_.end();
  }

  /// How to check it: the code, and the same in writing.
  void foot() {
    const bool code = !request_.public_url.empty();
    const double left = code ? kLeft + kCode + 14 : kLeft;
    const std::string address = request_.public_url + "/verify/d";
    std::string how = say("document.check.text");
    if (code) how = say("document.check.text_with_address", {{"address", address}});
    const std::string signed_by = say("document.check.signed", {{"key", request_.signer}});
    const std::string word = fmt::format("{}: {}    {}: {}", say("document.label.number"), number_,
                                         say("document.label.word"), document_.word);
    const Style head{.size = 9.5, .bold = true};
    const Style shown{.size = 9};
    double needed = 16;
    for (const auto& [words, style] : {std::pair(say("document.check.title"), head), std::pair(word, shown),
                                       std::pair(how, kSmall), std::pair(signed_by, kSmall)}) {
      needed += Sheet::height(sheet_.layout(words, style, kRight - left)) + 2;
    }
    sheet_.space(10);
    sheet_.to_foot(std::max(needed, code ? kCode + 14 : 0));
    sheet_.rule(pdf::kLine);
    sheet_.space(8);
    if (code) {
      sheet_.begin("Figure");
      draw_code(sheet_.y() + 2);
      sheet_.end();
    }
    const auto line = [&](std::string_view tag, const std::string& words, const Style& style) {
      sheet_.begin(tag);
      sheet_.text(words, style, left);
      sheet_.end();
      sheet_.space(2);
    };
    line("H2", say("document.check.title"), head);
    line("P", word, shown);
    line("P", how, kSmall);
    line("P", signed_by, kSmall);
  }

  void draw_code(double top) {
    const std::string url = check_url(request_.public_url, number_, document_.word);
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(QRcode_encodeString8bit(url.c_str(), 0, QR_ECLEVEL_M),
                                                               &QRcode_free);
    CHECK(code != nullptr);
    const double module = kCode / code->width;
    for (int y = 0; y < code->width; ++y) {
      const unsigned char* const line = code->data + static_cast<std::ptrdiff_t>(y) * code->width;
      for (int x = 0; x < code->width;) {
        int end = x;
        while (end < code->width && (line[end] & 1U) != 0) ++end;
        if (end > x) {
          sheet_.rectangle(kLeft + x * module, top + y * module, (end - x) * module, module, {});
        }
        x = std::max(end, x + 1);
      }
    }
  }

  std::string page_foot(int page, int pages) const {
    std::string foot =
        fmt::format("{} · {} · {}", text(document_.title), number_,
                    say("document.page", {{"page", std::to_string(page)}, {"pages", std::to_string(pages)}}));
    return document_.specimen ? fmt::format("{} · {}", kSpecimen, foot) : foot;
  }

  const PdfRequest& request_;
  const ResultDocument& document_;
  const std::string number_ = id_to_display(document_.id.value);
  Sheet sheet_;
};

}  // namespace

std::string check_url(std::string_view public_url, std::string_view number, std::string_view word) {
  return fmt::format("{}/verify/d/{}#{}", public_url, in_path(number), word);
}

Result<std::string> draw_document(const PdfRequest& request) { return Page(request).draw(); }

}  // namespace qyzmet::applications

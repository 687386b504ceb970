#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "applications/application.hpp"
#include "base/id.hpp"
#include "base/json.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "catalogue/catalogue.hpp"

/// What a result document says: pure, without database, clock or I/O.  Source: docs/document-format.md.
namespace qyzmet::applications {

using DocumentId = Id<struct DocumentTag>;

enum class DocumentKind { certificate, notice, licence, permit, extract, refusal };
/// "certificate", …
std::string_view to_word(DocumentKind kind);
std::optional<DocumentKind> parse_document_kind(std::string_view word);

/// Whose word a fact on a document is.
enum class Basis {
  checked,     ///< a register says so, or an officer saw the paper
  stated,      ///< only the applicant says so
  unverified,  ///< nobody has checked it
};
/// "checked", "stated", "unverified".
std::string_view to_word(Basis basis);
std::optional<Basis> parse_basis(std::string_view word);

/// A place, written in each language's order; parts may be empty.
struct Address {
  Text region;             ///< as data/kz/regions20.json names it
  std::string settlement;  ///< as the applicant or the register writes it
  std::string street;      ///< street, house, flat
};

/// A value as it is kept; how it is written follows from the reader's language. A `std::string` is the same in all
/// three (a name, a number), a `Text` is not.
using DocumentValue = std::variant<std::string, Text, Date, Instant, Money, Address>;

/// One row of a document: what it is, and whose word it is.
struct DocumentFact {
  Text label;
  DocumentValue value;
  Basis basis = Basis::checked;
};

/// Whom a document names. Full on the document, masked for whoever checks it.
struct DocumentPerson {
  std::string name;  ///< as documents write it
  std::string iin;   ///< 12 digits; empty: not known
};

/// What was decided and why. Every text in three languages.
struct DocumentDecision {
  Text text;                       ///< "You are given …", "It cannot be given …"
  std::vector<Text> reasons;       ///< in plain words
  std::vector<Text> legal_basis;   ///< law and article
  std::vector<Text> would_change;  ///< of a refusal: what would change it, and where to object
};

/// The result of an application, as it was issued. Never changed afterwards: it can only be revoked.
struct ResultDocument {
  DocumentId id;
  ApplicationId application;
  std::string service;  ///< "kz.address-certificate"
  int service_version = 0;
  Text service_title;
  DocumentKind kind = DocumentKind::certificate;
  Text title;
  catalogue::Named agency;
  std::vector<DocumentPerson> people;  ///< the first is the holder; nobody: the application's, whoever they are
  std::vector<DocumentFact> facts;     ///< in the order in which they are shown
  DocumentDecision decision;
  Instant issued_at{};
  std::optional<Date> valid_until;  ///< the last day; none: it does not run out
  std::string word;                 ///< known from the document alone: lets a checker see whom it names
  bool specimen = false;            ///< of a demonstration: everything on it is invented
};

/// The canonical JSON (RFC 8785) that is kept, signed and receipted.  Grammar: docs/document-format.md.
std::string to_content(const ResultDocument& document);
/// Reads what `to_content` writes, and nothing else. Errors: malformed "document.malformed" {name: what is wrong}.
Result<ResultDocument> parse_content(std::string_view content);

/// The word that is printed beside the number: 16 symbols of Crockford's base 32 (80 bits), in groups of four.
std::string document_word(std::span<const std::byte, 10> random);
/// As it is kept, whatever case, spaces and hyphens somebody typed; O reads as 0, I and L as 1. Empty if it is no word.
std::string normal_word(std::string_view typed);

/// "Сериков Айдар Нұрланұлы" → "С••• А••• Н•••"; "900315400007" → "••••••••0007". So much may be seen by whoever holds
/// the document's word; the lengths of names do not show.
std::string masked_name(std::string_view name);
std::string masked_iin(std::string_view iin);

}  // namespace qyzmet::applications

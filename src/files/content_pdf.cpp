#define POINTERHOLDER_TRANSITION 4  // qpdf: std::shared_ptr only
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include "base/said.hpp"
#include "files/content.hpp"

namespace qyzmet::files {
namespace {

bool is_one_of(QPDFObjectHandle name, std::span<const std::string_view> words) {
  return name.isName() && std::ranges::find(words, name.getName()) != words.end();
}

/// Does something on the reader's machine, or opens a file of another place. Links (/URI, /GoTo) do so only when
/// somebody follows them.
constexpr auto kActive = std::to_array<std::string_view>({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm",
                                                          "/Rendition", "/RichMediaExecute", "/GoToR", "/GoToE",
                                                          "/Movie", "/Sound", "/GoTo3DView"});
/// Plays by itself.
constexpr auto kPlayed = std::to_array<std::string_view>({"/RichMedia", "/3D", "/Movie", "/Screen"});

/// What is done without anybody's doing, when a document or page is opened: nothing but a place in it is shown.
bool acts_by_itself(QPDFObjectHandle dictionary) {
  const auto goes_elsewhere = [](QPDFObjectHandle action) {
    return action.isDictionary() && !(action.getKey("/S").isName() && action.getKey("/S").getName() == "/GoTo");
  };
  if (goes_elsewhere(dictionary.getKey("/OpenAction"))) return true;
  auto additional = dictionary.getKey("/AA");
  if (!additional.isDictionary()) return false;
  return std::ranges::any_of(additional.getKeys(),
                             [&](const std::string& key) { return goes_elsewhere(additional.getKey(key)); });
}

/// What our own documents carry, and what agencies' documents carry: text that programs read, and nothing that runs.
bool is_harmless_name(std::string name) {
  std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  if (holds_hidden(name)) return false;
  for (const std::string_view ending : {".note", ".json", ".xml", ".txt"}) {
    if (name.ends_with(ending)) return true;
  }
  return false;
}

/// A file specification: with /EF it carries another file.
bool carries_a_file(QPDFObjectHandle dictionary) {
  if (!dictionary.hasKey("/EF")) return false;
  bool harmless = false;
  for (const char* key : {"/F", "/UF", "/DOS", "/Mac", "/Unix"}) {
    if (!dictionary.hasKey(key)) continue;
    auto name = dictionary.getKey(key);
    if (!name.isString() || !is_harmless_name(name.getUTF8Value())) return true;
    harmless = true;
  }
  return !harmless;
}

constexpr int kDeepest = 50;

/// Follows what stands inside one object; what it refers to is an object of its own.
bool does_something(QPDFObjectHandle object, int depth) {
  if (depth > kDeepest) return true;
  if (object.isArray()) {
    for (int i = 0; i < object.getArrayNItems(); ++i) {
      auto item = object.getArrayItem(i);
      if (!item.isIndirect() && does_something(item, depth + 1)) return true;
    }
    return false;
  }
  QPDFObjectHandle dictionary = object.isStream() ? object.getDict() : object;
  if (!dictionary.isDictionary()) return false;
  if (dictionary.hasKey("/JS") || dictionary.hasKey("/XFA") || is_one_of(dictionary.getKey("/S"), kActive)) return true;
  if (is_one_of(dictionary.getKey("/Subtype"), kPlayed) || acts_by_itself(dictionary)) return true;
  if (object.isStream() && dictionary.hasKey("/F")) return true;  // its bytes lie in another file
  if (carries_a_file(dictionary)) return true;
  for (const auto& key : dictionary.getKeys()) {
    auto member = dictionary.getKey(key);
    if (!member.isIndirect() && does_something(member, depth + 1)) return true;
  }
  return false;
}

Fault look(QPDF& pdf, std::string_view bytes) {
  pdf.setSuppressWarnings(true);
  pdf.processMemoryFile("file", bytes.data(), bytes.size());
  if (pdf.isEncrypted()) return Fault::encrypted;
  if (pdf.getObjectCount() > kMostPdfObjects) return Fault::damaged;
  if (pdf.getAllPages().empty()) return Fault::damaged;
  for (const auto& object : pdf.getAllObjects()) {
    if (does_something(object, 0)) return Fault::active;
  }
  return Fault::none;
}

}  // namespace

Fault look_into_pdf(std::string_view bytes) {
  QPDF pdf;
  try {
    return look(pdf, bytes);
  } catch (const QPDFExc& fault) {
    return fault.getErrorCode() == qpdf_e_password ? Fault::encrypted : Fault::damaged;
  } catch (const std::exception&) {  // its own way of saying that a file makes no sense, or wants too much memory
    return Fault::damaged;
  }
}

}  // namespace qyzmet::files

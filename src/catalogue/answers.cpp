#include "catalogue/answers.hpp"

#include <algorithm>

#include "base/said.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace qyzmet::catalogue {
namespace {

constexpr std::string_view kNoBreakSpace = "\xc2\xa0";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_white(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f'; }

std::ptrdiff_t code_points(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

/// Labels of letters, digits and inner hyphens, at least two of them.
bool is_domain(std::string_view domain) {
  int labels = 0;
  for (;;) {
    const std::string_view label = domain.substr(0, domain.find('.'));
    const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '-'; };
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-' ||
        !std::ranges::all_of(label, fits)) {
      return false;
    }
    ++labels;
    if (label.size() == domain.size()) return labels > 1;
    domain.remove_prefix(label.size() + 1);
  }
}

bool is_local_part(std::string_view local) {
  constexpr std::string_view kSigns = "!#$%&'*+/=?^_`{|}~.-";
  const auto fits = [&](char c) { return is_letter(c) || is_digit(c) || kSigns.find(c) != std::string_view::npos; };
  return !local.empty() && local.size() <= 64 && local.front() != '.' && local.back() != '.' &&
         local.find("..") == std::string_view::npos && std::ranges::all_of(local, fits);
}

}  // namespace

std::string without(std::string_view text, std::string_view dropped) {
  std::string kept;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with(kNoBreakSpace)) {
      ++i;
    } else if (dropped.find(text[i]) == std::string_view::npos) {
      kept += text[i];
    }
  }
  return kept;
}

std::string_view trim(std::string_view text) {
  for (;;) {
    if (!text.empty() && is_white(text.front()))
      text.remove_prefix(1);
    else if (text.starts_with(kNoBreakSpace))
      text.remove_prefix(kNoBreakSpace.size());
    else
      break;
  }
  for (;;) {
    if (!text.empty() && is_white(text.back()))
      text.remove_suffix(1);
    else if (text.ends_with(kNoBreakSpace))
      text.remove_suffix(kNoBreakSpace.size());
    else
      break;
  }
  return text;
}

Normal normal_text(std::string_view trimmed, int max_length) {
  if (holds_hidden(trimmed)) return {.wrong = "field.control_character"};
  if (piles_marks(trimmed)) return {.wrong = "field.too_many_marks"};
  if (code_points(trimmed) > max_length) return {.wrong = "field.too_long"};
  return {.text = std::string(trimmed)};
}

Normal normal_long_text(std::string_view trimmed, int max_length) {
  std::string text;
  text.reserve(trimmed.size());
  std::string_view rest = trimmed;
  while (!rest.empty()) {  // line by line, so that no other control character comes in
    const auto end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (holds_hidden(line)) return {.wrong = "field.control_character"};
    if (piles_marks(line)) return {.wrong = "field.too_many_marks"};
    text.append(line);
    if (end != std::string_view::npos) text += '\n';
  }
  if (code_points(text) > max_length) return {.wrong = "field.too_long"};
  return {.text = std::move(text)};
}

Normal normal_phone(std::string_view trimmed, const PhonePlan& plan) {
  const std::string compact = without(trimmed, " -().");
  const bool plus = compact.starts_with('+');
  const std::string digits = compact.substr(plus ? 1 : 0);
  if (digits.empty() || digits.size() > 15 || !std::ranges::all_of(digits, is_digit))
    return {.wrong = "phone.malformed"};
  const auto national = static_cast<std::size_t>(plan.national_digits);
  if (plus && !digits.starts_with(plan.country_code)) {
    if (digits.size() < 8 || digits.front() == '0') return {.wrong = "phone.malformed"};
    return {.text = compact};
  }
  for (const std::string& prefix : {plan.country_code, plan.trunk_prefix, std::string()}) {
    if (plus && prefix != plan.country_code) continue;
    if (digits.starts_with(prefix) && digits.size() == prefix.size() + national) {
      return {.text = "+" + plan.country_code + digits.substr(prefix.size())};
    }
  }
  return {.wrong = "phone.malformed"};
}

Normal normal_email(std::string_view trimmed) {
  const auto at = trimmed.rfind('@');
  if (at == std::string_view::npos || trimmed.size() > 254 || !is_local_part(trimmed.substr(0, at)) ||
      !is_domain(trimmed.substr(at + 1))) {
    return {.wrong = "email.malformed"};
  }
  std::string text(trimmed);
  const auto to_small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  std::transform(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(),
                 text.begin() + static_cast<std::ptrdiff_t>(at), to_small);
  return {.text = std::move(text)};
}

Normal normal_date(std::string_view trimmed) {
  if (!parse_date(trimmed)) return {.wrong = "date.malformed"};
  return {.text = std::string(trimmed)};
}

}  // namespace qyzmet::catalogue

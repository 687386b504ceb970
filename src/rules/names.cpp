#include "rules/names.hpp"

#include <algorithm>

namespace qyzmet::rules {

namespace {

bool is_sign(char c) { return c == '.' || c == '/' || c == '-' || c == '\'' || c == '+' || c == '*'; }

}  // namespace

std::string normal_name(std::string_view name) {
  std::string out;
  bool blank = false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      blank = !out.empty();
      continue;
    }
    if (static_cast<unsigned char>(c) == 0xC2 && i + 1 < name.size() &&
        static_cast<unsigned char>(name[i + 1]) == 0xA0) {
      blank = !out.empty();  // a no-break space
      ++i;
      continue;
    }
    if (blank && !is_sign(c) && !is_sign(out.back())) out += ' ';
    blank = false;
    out += c;
  }
  return out;
}

std::size_t Names::add(std::string_view name, TypeRef type) {
  names_.push_back({normal_name(name), type != nullptr ? std::move(type) : type_of(Type::Kind::any)});
  return names_.size() - 1;
}

void Names::add_type(std::string_view name, TypeRef type) { types_.push_back({normal_name(name), std::move(type)}); }

std::optional<std::size_t> Names::find(std::string_view normal_name) const {
  const auto found =
      std::find_if(names_.rbegin(), names_.rend(), [&](const Entry& e) { return e.name == normal_name; });
  if (found == names_.rend()) return std::nullopt;
  return static_cast<std::size_t>(names_.rend() - found) - 1;
}

TypeRef Names::find_type(std::string_view normal_name) const {
  const auto found =
      std::find_if(types_.rbegin(), types_.rend(), [&](const Entry& e) { return e.name == normal_name; });
  return found == types_.rend() ? nullptr : found->type;
}

}  // namespace qyzmet::rules

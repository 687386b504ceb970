#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

/// What a draft is: pure, without database, clock or I/O.
namespace qyzmet::applications {

/// Limits of drafts.
inline constexpr std::size_t kDraftBytes = 256 << 10;           ///< answers, as canonical JSON
inline constexpr int kDraftsPerPerson = 50;                     ///< not counting those that were sent
inline constexpr auto kDraftKept = std::chrono::days(90);       ///< after the last change; then it is swept away
inline constexpr auto kDraftCodeHolds = std::chrono::hours(1);  ///< and works once
inline constexpr int kDraftCodeTries = 5;                       ///< wrong ones, a person, in …
inline constexpr auto kDraftCodeWindow = std::chrono::minutes(15);

/// What is being filled in. It can also be looked at on another device of the same person.
struct Draft {
  std::string id;  ///< UUIDv7 that the client chose, in small letters
  std::string service;
  int service_version = 0;  ///< on which it was begun; the newest may be another
  Lang lang = Lang::kk;
  std::string page;            ///< id of the page that was open, "" before the first
  std::string answers = "{}";  ///< canonical JSON object, unchecked: drafts may be half done
  std::int64_t revision = 0;   ///< rises by one with every change
  Instant updated_at{};
  std::optional<std::int64_t> sent_application;
};

/// True if both hold the same, whatever their revision: a repeat of what was kept already.
bool same_content(const Draft& a, const Draft& b);

/// True for "0195a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b": a UUID of version 7 (RFC 9562) in small letters.
bool is_draft_id(std::string_view id);

/// A new code to continue a draft elsewhere: 8 characters of Crockford base 32, 40 random bits.
std::string make_draft_code(Random& random);
/// As people type it: small letters, hyphens and spaces; O reads as 0, I and L as 1. Nothing if it can be no code.
std::optional<std::string> read_draft_code(std::string_view typed);
/// What is stored of a code. The person is part of it: the same code is worth nothing to anybody else.
Digest draft_code_digest(std::int64_t person, std::string_view code);

}  // namespace qyzmet::applications

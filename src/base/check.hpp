#pragma once

/// Ends the process with file, line and condition when a programmer broke a promise. Always on, in every build:
/// a server that goes on after a broken invariant may acknowledge what it did not keep.
#define CHECK(condition) \
  (static_cast<bool>(condition) ? static_cast<void>(0) : ::qyzmet::check_failed(#condition, __FILE__, __LINE__))

namespace qyzmet {

/// What CHECK calls; nothing else does.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace qyzmet

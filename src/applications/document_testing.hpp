#pragma once

#include <string>
#include <string_view>

#include "applications/document_pdf.hpp"
#include "applications/documents.hpp"
#include "base/words.hpp"

/// For tests only: documents that say what documents say.
namespace qyzmet::applications::testing {

/// A key that is the same in every test: {0x44, 0x44, …}, "qyzmet.test/documents".
DocumentKey document_key();

/// A certificate about somebody whose name has every letter that only Kazakh has: ә ғ қ ң ө ұ ү һ і.
Issue certificate();
/// A refusal with reasons, articles and what would change it.
Issue refusal();

/// What `certificate` becomes, issued 2026-03-05T09:07:01.250Z, as document 371927012345678901.
ResultDocument issued(const Issue& issue);

}  // namespace qyzmet::applications::testing

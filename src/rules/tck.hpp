#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "rules/temporal.hpp"

/// OMG's DMN Technology Compatibility Kit: tests of a model, each with inputs and expected results.
/// Source: testCases.xsd of the TCK, namespace http://www.omg.org/spec/DMN/20160719/testcase.
namespace qyzmet::rules::tck {

/// A file's name (without folders) and what it holds.
struct File {
  std::string name;
  std::string text;
};

enum class Outcome {
  passed,
  failed,
  unsupported,  ///< it needs what this engine does not have (another expression language, external functions)
};

/// What became of one result node of one test case.
struct NodeResult {
  std::string test_case;
  std::string node;
  Outcome outcome = Outcome::failed;
  std::string why;  ///< empty if it passed
};

/// Runs every test case of `tests` on the model that it names, which lies in `models` with all that it imports. A
/// result node passes if its value is the expected one (numbers: within 10^-8, as the kit's own runner has it), and, if
/// an error is expected, only if evaluation reported one. Without a model that can be read, all fail. `now` is what
/// now() answers. Errors: those of Xml::parse; invalid "tck.not_tests" {file}.
Result<std::vector<NodeResult>> run(const File& tests, std::span<const File> models, const DateTimeValue& now);

}  // namespace qyzmet::rules::tck

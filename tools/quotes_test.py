#!/usr/bin/env python3
"""Goal: a quote that no longer is the code is found. Method: small made-up trees; and the project's own pages."""
import os
import tempfile
import unittest

import quotes

CODE = "int one() {\n  return 1;\n}\n\nint two() {\n  return 2;\n}\n"


class QuotesTest(unittest.TestCase):
    def faults(self, page, code=CODE):
        with tempfile.TemporaryDirectory() as root:
            for name, text in (("page.md", page), ("code.cpp", code)):
                with open(os.path.join(root, name), "w", encoding="utf-8") as stream:
                    stream.write(text)
            return quotes.check(root, ["page.md"])

    def page(self, *lines, source="code.cpp"):
        return "\n".join(["Text.", f"<!-- from {source} -->", "```cpp", *lines, "```", ""])

    def test_true_quotes_pass(self):
        self.assertEqual(self.faults(self.page("int one() {", "  return 1;", "}")), [])
        self.assertEqual(self.faults(self.page("int one() {", "// …", "return 2;")), [])
        self.assertEqual(self.faults("```cpp\nnot marked\n```\n"), [])

    def test_a_line_that_changed_is_found(self):
        self.assertEqual(self.faults(self.page("int one() {", "  return 3;")),
                         ["page.md:2: code.cpp does not say: int one() {"])

    def test_runs_must_stand_in_order(self):
        self.assertEqual(len(self.faults(self.page("return 2;", "// …", "return 1;"))), 1)

    def test_a_missing_file_or_block_is_found(self):
        self.assertEqual(len(self.faults(self.page("x", source="gone.cpp"))), 1)
        self.assertEqual(len(self.faults("<!-- from code.cpp -->\nno block\n")), 1)

    def test_the_pages_of_the_project(self):
        self.assertEqual(quotes.main(), 0)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
"""What ./check counts: real small programs, run as suites; above all those that die, hang or count nothing."""
import json
import tempfile
import unittest
from pathlib import Path

import suites


class SuitesTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def script(self, text, kind="suite"):
        path = self.root / f"a_{kind}"
        path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        path.chmod(0o755)
        outcome = suites.run_suite(suites.Suite(kind, path.name, [str(path)]), self.root)
        return outcome.passed, [name for name, _ in outcome.failed], outcome.skipped

    def gtest(self, cases, end="exit 0", log=""):
        report = {"testsuites": [{"name": "S", "testsuite": cases}]}
        (self.root / "report").write_text(json.dumps(report), encoding="utf-8")
        copy = f'cp {self.root}/report "${{1#--gtest_output=json:}}"\n' if cases else ""
        return self.script(f"{copy}printf '%s' '{log}'\n{end}", "gtest")

    def test_lines_of_a_suite(self):
        self.assertEqual(self.script("echo ok a; echo not ok b: why; echo skip c: no; echo other; exit 1"),
                         (["a"], ["b"], ["c: no"]))

    def test_a_suite_that_ends_badly_fails_once_more(self):
        self.assertEqual(self.script("echo ok a; exit 3"), (["a"], ["its end"], []))
        self.assertEqual(self.script("echo ok a; kill -9 $$"), (["a"], ["its end"], []))

    def test_a_suite_that_counts_nothing_fails(self):
        self.assertEqual(self.script("echo fine"), ([], ["its count"], []))

    def test_a_suite_that_hangs_is_killed_with_its_children(self):
        mark = self.root / "late"
        script = self.root / "hang"
        script.write_text(f"#!/bin/sh\n(sleep 1; touch {mark}) &\nsleep 60\n", encoding="utf-8")
        script.chmod(0o755)
        self.assertIsNone(suites.run([str(script)], self.root / "log", limit_s=0.2))
        self.assertEqual(suites.run(["sleep", "1.2"], self.root / "log"), 0)
        self.assertFalse(mark.exists())

    def test_cases_of_a_gtest_program(self):
        cases = [{"name": "a", "result": "COMPLETED"}, {"name": "b", "result": "SKIPPED"},
                 {"name": "d", "result": "SUPPRESSED"},
                 {"name": "c", "result": "COMPLETED", "failures": [{"failure": "1 != 2"}]}]
        self.assertEqual(self.gtest(cases, "exit 1"), (["S.a"], ["S.c"], ["S.b"]))

    def test_a_gtest_program_that_dies_names_the_test(self):
        log = "[ RUN      ] S.a\n[       OK ] S.a (0 ms)\n[ RUN      ] S.b\n[  FAILED  ] S.b (1 ms)\n[ RUN      ] S.c\n"
        self.assertEqual(self.gtest([], "kill -11 $$", log), (["S.a"], ["S.b", "S.c"], []))

    def test_a_leak_after_the_last_test_fails(self):
        log = "[ RUN      ] S.a\n[       OK ] S.a (0 ms)\n"
        cases = [{"name": "a", "result": "COMPLETED"}]
        self.assertEqual(self.gtest(cases, "exit 23", log), (["S.a"], ["the program"], []))

    def test_a_program_that_was_not_built_fails(self):
        outcome = suites.run_suite(suites.Suite("gtest", "x_tests", [str(self.root / "x_tests")]), self.root)
        self.assertEqual(outcome.failed, [("the program", "was not built")])

    def test_sources_without_a_program_are_discovered(self):
        (self.root / "src/db").mkdir(parents=True)
        (self.root / "src/db/a_test.cpp").touch()
        self.assertEqual([suite.name for suite in suites.discover(self.root)], ["db_tests"])

    def test_choosing(self):
        some = [suites.Suite("tool", name, []) for name in ("tidy.py", "db_tests", "db_more")]
        self.assertEqual([suite.name for suite in suites.matching(some, "db")], ["db_tests", "db_more"])
        self.assertEqual([suite.name for suite in suites.matching(some, "*_tests")], ["db_tests"])


if __name__ == "__main__":
    unittest.main()

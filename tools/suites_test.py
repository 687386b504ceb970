#!/usr/bin/env python3
"""What ./check counts: real small programs, run as suites; above all those that die, hang or count nothing."""
import json
import tempfile
import time
import unittest
from pathlib import Path

import suites


class SuitesTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def alone(self, suite):
        return next(suites.run_all([suite], self.root))[1]

    def code_of(self, command, limit_s=60):
        """None for what hung."""
        run = suites.Run(command, self.root / "log", limit_s)
        while not run.over():
            time.sleep(0.01)
        return run.code

    def several(self, **texts):
        """Suites of these names, in this order."""
        found = []
        for name, text in texts.items():
            path = self.root / name
            path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
            path.chmod(0o755)
            found.append(suites.Suite("suite", name, [str(path)]))
        return found

    @staticmethod
    def until(condition):
        """Shell that waits for it, at most about 20 s, and ends well if it came."""
        return f"n=0; until {condition} || [ $n = 1000 ]; do n=$((n + 1)); sleep 0.02; done; [ $n != 1000 ]"

    @staticmethod
    def lives(pid):
        try:
            return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(") ", 1)[1][0] != "Z"
        except FileNotFoundError:
            return False

    def script(self, text, kind="suite"):
        path = self.root / f"a_{kind}"
        path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        path.chmod(0o755)
        outcome = self.alone(suites.Suite(kind, path.name, [str(path)]))
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
        self.assertIsNone(self.code_of([str(script)], limit_s=0.2))
        self.assertEqual(self.code_of(["sleep", "1.2"]), 0)
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
        outcome = self.alone(suites.Suite("gtest", "x_tests", [str(self.root / "x_tests")]))
        self.assertEqual(outcome.failed, [("the program", "was not built")])

    def test_two_lanes_run_side_by_side(self):
        """Each waits for the other."""
        here = {name: self.root / f"{name}_is_here" for name in "ab"}
        pair = self.several(**{me: f"touch {here[me]}; {self.until(f'[ -e {here[other]} ]')} && echo ok met"
                               for me, other in ("ab", "ba")})
        self.assertEqual([outcome.passed for _, outcome, _ in suites.run_all(pair, self.root)], [["met"], ["met"]])

    def test_lanes_begin_at_both_ends_and_are_shown_in_order(self):
        """Each of a, b and c ends only after those before it in d a b c: so d ends first and is shown last."""
        order = self.root / "order"
        order.touch()
        # Told before the turn is passed on: whoever is next may write at once.
        turn = f"{self.until(f'[ $(wc -l <{order}) -ge %d ]')} || exit 1; echo ok $(cat {order}) %s; echo >>{order} %s"
        four = self.several(**{name: turn % (before, name, name) for name, before in zip("abcd", (1, 2, 3, 0))})
        said = [(name, outcome.passed) for name, outcome, _ in suites.run_all(four, self.root)]
        self.assertEqual(said, [("a", ["d a"]), ("b", ["d a b"]), ("c", ["d a b c"]), ("d", ["d"])])

    def test_one_lane_goes_from_first_to_last(self):
        order = self.root / "order"
        three = self.several(**{name: f"echo {name} >>{order}; echo ok $(cat {order})" for name in "abc"})
        said = [outcome.passed for _, outcome, _ in suites.run_all(three, self.root, lanes=1)]
        self.assertEqual(said, [["a"], ["a b"], ["a b c"]])

    def test_all_lanes_are_killed_when_interrupted(self):
        files = [self.root / "child_a", self.root / "child_b"]
        child = "sleep 600 & echo $! >{0}.new; mv {0}.new {0}; wait"
        both = f"[ -e {files[0]} ] && [ -e {files[1]} ]"
        three = self.several(first=f"{self.until(both)} && echo ok first", a=child.format(files[0]),
                             b=child.format(files[1]))
        running = suites.run_all(three, self.root, lanes=3)
        self.assertEqual(next(running)[1].passed, ["first"])
        pids = [int(file.read_text(encoding="utf-8")) for file in files]
        self.assertEqual([self.lives(pid) for pid in pids], [True, True])
        running.close()
        end = time.monotonic() + 20
        while any(map(self.lives, pids)) and time.monotonic() < end:
            time.sleep(0.01)
        self.assertEqual([self.lives(pid) for pid in pids], [False, False])

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

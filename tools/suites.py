#!/usr/bin/env python3
"""Runs the suites of ./check in two lanes, counts every test in them, and closes with `N passed, N failed`.

One lane takes the suites from the cheapest on, the other from the dearest back; what they say is printed in the order
of the list, whichever ended first.

Kinds of suite:
  tool   a Python program of tools/: the guards (floors, tidy) and the tests of the tools; one check each
  gtest  a program NAME_tests in build/check; every test case counts
  suite  an executable in tests/suites/; every line `ok NAME` or `not ok NAME: why` counts, `skip NAME: why` does not

A suite that dies, hangs or counts nothing is a failure of its own. Called by ./check, which builds first.
"""
import argparse
import collections
import fnmatch
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = Path("build/check")
LIMIT_S = 900
LANES = 2


@dataclass
class Suite:
    kind: str
    name: str
    command: list


@dataclass
class Outcome:
    passed: list = field(default_factory=list)
    failed: list = field(default_factory=list)  # (name, why)
    skipped: list = field(default_factory=list)


def discover(root=ROOT):
    """All suites, cheapest first. A gtest program that has sources but was not built is listed too, and then fails."""
    tools = [root / "tools/floors.py", root / "tools/tidy.py", *sorted((root / "tools").glob("*_test.py"))]
    suites = [Suite("tool", path.name, [sys.executable, str(path)]) for path in tools if path.exists()]
    programs = {path.parent.name + "_tests" for path in (root / "src").glob("*/*_test.cpp")}
    programs |= {path.name for path in (root / BUILD).glob("*_tests") if os.access(path, os.X_OK)}
    suites += [Suite("gtest", name, [str(root / BUILD / name)]) for name in sorted(programs)]
    scripts = [path for path in (root / "tests/suites").glob("*") if path.is_file() and os.access(path, os.X_OK)]
    return suites + [Suite("suite", path.name, [str(path)]) for path in sorted(scripts)]


def matching(suites, pattern):
    if not pattern:
        return suites
    return [suite for suite in suites if pattern in suite.name or fnmatch.fnmatch(suite.name, pattern)]


class Run:
    """A program under way, with all that it starts; over when it ends, or killed after `limit_s`."""

    def __init__(self, command, log, limit_s=LIMIT_S):
        environment = dict(os.environ)
        environment.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")
        with open(log, "w", encoding="utf-8") as out:
            self.child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                          cwd=ROOT, env=environment, start_new_session=True)
        self.end = time.monotonic() + limit_s
        self.code = None  # its exit code; None for what hung

    def over(self):
        self.code = self.child.poll()
        if self.code is None and time.monotonic() < self.end:
            return False
        self.kill()
        return True

    def kill(self):
        """The whole family: what a suite leaves behind goes with it."""
        try:
            os.killpg(self.child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.child.wait()


def death(code):
    """Why a suite's end alone is a failure; None if it is not."""
    if code is None:
        return f"hung: killed after {LIMIT_S} s"
    return f"killed by signal {-code}" if code < 0 else f"ended with {code}" if code else None


def read_gtest(report, text, code):
    outcome = Outcome()
    for group in (json.loads(report.read_text(encoding="utf-8")).get("testsuites", []) if report.exists() else []):
        for case in group["testsuite"]:
            name = f'{group["name"]}.{case["name"]}'
            if case.get("failures"):
                outcome.failed.append((name, "\n".join(failure["failure"] for failure in case["failures"])))
            elif case.get("result") == "SKIPPED":
                outcome.skipped.append(name)
            elif case.get("result") == "COMPLETED":
                outcome.passed.append(name)
    if report.exists() and (not code or outcome.failed):
        return outcome
    # It died half-way: count what the log says, and name the test it died in.
    started = re.findall(r"^\[ RUN      \] (\S+)", text, re.M)
    done = re.findall(r"^\[       OK \] (\S+)", text, re.M)
    named = re.findall(r"^\[  FAILED  \] (\S+) \(\d+ ms\)", text, re.M)
    last = [name for name in started[-1:] if name not in done and name not in named] or ["the program"]
    why = f"{death(code) or 'no report'}\n{tail(text)}"
    return Outcome(done, [(name, "failed") for name in named] + [(last[0], why)])


def read_lines(text, code):
    outcome = Outcome(passed=re.findall(r"^ok (.+)$", text, re.M), skipped=re.findall(r"^skip (.+)$", text, re.M))
    for line in re.findall(r"^not ok (.+)$", text, re.M):
        name, _, why = line.partition(": ")
        outcome.failed.append((name, why))
    if code != 0 and not outcome.failed:
        outcome.failed.append(("its end", f"{death(code)}\n{tail(text)}"))
    if not (outcome.passed or outcome.failed or outcome.skipped):
        outcome.failed.append(("its count", f"it printed no `ok` and no `not ok`\n{tail(text)}"))
    return outcome


def read_tool(name, text, code):
    return Outcome(passed=[name]) if code == 0 else Outcome(failed=[(name, f"{death(code)}\n{tail(text, 60)}")])


def tail(text, lines=30):
    return "\n".join(text.splitlines()[-lines:])


class Started:
    """A suite in a lane: `over()`, and then its `outcome`, which took `seconds`."""

    def __init__(self, place, suite, logs, lane):
        self.place, self.suite, self.lane = place, suite, lane
        self.began = time.monotonic()
        self.log, self.report = logs / f"{suite.name}.log", logs / f"{suite.name}.json"
        self.outcome = self.run = None
        self.seconds = 0.0
        if not Path(suite.command[-1]).exists():
            self.outcome = Outcome(failed=[("the program", "was not built")])
            return
        self.report.unlink(missing_ok=True)
        more = [f"--gtest_output=json:{self.report}"] if suite.kind == "gtest" else []
        self.run = Run([*suite.command, *more], self.log)

    def over(self):
        if self.outcome is None and self.run.over():
            self.seconds = time.monotonic() - self.began
            self.outcome = self.read(self.log.read_text(encoding="utf-8", errors="replace"), self.run.code)
        return self.outcome is not None

    def read(self, text, code):
        if self.suite.kind == "gtest":
            return read_gtest(self.report, text, code)
        return read_tool(self.suite.name, text, code) if self.suite.kind == "tool" else read_lines(text, code)

    def kill(self):
        if self.run:
            self.run.kill()


def run_all(chosen, logs, lanes=LANES):
    """Yields each suite's (name, outcome, seconds) in the order of `chosen`, as soon as all before it are known."""
    waiting = collections.deque(enumerate(chosen))
    running, ended, shown = [], {}, 0
    try:
        while waiting or running:
            for lane in sorted(set(range(lanes)) - {one.lane for one in running}):
                if waiting:
                    place, suite = waiting.pop() if lane % 2 else waiting.popleft()
                    running.append(Started(place, suite, logs, lane))
            for one in [one for one in running if one.over()]:
                running.remove(one)
                ended[one.place] = one
            while shown in ended:
                yield ended[shown].suite.name, ended[shown].outcome, ended[shown].seconds
                shown += 1
            time.sleep(0.02)
    finally:  # also when interrupted
        for one in running:
            one.kill()


def show(suite_name, outcome, seconds):
    skipped = f", {len(outcome.skipped)} skipped" if outcome.skipped else ""
    print(f"{'FAIL' if outcome.failed else 'ok  '} {suite_name}: {len(outcome.passed)} passed, "
          f"{len(outcome.failed)} failed{skipped} ({seconds:.1f} s)")
    for name in outcome.skipped:
        print(f"       skipped: {name}")
    for name, why in outcome.failed:
        print(f"       not ok {name}")
        for line in why.splitlines():
            print(f"         {line}")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="", help="suites whose name holds or matches this")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--kinds", action="store_true", help="print the kinds needed, for ./check")
    parser.add_argument("--built", nargs="*", default=[], metavar="NAME=CODE", help="builds before this, counted too")
    parser.add_argument("--lanes", type=int, default=LANES, choices=range(1, 9), help="suites side by side")
    options = parser.parse_args()
    chosen = matching(discover(), options.only)
    if options.kinds or options.list:
        for line in sorted({s.kind for s in chosen}) if options.kinds else (f"{s.kind:6}{s.name}" for s in chosen):
            print(line)
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    logs = ROOT / BUILD / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    passed = failed = 0
    for name, _, code in (built.partition("=") for built in options.built):
        passed, failed = passed + (code == "0"), failed + (code != "0")
        print(f"{'ok  ' if code == '0' else 'FAIL'} {name}")
    for name, outcome, seconds in run_all(chosen, logs, options.lanes):
        show(name, outcome, seconds)
        passed, failed = passed + len(outcome.passed), failed + len(outcome.failed)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())

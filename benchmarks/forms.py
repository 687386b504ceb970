#!/usr/bin/env python3
"""Checking a form of 500 questions, every fifth conditional, beside @formio/core; publishing such a definition.

What a user would recognise: however long a form is, its answers are checked before anybody notices, and its author sees
all mistakes at once. The same questions, answers and conditions on both sides, in turns; Form.io's as its own server
checks them. Limit: one processor.
"""
import json
import subprocess

import measure
from measure import Broken, Figures, Series, rounds, run_json

QUESTIONS = 500
OURS, THEIRS = 400, 10


def formio():
    script = measure.ROOT / "benchmarks/forms_formio.mjs"
    ended = subprocess.run(["node", str(script), str(QUESTIONS), str(THEIRS)], capture_output=True, text=True)
    if ended.returncode != 0:
        raise Broken(f"forms_formio.mjs ended with {ended.returncode}:\n{ended.stderr[-2000:]}")
    return json.loads(ended.stdout)["check_us"]


def main():
    figures = Figures("forms")
    check, ruled, whole, theirs, define = Series(), Series(), Series(), Series(), Series()
    for _ in rounds("forms"):
        said = run_json("forms", measure.ROOT, QUESTIONS, OURS)
        theirs.add(1e6 / formio())
        check.add(1e6 / said["check_us"])
        ruled.add(1e6 / said["ruled_check_us"])
        whole.add(1e6 / (said["compile_us"] + said["check_us"]))
        define.add(max(said["define_us"], said["ruled_define_us"]) / 1e6)
    figures.compare(f"sets of answers to {QUESTIONS} questions checked", check, "a second", "@formio/core", theirs,
                    1000)
    figures.compare("the same, conditions that need rules", ruled, "a second", "@formio/core", theirs)
    figures.compare("the same, form compiled each time", whole, "a second", "@formio/core", theirs)
    figures.add(f"a definition of {QUESTIONS} questions read, checked and compiled", define.median,
                f"s ({define.spread()})", bar=1, at_most=True)
    figures.write()


if __name__ == "__main__":
    main()

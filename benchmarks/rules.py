#!/usr/bin/env python3
"""Decision tables a second: ours, compiled once, beside feelin on Node, in the same rounds and with the same answers.

What a user would recognise: whether somebody is entitled, and to what fee, is known at once while filling in a form.
feelin (npm, the usual FEEL engine of web tools) evaluates each cell from its text; it has no compiled form to keep.
So ours is measured twice: compiled once (as the server does it; promised: at least 20 times as many), and with the
table read anew for each decision. Then what one decision costs beside parsing and checking one set of answers: the
rules' share of a submission. Limit: one processor.
"""
import json
import os
import random
import subprocess

import measure
from measure import Broken, Figures, Series, folder, rounds, run_json

TABLES = measure.ROOT / "benchmarks/rules_tables.json"
INPUTS = 500


def inputs_for(table, dice):
    """Random values for each name: a list is a choice, a pair of numbers a range."""
    def one(values):
        numbers = len(values) == 2 and all(type(value) is int for value in values)
        return dice.randint(*values) if numbers else dice.choice(values)
    return [{name: one(values) for name, values in table["inputs"].items()} for _ in range(INPUTS)]


def feelin(inputs, seconds):
    command = ["node", "rules_feelin.mjs", TABLES, inputs, str(seconds)]
    ended = subprocess.run(command, cwd=measure.ROOT / "benchmarks", capture_output=True, text=True)
    if ended.returncode != 0:
        raise Broken(f"feelin ended with {ended.returncode}:\n{ended.stderr[-2000:]}")
    return json.loads(ended.stdout)


def near(a, b):
    numbers = isinstance(a, (int, float)) and isinstance(b, (int, float))
    return abs(a - b) <= 1e-9 * max(1, abs(a)) if numbers else a == b


def check_answers(ours, theirs):
    for one, other in zip(ours, theirs):
        wrong = [pair for pair in zip(one["answers"], other["answers"]) if not near(*pair)]
        if wrong:
            raise Broken(f"{one['name']}: {len(wrong)} answers differ, the first is {wrong[0]}")
        if all(answer is None for answer in one["answers"]):
            raise Broken(f"{one['name']}: nothing is decided")


def fetch():
    """feelin as the lock file pins it; nothing of it runs while it is installed."""
    place = measure.ROOT / "benchmarks"
    if not (place / "node_modules/feelin").exists():
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=place, check=True,
                       stdout=subprocess.DEVNULL)


def main():
    fetch()
    tables = json.loads(TABLES.read_text(encoding="utf-8"))
    dice = random.Random(int(os.environ.get("QYZMET_SEED", "1")))
    seconds = measure.SECONDS / (2 * len(tables))
    ours = [Series() for _ in tables]
    anew = [Series() for _ in tables]
    theirs = [Series() for _ in tables]
    decision_us, filing_us = Series(), Series()
    figures = Figures("rules")
    with folder() as place:
        inputs = place / "inputs.json"
        inputs.write_text(json.dumps([inputs_for(table, dice) for table in tables]))
        for _ in rounds("decision tables"):
            one, other = run_json("rules", TABLES, inputs, seconds), feelin(inputs, seconds)
            check_answers(one, other)
            for i in range(len(tables)):
                ours[i].add(one[i]["a_second"])
                anew[i].add(one[i]["anew_a_second"])
                theirs[i].add(other[i]["a_second"])
            filing = run_json("check_answers", measure.ROOT)
            filing_us.add(filing["parse_us"] + filing["check_us"])
            decision_us.add(1e6 / one[0]["a_second"])
    for table, mine, yours in zip(tables, ours, theirs):
        figures.compare(f"decisions a second: {table['name']}", mine, "1/s", "feelin on Node", yours, 20)
    for table, mine, yours in zip(tables, anew, theirs):
        figures.compare(f"the table read anew each time: {table['name']}", mine, "1/s", "feelin on Node", yours)
    figures.compare(f"one decision ({tables[0]['name']})", decision_us, "µs", "parsing and checking answers, µs",
                    filing_us)
    figures.write()


if __name__ == "__main__":
    main()

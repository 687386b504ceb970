#!/usr/bin/env python3
"""Checking one set of answers, beside parsing its JSON; both as the server does them, on one thread.

What a user would recognise: a form of any size is checked before anybody notices. Limit: one processor.
"""
import measure
from measure import Figures, Series, rounds, run_json


def checking(figures):
    parse, check = Series(), Series()
    for _ in rounds("checking answers"):
        said = run_json("check_answers", measure.ROOT)
        parse.add(said["parse_us"])
        check.add(said["check_us"])
    figures.compare("checking one set of answers", check, "µs", "parsing it, µs", parse, 2, at_most=True)


def main():
    figures = Figures("check_answers")
    checking(figures)
    figures.write()


if __name__ == "__main__":
    main()

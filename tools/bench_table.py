#!/usr/bin/env python3
"""Prints one table from the figures that benchmarks left in build/bench/NAME.json.

usage: bench_table.py NAME.json …

A figure is {"measure", "value", "unit", "against", "ratio", "bar", "holds"}; `ratio`, `bar` and `holds` may be null
where nothing is promised. `holds` is taken from the file: only the benchmark knows if its bar is a floor or a ceiling.
"""
import json
import sys
import unicodedata

HEADERS = ["measure", "value", "unit", "compared with", "ratio", "bar", "verdict"]
NUMBERS = {1, 4}


def number(value):
    """Three or four figures that count: 12345.6 as 12,346, 0.01234 as 0.0123."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return "" if value is None else str(value)
    if value == 0 or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def verdict(figure):
    return {True: "holds", False: "FALLS SHORT"}.get(figure.get("holds"), "")


def row(figure):
    return [str(figure["measure"]), number(figure["value"]), str(figure.get("unit") or ""),
            str(figure.get("against") or ""), number(figure.get("ratio")), number(figure.get("bar")), verdict(figure)]


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def table(reports):
    """The table as lines: one block for each benchmark, columns aligned across all."""
    blocks = [(report["name"], [row(figure) for figure in report["figures"]]) for report in reports]
    rows = [HEADERS] + [line for _, lines in blocks for line in lines]
    widths = [max(width(line[i]) for line in rows) for i in range(len(HEADERS))]

    def aligned(cells):
        padded = [(" " * (w - width(c)) + c) if i in NUMBERS else (c + " " * (w - width(c)))
                  for i, (c, w) in enumerate(zip(cells, widths))]
        return "  ".join(padded).rstrip()

    lines = [aligned(HEADERS), "  ".join("-" * w for w in widths)]
    for name, figures in blocks:
        lines += [f"[{name}]"] + [aligned(cells) for cells in figures]
    return lines


def main(paths):
    reports = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            reports.append(json.load(file))
    print("\n".join(table(reports)))
    short = sum(figure.get("holds") is False for report in reports for figure in report["figures"])
    if short:
        print(f"\n{short} of the bars missed")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])

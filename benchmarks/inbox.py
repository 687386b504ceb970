#!/usr/bin/env python3
"""An officer's list with its counts, among a million open applications, on both engines.

What a user would recognise: the desk in the morning, and every filter of it. Promised: p99 of at most 100 ms at a
million. Filters, officer and page are drawn by lot; beside it, counting one filter by looking at every row. Limit: one
processor and the memory that holds the indexes.
"""
import os

import measure
from measure import Figures, Postgres, run_json

STORED = int(os.environ.get("BENCH_ROWS", "1000000"))


def told(figures, engine, said):
    figures.add(f"p99 of an inbox at {STORED:,} open applications, {engine}", said["p99_us"] / 1000, "ms", bar=100,
                at_most=True)
    figures.add(f"median of the same, {engine}", said["median_us"] / 1000, "ms")
    figures.add(f"slowest of {said['requests']:,}, {engine}", said["worst_us"] / 1000, "ms")
    figures.add(f"counting one filter by looking at every row, {engine}", said["scan_us"] / 1000, "ms")


def main():
    figures = Figures("inbox")
    with measure.folder() as place:
        told(figures, "SQLite", run_json("inbox", measure.ROOT, place / "sqlite", STORED))
        with Postgres(place / "postgres") as engine:
            told(figures, "PostgreSQL", run_json("inbox", measure.ROOT, place / "with-postgres", STORED, engine.url))
    figures.write()


if __name__ == "__main__":
    main()

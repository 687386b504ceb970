#!/usr/bin/env python3
"""Finding a service as one types, at 1,296 services: the index beside a plain scan of the same rows.

What a user would recognise: the list under the search field, new with every letter. Promised: p99 of at most 10 ms in
the server. The 49 real services are multiplied with words that are now and then invented; the queries are those of
tests/queries.txt, letter by letter. Limit: one processor.
"""
import measure
from measure import Figures, Series, rounds, run_json

SERVICES = 1296


def main():
    figures = Figures("search")
    p99, scan, worst, median, build = Series(), Series(), Series(), Series(), Series()
    for _ in rounds("search"):
        said = run_json("search", measure.ROOT, measure.ROOT / "tests/queries.txt", SERVICES)
        p99.add(said["p99_us"] / 1000)
        scan.add(said["scan_p99_us"] / 1000)
        worst.add(said["worst_us"] / 1000)
        median.add(said["median_us"] / 1000)
        build.add(said["build_ms"])
    figures.add(f"p99 of a search at {said['services']:,} services", p99.median, f"ms ({p99.spread()})", bar=10,
                at_most=True)
    figures.compare("the same, beside", p99, "ms", "a plain scan", scan)
    figures.add("median of a search", median.median, f"ms ({median.spread()})")
    figures.add("slowest search", worst.median, f"ms ({worst.spread()})")
    figures.add("building the index", build.median, f"ms ({build.spread()})")
    figures.write()


if __name__ == "__main__":
    main()

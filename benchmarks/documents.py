#!/usr/bin/env python3
"""A result document: drawn, signed, checked.

What a user would recognise: the file that one asks for after a decision. The certificate of the tests, in Kazakh; the
median of 200 each. Limit: one processor. On the writer stands only the making of the content.
"""
import measure
from measure import Figures, Series, rounds, run_json


def main():
    figures = Figures("documents")
    draw, whole, check, content, first = Series(), Series(), Series(), Series(), Series()
    for _ in rounds("documents"):
        said = run_json("documents", measure.ROOT)
        draw.add(said["draw_us"] / 1000)
        whole.add(said["file_us"] / 1000)
        check.add(said["check_us"] / 1000)
        content.add(said["content_us"])
        first.add(said["first_us"] / 1000)
    figures.add("size of the file", said["bytes"] / 1000, "KB")
    figures.add("drawing", draw.median, f"ms ({draw.spread()})")
    figures.add("the whole signed file", whole.median, f"ms ({whole.spread()})")
    figures.add("the first one after a start", first.median, f"ms ({first.spread()})")
    figures.add("checking every byte of it", check.median, f"ms ({check.spread()})")
    figures.add("its content, on the writer", content.median, f"µs ({content.spread()})")
    figures.write()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
import unittest

import bench_table


def figure(**changes):
    whole = {"measure": "submit", "value": 2345.6, "unit": "1/s", "against": "C loop", "ratio": 0.4321,
             "bar": ">= 0.40", "holds": True}
    return {**whole, **changes}


class TableTest(unittest.TestCase):
    def test_a_missed_bar_is_printed_as_missed(self):
        lines = bench_table.table([{"name": "submit", "figures": [figure(), figure(measure="read", holds=False)]}])
        self.assertRegex(lines[3], r"^submit +2,346  1/s +C loop +0\.432  >= 0\.40  holds$")
        self.assertRegex(lines[4], r"^read .* FALLS SHORT$")

    def test_what_promises_nothing_has_no_verdict(self):
        lines = bench_table.table([{"name": "log", "figures": [figure(ratio=None, bar=None, holds=None)]}])
        self.assertTrue(lines[3].endswith("C loop"), lines[3])

    def test_columns_align_under_letters_of_any_width(self):
        lines = bench_table.table([{"name": "x", "figures": [figure(measure="қызмет"), figure(measure="a")]}])
        self.assertEqual(lines[3].index("2,346"), lines[4].index("2,346"))


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
"""Goal: no PDF that a stranger made takes the server's memory or time: it is looked into by a process with limits.

Method: `qyzmet check-file` gets a small file that unpacks to a gigabyte, one that is nested without end, and one that
says of itself that it has as many objects as fit into a number; each must be refused with a word, in time. A good file
must pass, or the limits are too narrow.
"""
import argparse
import os
import resource
import subprocess
import zlib

import ground
from file_kills import paper
from ground import expect

ANSWER_S = 120  # far over the limit of processor time, on a machine that has much else to do
MEMORY_MB = 600
TYPE = "application/pdf"


def zeros(size):
    """`size` zero bytes, packed; made in blocks, so that this program stays small."""
    packer, block = zlib.compressobj(9), bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()


def with_table(table):
    """A file whose table of objects is a packed stream."""
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
    body = (b"2 0 obj\n<< /Type /XRef /Size 3 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode /Length %d >>\nstream\n"
            % len(table))
    return head + body + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)


def nested(depth):
    return paper_with(b"[" * depth + b"]" * depth)


def paper_with(extra):
    return paper(ground.random.Random(1), 10).replace(b"/Type /Catalog", b"/Type /Catalog /A " + extra)


def word_of(place, content):
    file = place / "file.pdf"
    file.write_bytes(content)
    ended = subprocess.run([os.environ["QYZMET"], "check-file", str(file), TYPE], capture_output=True, timeout=ANSWER_S)
    return ended.stdout.decode()


def refused(place, content):
    word = word_of(place, content)
    # A process that its limits ended says nothing; the server takes that for damaged.
    expect(word in ("", "damaged", "active"), f"looked into: {word!r}")
    taken_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    expect(taken_mb < MEMORY_MB, f"it took {taken_mb} MB")
    return f"{len(content) >> 10} KB, {taken_mb} MB of memory: {word or 'ended by its limits'}"


def good(place, content):
    word = word_of(place, content)
    expect(word == "none", f"a good file is {word!r}")


def run(_, report, rng):
    with ground.folder("bad-files") as place:
        report.run("a PDF of twenty megabytes is looked into", good, place, paper(rng, 19 << 20))
        report.run("a PDF that unpacks to a gigabyte is refused", refused, place, with_table(zeros(1 << 30)))
        report.run("a PDF that is nested without end is refused", refused, place, nested(200_000))
        huge = paper(rng, 10).replace(b"/Size 5", b"/Size 2147483647")
        report.run("a PDF that lies about its objects ends in time", lambda: f"{word_of(place, huge)!r}")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ground.main(run, arguments)

#!/usr/bin/env python3
"""Holds the code quoted in Markdown against the code.

A block behind `<!-- from FILE -->` must stand in FILE, line for line. Indentation may differ; a line
"…" or "// …" in the quote stands for anything left out. Prints file:line: reason.
"""
import os
import re
import subprocess
import sys

MARK = re.compile(r"^<!-- from (\S+) -->$")
LEFT_OUT = {"…", "// …"}


def quotes(text):
    """Yields (line number, file, quoted lines) of every marked block."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        found = MARK.match(line)
        if not found:
            continue
        block = []
        if at + 1 < len(lines) and lines[at + 1].startswith("```"):
            for quoted in lines[at + 2:]:
                if quoted.startswith("```"):
                    break
                block.append(quoted.strip())
        yield at + 1, found.group(1), [quoted for quoted in block if quoted]


def pieces(block):
    """The runs of lines between two omissions."""
    run = []
    for line in block:
        if line in LEFT_OUT:
            yield run
            run = []
        else:
            run.append(line)
    yield run


def missing(block, source):
    """The first line of the first run that does not stand in `source`, after the runs before it; None if all do."""
    lines = [line.strip() for line in source.split("\n") if line.strip()]
    start = 0
    for run in pieces(block):
        for at in range(start, len(lines) - len(run) + 1):
            if lines[at:at + len(run)] == run:
                start = at + len(run)
                break
        else:
            return run[0]
    return None


def fault_of(path, source, block):
    if not os.path.isfile(path):
        return f"{source} is not there"
    if not block:
        return "no code block follows"
    with open(path, encoding="utf-8") as stream:
        lost = missing(block, stream.read())
    return lost if lost is None else f"{source} does not say: {lost}"


def check(root, files):
    faults = []
    for name in files:
        with open(os.path.join(root, name), encoding="utf-8") as stream:
            text = stream.read()
        faults += [f"{name}:{line}: {fault}" for line, source, block in quotes(text)
                   if (fault := fault_of(os.path.join(root, source), source, block))]
    return faults


def main():
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=root, capture_output=True, text=True, check=True)
    files = listed.stdout.split()
    faults = check(root, files)
    print("\n".join(faults) if faults else "quotes: every quoted line stands in its file")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

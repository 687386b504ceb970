#!/usr/bin/env python3
"""The portal on a village line: how long until one can search, and until the first question can be answered.
What a user would recognise: 400 kbit/s, an answer after 400 ms at best, an old telephone (a processor six times
slower), nothing kept from an earlier visit. And what 2,000 people who leave a page open cost the server.
Limit: the line; then the browser's processor.
"""
import json
import re
import resource
import socket
import subprocess
import urllib.request

import measure
from measure import ROOT, ROUNDS, Broken, Figures, Qyzmet, Series

OPEN_PAGES = 2_000
FILING = {"service": "kz.address-certificate",
          "answers": {"iin": "900101300017", "region": "750000000", "settlement": "Алматы", "address": "Абай 10",
                      "purpose": "bank", "certificate_language": "kk", "data_are_right": True}}


def run(command, where):
    ended = subprocess.run(command, cwd=where, capture_output=True, text=True, timeout=600)
    if ended.returncode != 0:
        raise Broken(f"{command[0]} ended with {ended.returncode}:\n{ended.stderr[-2000:]}")
    return ended.stdout


def sizes(figures):
    said = run(["node", "tools/build.mjs"], ROOT / "web")
    for name, bar in (("start page", 30), ("everything the start page brings", 60)):
        found = re.search(rf"^{name}.*? ([\d.]+) KB gz", said, re.M)
        if not found:
            raise Broken(f"web/tools/build.mjs says nothing of: {name}")
        figures.add(f"{name}, gzip, without fonts", float(found[1]), "KB", bar=bar, at_most=True)


def slow_line(server, figures):
    stories = ROOT / "tests/stories"
    if not (stories / "node_modules/playwright-core").exists():
        run(["npm", "ci", "--no-audit", "--no-fund"], stories)
    said = json.loads(run(["node", "first_question.mjs", f"http://127.0.0.1:{server.port}", str(ROUNDS)], stories))
    for name, what, bar in (("portal", "the portal's search can be used", None),
                            ("question", "the first question can be answered", 3)):
        seconds, kilobytes = Series(), Series()
        for took, size in zip(said[f"{name}_ms"], said[f"{name}_kb"], strict=True):
            seconds.add(took / 1000)
            kilobytes.add(size)
        figures.add(f"slow line: {what}, {kilobytes.median:.0f} KB over the line", seconds.median,
                    f"s ({seconds.spread()})", bar=bar, at_most=True)


def open_pages(server, figures):
    """A page that follows an application holds one live stream."""
    headers = {"Content-Type": "application/json", "Idempotency-Key": "portal-benchmark"}
    url = f"http://127.0.0.1:{server.port}/api/applications"
    ask = urllib.request.Request(url, json.dumps(FILING).encode(), headers)
    with urllib.request.urlopen(ask, timeout=30) as reply:
        number = json.load(reply)["id"]
    before = server.resident_mb()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, OPEN_PAGES + 200)), hard))
    held = []
    for _ in range(OPEN_PAGES):
        stream = socket.create_connection(("127.0.0.1", server.port), 30)
        stream.sendall(f"GET /api/applications/{number}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        held.append(stream)
    for stream in held:
        stream.settimeout(30)
        if not stream.recv(64).startswith(b"HTTP/1.1 200"):
            raise Broken("a live stream was refused")
    figures.add(f"memory resident with {OPEN_PAGES:,} open pages", server.resident_mb(), "MB",
                f"{before:.0f} MB with none")
    for stream in held:
        stream.close()


def main():
    figures = Figures("portal")
    sizes(figures)
    with measure.folder() as place, Qyzmet(place / "portal") as server:
        slow_line(server, figures)
        open_pages(server, figures)
    figures.write()


if __name__ == "__main__":
    main()

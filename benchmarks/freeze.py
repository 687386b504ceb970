#!/usr/bin/env python3
"""The front desk while every register is silent, beside the same desk while all are healthy, in turns in one run.

What a user would recognise: a clerk files and reads as fast as ever on the day the registers stand still. Filing at
220/s, six times the average of 300 million a year; as many questions to registers a second meanwhile. Applications do
not ask by themselves yet: `asking` is the server as shipped, and asks in changes of its own. Limit: the processors.
"""
import json
import re
import time
import urllib.request

import measure
from measure import Broken, Figures, Process, Qyzmet, Series, load, rounds

RATE = 220
CONNECTIONS = 64
SETTLE_S = 8  # longer than the registers' time-out and what follows: freezes are noticed, or drained


class Agencies(Process):
    """The simulated registers."""

    def __init__(self, place):
        super().__init__([measure.SERVER, "agencies", "--port", "0", "--data", measure.ROOT / "data/kz"], place)

    def wait_ready(self):
        def listening():
            line = re.search(r"registers on (http://\S+)", self.log.read_text())
            return line and line[1]
        self.url = self.wait_for(listening)

    def ask(self, path, method="GET", body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(self.url + path, data, method=method), timeout=10) as reply:
            return json.load(reply)

    def behave(self, mode):
        for one in self.ask("/registers")["registers"]:
            self.ask(f"/registers/{one['id']}/mode", "PUT", {"mode": mode})


class Asking(Qyzmet):
    """The server, which asks registers all the time."""

    def __init__(self, data, registers):
        data.mkdir(parents=True, exist_ok=True)
        self.data = data
        Process.__init__(self, [measure.PROGRAMS / "asking", "--data", data, "--share", measure.ROOT, "--registers",
                                registers, "--lookups", RATE], data / "output")

    def states(self):
        return {one["state"] for one in json.loads(self.get("/api/registers"))["registers"]}

    def wait_until(self, holds, what):
        for _ in range(600):
            if holds(self.states()):
                return
            time.sleep(0.1)
        raise Broken(f"the registers did not become {what}: {self.states()}")


def p99(server, what):
    return load(server, what, rate=RATE, connections=CONNECTIONS)["p99_ms"]


def main():
    figures = Figures("freeze")
    filing = {"healthy": Series(), "silent": Series()}
    reading = {"healthy": Series(), "silent": Series()}
    with measure.folder() as place, Agencies(place / "agencies") as agencies, \
            Asking(place / "data", agencies.url) as server:
        load(server, "submit", count=5000, connections=CONNECTIONS, ids=place / "ids")
        paths = measure.paths_file(place, "read", [f"/api/applications/{one}" for one in
                                                   (place / "ids").read_text().split()])
        for i in rounds("the front desk"):
            for mode in ("healthy", "silent") if i % 2 == 0 else ("silent", "healthy"):
                agencies.behave(mode)
                if mode == "silent":
                    server.wait_until(lambda states: states == {"frozen"}, "frozen")
                else:
                    server.wait_until(lambda states: "frozen" not in states, "healthy")
                time.sleep(SETTLE_S)
                filing[mode].add(p99(server, "submit"))
                reading[mode].add(p99(server, paths))
        waiting = json.loads(server.get("/api/registers"))["registers"]
    figures.compare(f"filing at {RATE}/s, p99, every register silent", filing["silent"], "ms", "all healthy",
                    filing["healthy"], 1.2, at_most=True)
    figures.compare(f"reading at {RATE}/s, p99, every register silent", reading["silent"], "ms", "all healthy",
                    reading["healthy"], 1.2, at_most=True)
    figures.add("lookups that waited at the end", sum(one["waiting"] for one in waiting), "in all registers")
    figures.write()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Goal: while the disk gives EIO or ENOSPC, nothing is called accepted that is not kept; when it stops, service goes on
by itself.

Method: strace makes the K-th write or sync of every thread fail, once or from then on, while clients file. While every
write or sync fails, not one filing may be accepted; when the fault ends, filings must be accepted by the same process;
after a kill -9 and a new start, all that was acknowledged is there. Besides: the same from the process's birth on an
empty folder (the server may refuse to start, and then starts without the fault), and a full file system.
--all takes every K from 1 to 40 with both errors, once and lasting; without it, the first and some drawn by the seed.
"""
import argparse
import os
import subprocess
import sys
import time

import ground
import tracing
from ground import Load, Server, expect

CALLS = {"write": "pwrite64", "sync": "fdatasync,fsync"}
ERRORS = ("EIO", "ENOSPC")
FIRST = 40
FULL_DISK_BYTES = 96 << 20


class Disk:
    """One database through all its faults."""

    def __init__(self, server, rng):
        self.server = server
        self.rng = rng
        self.filings = []
        server.start()

    def restart(self, filings):
        """Dies, comes again, and has all that it acknowledged."""
        self.server.kill9()
        self.server.start()
        ground.recheck(self.server, filings)
        ground.settle(self.server, filings)
        self.filings += filings

    def finish(self):
        ground.recheck(self.server, self.filings)
        ground.check_once_each(self.server, self.filings)
        self.server.stop()
        self.server.audit()
        return f"{len(self.filings)} applications"


def wait_for_refusals(load):
    """A lasting fault: filings are refused, and from then on none is accepted."""
    ground.until(lambda: load.said[503] > 20 or load.wrong, ground.ANSWER_S, "filings are refused")
    time.sleep(1)  # a filing accepted just before the fault may be counted later than the refusals of others
    accepted = load.accepted()
    refused = load.said[503]
    ground.until(lambda: load.said[503] > refused + 50 or load.wrong, ground.ANSWER_S, "more filings are refused")
    expect(load.accepted() == accepted, f"{load.accepted() - accepted} filings accepted while the disk failed")


def one_fault(disk, kind, error, number, lasting):
    load = Load(disk.server, disk.rng, threads=4)
    fault = tracing.Fault(disk.server, CALLS[kind], f"error={error}:when={number}{'+' if lasting else ''}")
    try:
        ground.until(lambda: fault.injected() or load.wrong, ground.ANSWER_S, f"{kind} {number} comes")
        if lasting:
            wait_for_refusals(load)
    finally:
        fault.end()
    accepted = load.accepted()
    ground.until(lambda: load.accepted() > accepted + 20 or load.wrong, ground.ANSWER_S, "filings are accepted again")
    expect(disk.server.alive(), f"the server died: {disk.server.said()[-400:]}")
    filings = load.stop()
    ground.recheck(disk.server, filings)
    disk.restart(filings)
    return " ".join(f"{what} {count}" for what, count in sorted(load.said.items(), key=str))


def birth(server, rng, kind, error, number):
    """On an empty folder, under the fault from the first instruction."""
    fault = tracing.FaultFromBirth(server, CALLS[kind], f"error={error}:when={number}")
    filings = []
    try:
        ground.until(lambda: server.listening() or not server.alive(), ground.START_S, "it listens or refuses")
        started = server.listening()
        if started:
            load = Load(server, rng, threads=4)
            try:
                ground.until(lambda: fault.injected() or load.wrong, 5, f"{kind} {number} comes")
            finally:
                fault.end()
            accepted = load.accepted()
            ground.until(lambda: load.accepted() > accepted + 20 or load.wrong, ground.ANSWER_S, "filings are accepted")
            filings = load.stop()
        else:
            said = server.said().strip()
            code = server.process.returncode
            expect(code > 0 and said, f"it ends with {code} and says: {said[-300:]}")
    finally:
        if not server.alive():
            fault.end()
        server.kill9()
    server.start()
    ground.recheck(server, filings)
    ground.settle(server, filings)
    ground.check_once_each(server, filings + [ground.file_one(server, rng)])
    server.kill9()
    server.audit()
    return f"{'started' if started else 'refused to start'}, then {len(filings)} applications"


def cases(options, rng):
    """(kind, error, number, lasting)"""
    if options.all:
        return [(kind, error, number, lasting) for kind in CALLS for number in range(1, FIRST + 1)
                for error in ERRORS for lasting in (False, True)]
    numbers = [1, 2, *rng.sample(range(3, FIRST + 1), 2)]
    chosen = [(kind, error, numbers[place % 4], place // 4 == which) for which, kind in enumerate(CALLS)
              for place, error in enumerate(ERRORS * 4)]
    return chosen


def births(options, rng):
    """(kind, error, number)"""
    if options.all:
        return [(kind, error, number) for kind in CALLS for number in range(1, FIRST + 1) for error in ERRORS]
    return [(kind, rng.choice(ERRORS), number) for kind in CALLS for number in rng.sample(range(1, FIRST + 1), 3)]


def full_disk(rng, directory):
    """`directory` is a small file system of its own: filled up under load, then emptied again."""
    disk = Disk(Server(directory / "data"), rng)
    load = Load(disk.server, rng, threads=4)
    ground.until(lambda: load.accepted() > 50 or load.wrong, ground.ANSWER_S, "filings are accepted")
    ballast = directory / "ballast"
    with open(ballast, "wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                pass
    ground.until(lambda: load.said[503] > 50 or load.wrong, ground.ANSWER_S, "filings are refused")
    ground.recheck(disk.server, load.filings[:20])
    ballast.unlink()
    accepted = load.accepted()
    ground.until(lambda: load.accepted() > accepted + 20 or load.wrong, ground.ANSWER_S, "filings are accepted again")
    disk.restart(load.stop())
    return disk.finish()


def in_small_file_system(report, options, rng):
    """Mounts it in a mount namespace of its own, which ends with the program."""
    title = "a full disk for a while"
    with ground.folder("small") as directory:
        mount = f'mount -t tmpfs -o size={FULL_DISK_BYTES} none "$1" 2>/dev/null || exit 77; shift; exec "$@"'
        unshare = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]
        again = [sys.executable, __file__, "--full-disk", directory, "--seed", str(rng.getrandbits(32))]
        ended = subprocess.run([*unshare, "sh", "-c", mount, "sh", directory, *again], stdin=subprocess.DEVNULL)
        if ended.returncode not in (0, 1):
            report.skip(title, "no file system can be mounted here")
        report.failed += ended.returncode == 1


def run(options, report, rng):
    if options.full_disk:
        report.run("a full disk for a while", full_disk, rng, ground.Path(options.full_disk))
        return
    in_small_file_system(report, options, rng)
    reason = tracing.why_not()
    if reason:
        report.skip("a disk that fails", reason)
        return
    with ground.folder("disk") as directory:
        disk = Disk(Server(directory / "data"), rng)
        for place, (kind, error, number, lasting) in enumerate(cases(options, rng)):
            title = f"{error} at {kind} {number}{' and after' if lasting else ''}"
            if not report.run(title, one_fault, disk, kind, error, number, lasting):
                Server.kill_all()
                disk = Disk(Server(directory / f"data-{place}"), rng)
        report.run("all that was accepted through these faults is there once", disk.finish)
        Server.kill_all()
        for kind, error, number in births(options, rng):
            server = Server(directory / f"birth-{kind}-{error}-{number}")
            report.run(f"{error} at {kind} {number} from the first start", birth, server, rng, kind, error, number)
            Server.kill_all()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--all", action="store_true", help=f"all of the first {FIRST} writes and syncs")
    arguments.add_argument("--full-disk", metavar="DIR", help="only the full disk, in this small file system")
    ground.main(run, arguments)

#!/usr/bin/env python3
"""Goal: only one writer lives on one database; one that has lost its place stops before its next group.

Method: second servers on the same folder and the same PostgreSQL; the lock file taken away under a living server; the
writer's PostgreSQL session ended by the database, with and without somebody taking its lock meanwhile.
"""
import argparse
import json
import os
import signal

import ground
from ground import Client, Filing, Server, expect

LOCK = 124931562627444  # "qyzmet" in ASCII: the advisory lock of the writer, see src/db/postgres_session.cpp
WRITER = f"""SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
  AND (classid::bigint << 32 | objid::bigint) = {LOCK}
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
LOCK_REFUSED = 3


def refused(server, words):
    """A second one says why and ends with 3; gives nothing away to the first."""
    server.launch()
    code = server.process.wait(ground.START_S)
    Server.running.remove(server)
    said = server.said()
    expect(code == LOCK_REFUSED, f"the second server ends with {code}: {said[-300:]}")
    expect(any(word in said.lower() for word in words), f"the second server does not say why: {said[-300:]}")
    expect("listening on" not in said, "the second server listened")


def refusal(server, rng):
    """The type of the problem with which a filing is refused; it must be 503."""
    client = Client(server.port)
    status, _, body = client.file(Filing(rng))
    client.close()
    expect(status in (201, 503), f"a filing is answered {status}: {body[:200]}")
    return "" if status == 201 else json.loads(body)["type"].removeprefix("/problems/")


def second_on_folder(directory, rng):
    first = Server(directory / "data").start()
    filing = ground.file_one(first, rng)
    second = Server(directory / "data")
    second.log = directory / "second.log"
    refused(second, ("lock", "another", str(first.process.pid)))
    ground.recheck(first, [filing, ground.file_one(first, rng)])
    first.stop()


def lock_file_removed(directory, rng):
    first = Server(directory / "data").start()
    before = ground.file_one(first, rng)
    (directory / "data/writer.lock").unlink()
    expect(refusal(first, rng) == "db.fenced", f"refused with {refusal(first, rng)!r}")
    second = Server(directory / "data")
    second.log = directory / "second.log"
    second.start()
    after = ground.file_one(second, rng)
    expect(after.index == before.index + 1, f"the next application stands at {after.index}, not {before.index + 1}")
    expect(refusal(first, rng) == "db.fenced", "the first writer writes again")
    ground.recheck(first, [before, after])
    first.stop()
    ground.recheck(second, [before, after, ground.file_one(second, rng)])
    second.stop()
    second.audit()


def terminate_writer(postgres, url):
    pid = postgres.sql(WRITER, url)
    expect(pid.isdigit(), f"who holds the writer's lock: {pid!r}")
    postgres.sql(f"SELECT pg_terminate_backend({pid}, 10000)", url)


def second_on_postgres(directory, postgres, rng):
    url = postgres.database("second")
    first = Server(directory / "first", url).start()
    filing = ground.file_one(first, rng)
    refused(Server(directory / "second", url), ("lock", "another"))
    ground.recheck(first, [filing, ground.file_one(first, rng)])
    first.stop()


def connection_ended(directory, postgres, rng):
    url = postgres.database("ended")
    server = Server(directory / "ended", url).start()
    filings = [ground.file_one(server, rng)]
    for _ in range(3):
        load = ground.Load(server, rng, threads=4)
        ground.until(lambda now=load: now.accepted() > 20 or now.wrong, ground.ANSWER_S, "filings are accepted")
        terminate_writer(postgres, url)
        accepted = load.accepted()
        ground.until(lambda now=load: now.accepted() > accepted + 20 or now.wrong, ground.ANSWER_S, "filings go on")
        filings += load.stop()
    postgres.sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                 "AND datname = current_database()", url)
    filings.append(ground.file_one(server, rng))
    ground.settle(server, filings)
    ground.until(lambda: ground.reads_well(server, filings[0]), ground.ANSWER_S, "reads go on")
    ground.recheck(server, filings)
    ground.check_once_each(server, filings)
    server.stop()
    server.audit()


def lock_taken(directory, postgres, rng):
    """While the first sleeps, the database ends its session and a second server takes its place."""
    url = postgres.database("taken")
    first = Server(directory / "first_writer", url).start()
    before = ground.file_one(first, rng)
    os.kill(first.process.pid, signal.SIGSTOP)
    try:
        terminate_writer(postgres, url)
        # Its folder holds the journal's key: the second server continues the first's log.
        second = Server(directory / "first_writer", url)
        second.log = directory / "second_writer.log"
        second.start()
        after = ground.file_one(second, rng)
    finally:
        os.kill(first.process.pid, signal.SIGCONT)
    for _ in range(20):
        expect(refusal(first, rng) != "", "the first writer still accepts")
    ground.recheck(second, [before, after])
    second.stop()
    # The office is free now, but it is not the first one's any more.
    ground.until(lambda: refusal(first, rng) == "db.fenced", ground.ANSWER_S, "the first writer says db.fenced")
    first.stop()
    third = Server(directory / "first_writer", url).start()
    ground.check_once_each(third, [before, after, ground.file_one(third, rng)])
    third.stop()
    third.audit()


def run(_, report, rng):
    def one(name, test, *arguments):
        with ground.folder("writers") as directory:
            report.run(name, test, directory, *arguments, rng)
            Server.kill_all()

    one("two writers, SQLite: the second refuses", second_on_folder)
    one("two writers, SQLite: without its lock file the first stops", lock_file_removed)
    with ground.folder("writers") as directory:
        postgres = ground.Postgres(directory / "pg")
        try:
            one("two writers, PostgreSQL: the second refuses", second_on_postgres, postgres)
            one("a writer's session that PostgreSQL ends comes back", connection_ended, postgres)
            one("two writers, PostgreSQL: who lost the lock to another is fenced", lock_taken, postgres)
        finally:
            Server.kill_all()
            postgres.stop()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ground.main(run, arguments)

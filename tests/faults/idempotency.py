#!/usr/bin/env python3
"""Goal: the same key and body are one application and one answer: repeated, fifty at once, and after a crash at any
point between the commit and the reply.

Method: real requests over fifty connections at once; and strace kills the server at the entry of one system call: the
sync that makes the group durable, the syncs of the journal's head behind it, or the sending of the reply.
"""
import argparse
import http.client
import json
import threading

import ground
import tracing
from ground import Client, Filing, Server, expect

AT_ONCE = 50


def post_at_once(server, filings):
    """Each filing over a connection of its own, all in the same moment; gives (status, headers, body) of each."""
    given = [None] * len(filings)
    barrier = threading.Barrier(len(filings))

    def post(place, filing):
        client = Client(server.port)
        client.connection.connect()
        barrier.wait()
        given[place] = client.file(filing)
        client.close()

    threads = [threading.Thread(target=post, args=item) for item in enumerate(filings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expect(all(given), "a client got no answer")
    return given


def next_index(server, rng):
    return ground.file_one(server, rng).index + 1


def same_at_once(server, rng):
    for _ in range(5):
        before = next_index(server, rng)
        filing = Filing(rng)
        given = post_at_once(server, [filing] * AT_ONCE)
        expect({status for status, _, _ in given} == {201}, f"answered {sorted({status for status, _, _ in given})}")
        expect(len({body for _, _, body in given}) == 1, "the bodies of the answers differ")
        first = [headers for _, headers, _ in given if headers["Idempotent-Replayed"] is None]
        expect(len(first) == 1, f"{len(first)} answers say that they are the first")
        filing.accept(given[0][2])
        expect(filing.index == before, f"stored at {filing.index}, expected at {before}")
        expect(next_index(server, rng) == before + 2, "fifty filings with one key are more than one application")


def two_bodies_at_once(server, rng):
    before = next_index(server, rng)
    one, other = Filing(rng), Filing(rng)
    other.key = one.key
    given = post_at_once(server, [one, other] * (AT_ONCE // 2))
    statuses = [status for status, _, _ in given]
    winner = 0 if statuses[0] == 201 else 1
    expect(set(statuses[winner::2]) == {201} and set(statuses[1 - winner::2]) == {422}, f"answered {statuses}")
    check_other_body(*given[1 - winner])
    expect(next_index(server, rng) == before + 2, "two bodies with one key are more than one application")


def check_other_body(status, headers, body):
    expect((status, headers["Content-Type"]) == (422, "application/problem+json"), f"answered {status}: {body[:200]}")
    expect(json.loads(body)["type"] == "/problems/idempotency.other_body", f"not said that the body is another: {body}")


def other_body_later(server, rng):
    filing = ground.file_one(server, rng)
    client = Client(server.port)
    other = Filing(rng)
    other.key = filing.key
    check_other_body(*client.file(other))
    other.body = b"{"
    status, headers, body = client.file(other)
    check_other_body(status, headers, body)
    ground.recheck(server, [filing])
    status, headers, body = client.file(filing)
    expect(status == 201 and headers["Idempotent-Replayed"] == "true", f"the repeat is answered {status}")
    filing.accept(body)
    client.close()


def crash(server, rng, calls, number, must_be_kept):
    """One filing, whose server dies at the `number`-th of `calls`; then the repeats, to a new server."""
    server.start()
    base = next_index(server, rng)
    ground.until(lambda: ground.log_size(server) >= base, ground.ANSWER_S, "the journal is at rest")
    filing = Filing(rng)
    # Connected beforehand: the calls that are counted are this filing's own.
    client = Client(server.port)
    client.connection.connect()
    fault = tracing.Fault(server, calls, f"signal=KILL:when={number}")
    answered = False
    try:
        status, _, body = client.file(filing)
        answered = True
        expect(status == 201, f"answered {status}: {body[:200]}")
        filing.accept(body)
        # The death comes after the answer: the journal's head is signed and synced behind it.
        ground.until(lambda: not server.alive(), 5, f"call {number} of {calls} comes")
    except (OSError, http.client.HTTPException):
        ground.until(lambda: not server.alive(), ground.ANSWER_S, "the server is dead")
    finally:
        client.close()
        fault.end()
        server.kill9()
    expect(not (answered and must_be_kept), "the server was to die before its reply")
    server.audit()
    server.start()
    client = Client(server.port)
    for repeat in range(2):
        status, headers, body = client.file(filing)
        expect(status == 201, f"the repeat is answered {status}: {body[:200]}")
        known = repeat or must_be_kept or answered
        expect(headers["Idempotent-Replayed"] or not known, "what was committed is made anew")
        filing.accept(body)
    client.close()
    after = next_index(server, rng)
    expect((filing.index, after) == (base, base + 2), f"expected at {base} alone: at {filing.index}, then {after}")
    server.kill9()


def on_engine(report, rng, name, server):
    server.start()
    report.run(f"{name}: fifty at once with one key and body", same_at_once, server, rng)
    report.run(f"{name}: fifty at once with one key and two bodies", two_bodies_at_once, server, rng)
    report.run(f"{name}: another body later", other_body_later, server, rng)
    server.kill9()
    reason = tracing.why_not()
    # libpq speaks with sendto, the reply leaves with sendmsg.
    commit = [("sendto", 1), ("sendto", 2), ("sendto", 3)] if server.postgres else [("pwrite64", 2), ("fdatasync", 1)]
    for calls, number in [*commit, ("fsync", 1), ("fsync", 2), ("rename", 1), ("sendmsg", 1)]:
        must_be_kept = calls == "sendmsg"
        title = f"{name}: crash at {calls} {number}, then the repeat"
        if reason:
            report.skip(title, reason)
        else:
            report.run(title, crash, server, rng, calls, number, must_be_kept)
            Server.kill_all()


def run(_, report, rng):
    with ground.folder("idempotency") as directory:
        on_engine(report, rng, "SQLite", Server(directory / "sqlite"))
        postgres = ground.Postgres(directory / "pg")
        try:
            on_engine(report, rng, "PostgreSQL", Server(directory / "postgres", postgres.database("idempotency")))
        finally:
            Server.kill_all()
            postgres.stop()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ground.main(run, arguments)

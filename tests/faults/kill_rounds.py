#!/usr/bin/env python3
"""Goal: kill -9 at random moments under load loses nothing that was acknowledged and makes nothing twice.

Method: clients file without pause; at a random moment the process dies (the server, or PostgreSQL with all its
processes); it comes again on the same data. Then every acknowledged application must be there with its digest and its
place in the journal; every one without an answer is repeated with its own key and must become exactly one application.
Now and then the audit runs over what the death left behind. The data grow from round to round; a sample of the older
ones is asked for each time, all of them at the end.
"""
import argparse
import subprocess
import time

import ground
from ground import Client, Failed, Load, Server, expect


class Rounds:
    def __init__(self, server, rng, rounds):
        self.server = server
        self.rng = rng
        self.rounds = rounds
        self.filings = []
        self.repeated = 0

    def take(self, filings):
        """After a death and a new start."""
        ground.recheck(self.server, filings)
        ground.recheck(self.server, self.rng.sample(self.filings, min(30, len(self.filings))))
        self.repeated += ground.settle(self.server, filings)
        again = self.rng.sample(filings, min(5, len(filings)))
        client = Client(self.server.port)
        for filing in again:
            status, _, body = client.file(filing)
            expect(status == 201, f"an accepted filing, repeated, is answered {status}: {body[:200]}")
            filing.accept(body)
        client.close()
        self.filings += filings

    def finish(self):
        ground.recheck(self.server, self.rng.sample(self.filings, min(1000, len(self.filings))))
        ground.check_once_each(self.server, self.filings)
        self.check_receipt(self.rng.choice(self.filings))
        self.server.stop()
        ground.recheck_all(self.server, self.filings)
        self.server.audit()
        return f"{len(self.filings)} applications, {self.repeated} of them without an answer and repeated"

    def check_receipt(self, filing):
        client = Client(self.server.port)
        receipt = self.server.data.with_suffix(".receipt")

        def fetched():
            status, _, body = client.ask("GET", f"/api/applications/{filing.id}/receipt")
            expect(status in (200, 503), f"a receipt is answered {status}")
            receipt.write_bytes(body)
            return status == 200

        ground.until(fetched, ground.ANSWER_S, "the receipt is published")
        status, _, key = client.ask("GET", "/log/key")
        expect(status == 200, f"GET /log/key answers {status}")
        client.close()
        ended = subprocess.run([self.server.binary, "verify", receipt, "--key", key.decode().strip(),
                                "--share", ground.ROOT],
                               capture_output=True, text=True, cwd=ground.ROOT)
        expect(ended.returncode == 0, f"verify ends with {ended.returncode}: {ended.stdout} {ended.stderr}")

    def audit_now(self, number):
        """In every round of a few, in twenty of a thousand: it reads everything."""
        return number % max(1, self.rounds // 20) == 0


def kill_server(server, rng, rounds):
    """kill -9 of the server; in one round of eight while it starts."""
    all_rounds = Rounds(server, rng, rounds)
    startup_s = 0.3
    for number in range(rounds):
        if number and rng.randrange(8) == 0:
            server.launch()
            time.sleep(rng.uniform(0, startup_s))
            server.kill9()
        began = time.monotonic()
        server.start()
        startup_s = time.monotonic() - began
        load = Load(server, rng)
        if number:
            ground.until(lambda: load.accepted() or load.wrong, ground.ANSWER_S, "the first filing is accepted")
        time.sleep(rng.uniform(0, 0.3))
        server.kill9()
        filings = load.stop()
        if all_rounds.audit_now(number):
            server.audit()
        server.start()
        all_rounds.take(filings)
        server.kill9()
    server.start()
    return all_rounds.finish()


def kill_postgres(server, postgres, rng, rounds):
    """kill -9 of every process of PostgreSQL; the server lives, answers 503 and comes back by itself."""
    all_rounds = Rounds(server, rng, rounds)
    server.start()
    for number in range(rounds):
        load = Load(server, rng)
        ground.until(lambda: load.accepted() or load.wrong, ground.ANSWER_S, "the first filing is accepted")
        time.sleep(rng.uniform(0, 0.3))
        postgres.act("kill9")
        refused = load.said[503]
        ground.until(lambda: load.said[503] > refused or load.wrong, ground.ANSWER_S, "503 while PostgreSQL is dead")
        read_without_postgres(server)
        postgres.act("start")
        accepted = load.accepted()
        ground.until(lambda: load.accepted() > accepted or load.wrong, ground.ANSWER_S, "filings are accepted again")
        expect(server.alive(), f"the server died with PostgreSQL: {server.said()[-400:]}")
        filings = load.stop()
        known = next(filing for filing in filings if filing.id)
        ground.until(lambda: ground.reads_well(server, known), ground.ANSWER_S, "reads are answered again")
        all_rounds.take(filings)
    return all_rounds.finish()


def read_without_postgres(server):
    client = Client(server.port)
    status, _, body = client.ask("GET", "/api/applications/1")
    expect(status == 503, f"without PostgreSQL a read is answered {status}: {body[:200]}")
    status, _, _ = client.ask("GET", "/healthz")
    expect(status in (200, 503), f"without PostgreSQL /healthz is answered {status}")
    client.close()


def run(options, report, rng):
    rounds = options.rounds
    with ground.folder("rounds") as directory:
        if options.only in (None, "sqlite"):
            report.run(f"kill -9 of the server, SQLite, {rounds} rounds",
                       kill_server, Server(directory / "sqlite"), rng, rounds)
            Server.kill_all()
        if options.only == "sqlite":
            return
        postgres = ground.Postgres(directory / "pg")
        try:
            on_postgres(options, report, rng, directory, postgres)
        finally:
            Server.kill_all()
            postgres.stop()


def on_postgres(options, report, rng, directory, postgres):
    rounds = options.rounds
    if options.only in (None, "server"):
        url = postgres.database("server_dies")
        report.run(f"kill -9 of the server, PostgreSQL, {rounds} rounds",
                   kill_server, Server(directory / "server_dies", url), rng, rounds)
        Server.kill_all()
    if options.only in (None, "postgres"):
        less = rounds if options.only else max(1, rounds // 4)
        url = postgres.database("postgres_dies")
        report.run(f"kill -9 of PostgreSQL, {less} rounds",
                   kill_postgres, Server(directory / "postgres_dies", url), postgres, rng, less)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=8, help="default 8")
    arguments.add_argument("--only", choices=["sqlite", "server", "postgres"],
                           help="one part: the server dies on SQLite, the server dies on PostgreSQL, PostgreSQL dies; "
                                "without it PostgreSQL dies in a quarter of the rounds")
    ground.main(run, arguments)

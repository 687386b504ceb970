#!/usr/bin/env python3
"""Filing an application: how many are accepted and kept a second, how long one waits, and what a million stored change.

What a user would recognise: the wait between "Submit" and "Accepted", on a morning ten times busier than any.
Limit: the processors, which server and load client share; the disk is waited for once a group.

SQLite beside a bare C loop that stores the same rows in the same tables (500 to a commit, and one); PostgreSQL beside
pgbench with the same rows, one transaction each, on the same PostgreSQL. Each round runs all sides; each round of
"empty" begins on new databases.
"""
import shutil
import threading
import time
from types import SimpleNamespace

import check_answers
import measure
from measure import CONNECTIONS, ROWS, SECONDS, Broken, Figures, Postgres, Qyzmet, Series, load, rounds, run_json

RATE = 2200  # submissions a second: ten times the peak of 300 million a year (DESIGN §8)
PARTS = {"p50_ms": "half of all", "p99_ms": "99 %", "p999_ms": "99.9 %"}
WARM = 5000  # submissions before anything counts; they are also the rows that the loop clones


def loop(server, target, rows, **options):
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return run_json("sqlite_loop", server.data / "qyzmet.db", target, "--rows", rows, *words)["per_second"]


def remove(place):
    shutil.rmtree(place)
    for file in place.parent.glob(f"{place.name}-loop*"):
        file.unlink()


def sqlite_empty(place, figures):
    """Rates on new databases. Gives those of server and loop."""
    rates = SimpleNamespace(server=Series(), grouped=Series(), single=Series(), checkpoints=0)
    for i in rounds("SQLite, empty"):
        with Qyzmet(place / f"empty{i}") as server:
            load(server, "submit", count=WARM)
            rates.server.add(load(server, "submit")["per_second"])
            rates.grouped.add(loop(server, place / f"empty{i}-loop", 500, seconds=SECONDS))
            rates.single.add(loop(server, place / f"empty{i}-loop_single", 1, seconds=SECONDS))
        remove(place / f"empty{i}")
    measured = f"submissions accepted, SQLite, {CONNECTIONS} connections"
    figures.compare(measured, rates.server, "/s", "C loop, 500 a commit", rates.grouped, 0.40)
    figures.compare(measured, rates.server, "/s", "C loop, 1 a commit", rates.single, 5)
    return rates


class LogWatch:
    """The largest that SQLite's log was while the block ran."""

    def __init__(self, server):
        self.server = server
        self.most_mb = 0.0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        while not self.ended.wait(0.02):
            self.most_mb = max(self.most_mb, self.server.log_mb())

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()


def latency(server, figures, where):
    """An open loop: requests are due at random moments, and a wait counts from the moment a request was due."""
    waits = {part: Series() for part in PARTS}
    rate = Series()
    with LogWatch(server) as watch:
        for _ in rounds(f"latency, {where}"):
            said = load(server, "submit", rate=RATE, seconds=2 * SECONDS)
            rate.add(said["per_second"])
            for part, series in waits.items():
                series.add(said[part])
    accepted = f"accepted {rate.median:,.0f}/s ({rate.spread()})"
    for part, series in waits.items():
        figures.add(f"wait at {RATE:,}/s, {where}: {PARTS[part]}", series.median, f"ms ({series.spread()})", accepted,
                    bar=100 if part == "p99_ms" else None, at_most=True)
    if watch.most_mb:
        figures.add(f"largest log file meanwhile, {where}", watch.most_mb, "MB", bar=64, at_most=True)


def fill(server, stored):
    started = time.monotonic()
    load(server, "submit", count=max(1, ROWS - stored))
    measure.say(f"  {ROWS:,} stored, the last {ROWS - stored:,} in {time.monotonic() - started:.0f} s")


def sqlite_full(place, figures, empty):
    """Waits on a small database, then the same rates again with a million stored."""
    full = SimpleNamespace(server=Series(), grouped=Series())
    with Qyzmet(place / "full") as server:
        load(server, "submit", count=WARM)
        latency(server, figures, "SQLite")
        stored = int(server.metric("qyzmet_writer_changes_total"))
        fill(server, stored)
        loop(server, place / "full-loop", 500, count=ROWS)
        for _ in rounds(f"SQLite, {ROWS:,} stored"):
            full.server.add(load(server, "submit")["per_second"])
            full.grouped.add(loop(server, place / "full-loop", 500, seconds=SECONDS))
        with_rows = f"SQLite, {ROWS:,} stored"
        accepted = f"submissions accepted, {with_rows}"
        figures.compare(accepted, full.server, "/s", "the server when empty", empty.server, 0.8)
        figures.compare(accepted, full.server, "/s", "the loop with as many", full.grouped)
        figures.compare(f"the C loop, {with_rows}", full.grouped, "/s", "the loop when empty", empty.grouped)
        figures.add(f"memory resident, {with_rows}", server.resident_mb(), "MB", bar=200, at_most=True)
        latency(server, figures, with_rows)
    remove(place / "full")


def literal(text):
    """A text for pgbench, which takes :word for a variable."""
    return "E'" + text.replace("\\", "\\\\").replace("'", "''").replace(":", "\\x3a") + "'"


class Rows:
    """The rows of one submission as a pgbench script: the server's own values, under keys that rise as its do."""

    FRESH = {"application.id": "nextval('fresh_id')", "application.submitted_index": "currval('fresh_id')",
             "journal.idx": "currval('fresh_id')", "journal.subject": "currval('fresh_id')",
             "idempotency.key": "'01936f7e-' || lpad(currval('fresh_id')::text, 27, '0')"}
    TABLES = ("application", "journal", "idempotency")

    def __init__(self, postgres):
        self.postgres = postgres
        postgres.copy_schema()
        postgres.sql(postgres.loop_url, "CREATE SEQUENCE fresh_id")
        self.insist_on_tables()

    def insist_on_tables(self):
        """A table that grows with every submission and is not here would make the comparison unfair."""
        ask = self.postgres.sql
        many = int(ask(self.postgres.url, "SELECT count(*) FROM application")) // 2
        names = ask(self.postgres.url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for name in set(names.split()) - set(self.TABLES):
            if int(ask(self.postgres.url, f"SELECT count(*) FROM {name}")) > many:
                raise Broken(f"the rows for pgbench lack the table {name}")

    def insert(self, table):
        ask = lambda text: self.postgres.sql(self.postgres.url, text)  # noqa: E731
        columns = ask("SELECT attname FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped AND "
                      f"attrelid = '{table}'::regclass ORDER BY attnum").split()
        where = " WHERE kind = 'application.submitted'" if table == "journal" else ""
        values = []
        for column in columns:
            fresh = self.FRESH.get(f"{table}.{column}")
            as_hex = f"coalesce(encode(convert_to({column}::text, 'UTF8'), 'hex'), 'null')"
            given = ask(f"SELECT {as_hex} FROM {table}{where} LIMIT 1")
            values.append(fresh or ("NULL" if given == "null" else literal(bytes.fromhex(given).decode())))
        return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(values)});"

    def script(self):
        return "\n".join(["BEGIN;", *map(self.insert, self.TABLES), "COMMIT;", ""])


def postgres(place, figures):
    ours, theirs = Series(), Series()
    with Postgres(place / "postgres") as engine, Qyzmet(place / "with-postgres", engine.url) as server:
        load(server, "submit", count=WARM)
        script = Rows(engine).script()
        engine.bench(script, seconds=2)
        for _ in rounds("PostgreSQL"):
            ours.add(load(server, "submit")["per_second"])
            theirs.add(engine.bench(script))
        figures.compare(f"submissions accepted, PostgreSQL, {CONNECTIONS} connections", ours, "/s",
                        "pgbench -c 8, same rows", theirs, 1.5)
        latency(server, figures, "PostgreSQL")


def main():
    figures = Figures("submit")
    with measure.folder() as place:
        check_answers.checking(figures)
        empty = sqlite_empty(place, figures)
        sqlite_full(place, figures, empty)
        postgres(place, figures)
    figures.write()


if __name__ == "__main__":
    main()

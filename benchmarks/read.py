#!/usr/bin/env python3
"""Looking up one application by its number, beside the server's own "hello" (a reply from memory) and a bare select.

What a user would recognise: "Where is my application?" The answer comes while the page still draws.
Limit: the processors, which server and load client share; the rows are in memory.
"""
import measure
from measure import CONNECTIONS, Figures, Nginx, Postgres, Qyzmet, Series, load, rounds

STORED = 100_000
HELLO = "/healthz"


def filled(server, place):
    """Files STORED applications; gives the file of their paths."""
    load(server, "submit", count=STORED, ids=place / "ids")
    ids = (place / "ids").read_text().split()
    return measure.paths_file(place, "applications", [f"/api/applications/{id}" for id in ids])


def sqlite(place, figures):
    hello_paths = measure.paths_file(place, "hello", [HELLO])
    hello, nginx, read = Series(), Series(), Series()
    with Qyzmet(place / "sqlite") as server, Nginx(place / "nginx") as other:
        paths = filled(server, place)
        for _ in rounds("SQLite"):
            hello.add(load(server, hello_paths)["per_second"])
            read.add(load(server, paths)["per_second"])
            nginx.add(load(other, hello_paths)["per_second"])
    figures.compare("hello", hello, "/s", "nginx, one worker", nginx)
    figures.compare(f"applications read, SQLite, {CONNECTIONS} connections", read, "/s", "hello", hello, 0.5)


SELECT = """\\set id random(1, :rows)
SELECT id, service, service_version, state, submitted_at_ms, due_at_ms, due_on, due_days, content_sha256,
  submitted_index, applicant, filed_by, mandate, channel FROM application WHERE id = :id;
"""


def copy_applications(engine):
    """The same rows in the database `loop`, numbered from 1, so that pgbench can ask for any of them."""
    engine.copy_schema()
    columns = engine.sql(engine.url, "SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute "
                                     "WHERE attnum > 1 AND NOT attisdropped AND attrelid = 'application'::regclass")
    select = f"SELECT row_number() OVER (ORDER BY id), {columns} FROM application"
    file = engine.place.parent / "applications.copy"
    file.write_text(engine.sql(engine.url, f"COPY ({select}) TO STDOUT") + "\n", encoding="utf-8")
    engine.sql(engine.loop_url, f"\\copy application (id, {columns}) FROM '{file}'")
    engine.sql(engine.loop_url, "VACUUM ANALYZE application")
    engine.sql(engine.url, "VACUUM ANALYZE")
    return int(engine.sql(engine.loop_url, "SELECT count(*) FROM application"))


def postgres(place, figures):
    read, select = Series(), Series()
    with Postgres(place / "postgres") as engine, Qyzmet(place / "with-postgres", engine.url) as server:
        paths = filled(server, place)
        rows = copy_applications(engine)
        for _ in rounds("PostgreSQL"):
            read.add(load(server, paths)["per_second"])
            select.add(engine.bench(SELECT, rows=rows))
    figures.compare(f"applications read, PostgreSQL, {CONNECTIONS} connections", read, "/s",
                    "pgbench -c 8, the same select", select, 0.5)


def main():
    figures = Figures("read")
    with measure.folder() as place:
        sqlite(place, figures)
        postgres(place, figures)
    figures.write()


if __name__ == "__main__":
    main()

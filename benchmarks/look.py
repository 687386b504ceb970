#!/usr/bin/env python3
"""Looking at somebody's application as staff, the ledger's line durable first, beside filing one in the same run.

What a user would recognise: an officer opens the next application without a wait, and the citizen sees that they did.
Limit: the processors, which server and load client share; the disk is waited for once a group.
"""
import json

import measure
from measure import CONNECTIONS, Figures, Postgres, Qyzmet, Series, load, rounds

STORED = 20_000


def people(server):
    """The cookies of a citizen, who files, and of an officer, who looks, both of the demonstration."""
    demo = json.loads(server.get("/api/demo/people"))
    officer = next(one for one in demo["staff"] if "officer" in one["roles"])
    return (server.sign_in("/api/demo/sign-in", person=demo["people"][0]["id"]),
            server.sign_in("/api/sign-in", login=officer["login"], password=officer["password"]))


def looks(server, place, engine, figures):
    citizen, officer = people(server)
    load(server, "submit", count=STORED, ids=place / "ids", cookie=citizen)
    ids = (place / "ids").read_text().split()
    paths = measure.paths_file(place, "looks", [f"/api/staff/applications/{id}?purpose=decide" for id in ids])
    change, look = Series(), Series()
    for _ in rounds(f"looks, {engine}"):
        change.add(load(server, "submit", cookie=citizen)["per_second"])
        look.add(load(server, paths, cookie=officer)["per_second"])
    figures.compare(f"looks at an application, {engine}, {CONNECTIONS} connections", look, "/s",
                    "applications filed by somebody signed in", change, 0.5)


def main():
    figures = Figures("look")
    with measure.folder() as place:
        with Qyzmet(place / "sqlite") as server:
            looks(server, place, "SQLite", figures)
        with Postgres(place / "postgres") as engine, Qyzmet(place / "with-postgres", engine.url) as server:
            looks(server, place, "PostgreSQL", figures)
    figures.write()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Publishing a definition of 500 questions on a running server, on both engines.

What a keeper would recognise: from pressing the button to everybody seeing it. Promised: under a second. Each round
publishes the next version over HTTP, asks for it as a citizen, and looks at the one after it with the check that
changes nothing. Limit: one processor.
"""
import json
import time
import urllib.request
import uuid

import measure
from measure import Figures, Postgres, Qyzmet, Series, rounds

QUESTIONS = 500
A_PAGE = 10


def text(word):
    return f"{{kk: {word} қазақша, ru: {word} по-русски, en: {word} in English}}"


def definition(version):
    pages = []
    for start in range(0, QUESTIONS, A_PAGE):
        asked = ""
        for i in range(start, start + A_PAGE):
            asked += f"      - {{id: q{i}, kind: text, max_length: 80, title: {text(f'question {i} of v{version}')}}}\n"
        pages.append(f"  - id: p{start}\n    title: {text(f'page {start}')}\n    questions:\n{asked}")
    return f"""service: kz.bench-long
version: {version}
code: null
title: {text(f'a long form v{version}')}
agency: kz.mvd
deadline: {{working_days: 3, certainty: unverified, source: bench}}
fee: {{mrp: 0, certainty: unverified, source: bench}}
result: {text('a paper')}
pages:
{''.join(pages)}steps:
  - id: look
    by: officer
    title: {text('a look')}
    within: {{working_days: 1}}
    actions:
      - {{id: grant, title: {text('grant')}, to: granted}}
      - {{id: refuse, title: {text('refuse')}, to: refused}}
"""


def post(server, cookie, path, **body):
    headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin", "Cookie": cookie,
               "Idempotency-Key": str(uuid.uuid4())}
    ask = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(ask, timeout=60) as reply:
        return json.loads(reply.read())


def run(server, figures, engine):
    cookie = server.sign_in("/api/sign-in", login="keeper", password="demonstration-keeper")
    published, checked = Series(), Series()
    version = 0
    for _ in rounds("publish"):
        version += 1
        began = time.perf_counter()
        post(server, cookie, "/api/definitions", definition=definition(version), reason="bench")
        seen = json.loads(server.get("/api/services/kz.bench-long"))
        published.add((time.perf_counter() - began) * 1000)
        if seen["version"] != version:
            raise measure.Broken(f"version {seen['version']} is shown, {version} was published")
        began = time.perf_counter()
        post(server, cookie, "/api/definitions/check", definition=definition(version + 1))
        checked.add((time.perf_counter() - began) * 1000)
    figures.add(f"publishing {QUESTIONS} questions until a citizen sees them, {engine}", published.median,
                f"ms ({published.spread()})", bar=1000, at_most=True)
    figures.add(f"checking and previewing the same, {engine}", checked.median, f"ms ({checked.spread()})")


def main():
    figures = Figures("publish")
    with measure.folder() as place:
        with Qyzmet(place / "sqlite") as server:
            run(server, figures, "SQLite")
        with Postgres(place / "postgres") as engine, Qyzmet(place / "with-postgres", engine.url) as server:
            run(server, figures, "PostgreSQL")
    figures.write()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Goal: no request, however torn, makes the server fail: never an answer of 500 and above, never a sanitizer's report.

Method: good requests are mutated at random places (bits, bytes, pieces doubled, cut or swapped, words that parsers
dislike put in) and sent to the sanitized server (QYZMET_CHECK).
The seed is printed. Those that are still good may be accepted.
"""
import argparse
import collections
import json

import ground
import raw
from ground import Server, expect

WORDS = [b"\0", b"\r\n", b"\n", b"\r\n\r\n", b"%00", b"%", b"\xff", b"\xed\xa0\x80", b"{", b"[", b'"', b"\\u0000",
         b"\\", b"null", b"1e999", b"-", b"99999999999999999999", b": ", b";", b"..", b"/", b"?lang=ru", b"HTTP/1.0",
         b"HTTP/9.9", b"Content-Length: 7\r\n", b"Transfer-Encoding: chunked\r\n", b"Expect: 100-continue\r\n",
         b"Upgrade: h2c\r\n",
         b"Cookie: lang=\xff\r\n", b"traceparent: 00-0-0-0\r\n", b"If-None-Match: \"\r\n", b"Range: bytes=0-\r\n",
         b"Accept-Language: *;q=\r\n", b" " * 300]


def good_request(rng, known):
    """One of the requests that clients really send."""
    kind = rng.randrange(8)
    if kind < 5:
        filing = ground.Filing(rng)
        if kind == 4:
            body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(filing.body), filing.body)
            return raw.request(body, filing.key, length=False, headers=[("Transfer-Encoding", "chunked")])
        return raw.request(filing.body, filing.key)
    paths = [f"/api/applications/{known}", f"/api/applications/{known}/receipt", "/log/checkpoint", "/log/key",
             "/log/tile/0/000", "/healthz", "/metrics", "/api/services", "/", "/openapi.yaml"]
    return raw.request(method=rng.choice(("GET", "HEAD")), path=rng.choice(paths), length=False)


def mutate(rng, sent):
    sent = bytearray(sent)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        at = rng.randrange(len(sent) + 1)
        until = min(len(sent), at + rng.choice((1, 2, 8, 64)))
        kind = rng.randrange(7)
        if kind == 0 and at < len(sent):
            sent[at] ^= 1 << rng.randrange(8)
        elif kind == 1 and at < len(sent):
            sent[at] = rng.randrange(256)
        elif kind == 2:
            del sent[at:until]
        elif kind == 3:
            sent[at:at] = sent[at:until] * rng.choice((1, 2, 50))
        elif kind == 4:
            sent[at:at] = rng.choice(WORDS)
        elif kind == 5:
            sent[at:until] = rng.choice(WORDS)
        else:
            other = rng.randrange(len(sent) + 1)
            sent[at:until], sent[other:other] = sent[other:other + until - at], sent[at:until]
    return bytes(sent)


def mutated_body(rng):
    """A whole request around a torn body, so that the body is what is judged."""
    filing = ground.Filing(rng)
    return raw.request(mutate(rng, filing.body), filing.key)


def check_answer(answer, sent):
    expect(answer.status < 500, f"{answer} to {sent[:3000]!r}")
    # What is refused is refused with a document that can be read.
    if answer.status >= 400 and answer.body:
        problem = json.loads(answer.body)
        expect(problem["status"] == answer.status, f"{answer} to {sent[:3000]!r}")


def fuzz(server, rng, count):
    first = ground.file_one(server, rng)
    # Until it is published, its receipt is rightly answered 503.
    ground.until(lambda: ground.log_size(server) > first.index, ground.ANSWER_S, "the first application is published")
    ids = {first.id}
    statuses = collections.Counter()
    for _ in range(count):
        sent = mutated_body(rng) if rng.randrange(2) else mutate(rng, good_request(rng, first.id))
        found = raw.exchange(server.port, sent, half_close=True)
        for answer in found:
            check_answer(answer, sent)
            statuses[answer.status] += 1
            if answer.status == 201:
                ids.add(json.loads(answer.body)["id"])
        if not found:
            statuses["none"] += 1
            expect(server.alive(), f"the server died of {sent[:3000]!r}: {server.said()[-1500:]}")
    raw.check_health(server, rng, first.index + len(ids) - 1)
    server.stop()
    expect(not raw.sanitizer_report(server), f"a sanitizer reports: {raw.sanitizer_report(server)}")
    server.audit()
    return ", ".join(f"{what}: {number}" for what, number in sorted(statuses.items(), key=str))


def run(options, report, rng):
    with ground.folder("fuzz") as directory:
        server = Server(directory / "data", binary="QYZMET_CHECK").start()
        report.run(f"{options.requests} mutated requests", fuzz, server, rng, options.requests)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--requests", type=int, default=2000, help="default 2,000")
    ground.main(run, arguments)

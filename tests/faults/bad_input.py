#!/usr/bin/env python3
"""Goal: whatever a client sends, it gets a clear problem that names the field, nothing is stored, and the server lives.

Method: the sanitized server (QYZMET_CHECK) is given each wrong request, and answers as said here beside it. After each
group, the next good application must stand right behind the last one in the journal.
"""
import argparse
import json
import select
import threading
import time

import ground
import raw
from ground import Server, expect, uuid7

MEBIBYTE = 1 << 20
SHORT_WAITS = ["--header-timeout-ms", "3000", "--body-timeout-ms", "6000"]


def filing(rng, **changes):
    """A good body with some of its answers changed, added, or (None) left out."""
    given = {**ground.answers(rng), **changes}
    kept = {name: value for name, value in given.items() if value is not None}
    return json.dumps({"service": ground.SERVICE, "answers": kept}).encode()


def with_text(rng, text):
    """A good body whose settlement is these bytes, as they are, between the quotes."""
    return filing(rng, settlement="PLACE").replace(b"PLACE", text)


def json_cases(rng):
    good = filing(rng)
    deep = 100_000
    yield "an empty body", b"", "json.malformed"
    yield "half a body", good[:len(good) // 2], "json.malformed"
    yield "all but the last byte", good[:-1], "json.malformed"
    yield "bytes behind the end", good + b"{}", "json.malformed"
    yield "a byte order mark", b"\xef\xbb\xbf" + good, "json.malformed"
    yield "single quotes", good.replace(b'"', b"'"), "json.malformed"
    yield "a comma too many", good[:-1] + b",}", "json.malformed"
    yield "a comment", b"/* */" + good, "json.malformed"
    yield "NaN", with_text(rng, b'"').replace(b'"""', b"NaN"), "json.malformed"
    yield "half a surrogate pair", with_text(rng, b"\\ud800"), "json.malformed"
    yield "a bare control character", with_text(rng, b"a\x01b"), "json.malformed"
    yield "bad UTF-8", with_text(rng, b"\xff\xfe"), "json.not_utf8"
    yield "an overlong UTF-8 form", with_text(rng, b"\xc0\xaf"), "json.not_utf8"
    yield "a surrogate in UTF-8", with_text(rng, b"\xed\xa0\x80"), "json.not_utf8"
    yield "UTF-8 cut short", with_text(rng, b"\xd0"), "json.not_utf8"
    yield "raw U+0000", with_text(rng, b"a\0b"), "json.malformed"
    yield "escaped U+0000", with_text(rng, b"a\\u0000b"), "json.null_character"
    yield "U+0000 in a name", good.replace(b'"settlement"', b'"settle\\u0000ment"'), "json.null_character"
    yield "100,000 lists deep", b'{"answers":' + b"[" * deep + b"]" * deep + b"}", "json.too_deep"
    yield "100,000 objects deep", b'{"a":' * deep + b"1" + b"}" * deep, "json.too_deep"
    yield "100,000 lists, never closed", b"[" * deep, "json.too_deep"
    yield "a name twice", good[:-1] + b',"service":"kz.other"}', "json.duplicate_key"
    yield "an answer twice", good.replace(b'"iin"', b'"phone":"+77010000000","iin"'), "json.duplicate_key"
    yield "a number beyond all doubles", with_text(rng, b'"').replace(b'"""', b"1e400"), "json.number_out_of_range"
    yield ("a number of 100,000 digits", with_text(rng, b'"').replace(b'"""', b"9" * 100_000),
           "json.number_out_of_range")


def field_cases(rng):
    """(what, body, field, key)"""
    good = json.loads(filing(rng))
    yield "a list", b"[]", "", "field.wrong_type"
    yield "null", b"null", "", "field.wrong_type"
    yield "a number", b"17", "", "field.wrong_type"
    yield "an empty object", b"{}", "service", "field.missing"
    yield "no answers", json.dumps({"service": good["service"]}).encode(), "answers", "field.missing"
    for value in (None, 1, True, [], {}):
        yield f"service {value!r}", json.dumps({**good, "service": value}).encode(), "service", "field.wrong_type"
    for value in (None, 1, "x", [], [good["answers"]]):
        yield f"answers {value!r:.20}", json.dumps({**good, "answers": value}).encode(), "answers", "field.wrong_type"
    for value in ("", "kz.unknown", "../../etc/passwd", f"{ground.SERVICE} ", ground.SERVICE.upper(), "x" * 100_000):
        yield f"service {value:.30}", json.dumps({**good, "service": value}).encode(), "service", "service.not_found"
    for name in ("decision", "state", "__proto__", "submitted_at", "", "iin ", "ИИН"):
        yield f"a forged answer {name!r}", filing(rng, **{name: "approved"}), f"answers.{name}", "field.unknown"
    yield "a forged member", json.dumps({**good, "state": "decided"}).encode(), "state", "field.unknown"
    many = {f"forged_{n}": n for n in range(20_000)}
    yield "20,000 forged answers", filing(rng, **many), "answers.forged_0", "field.unknown"
    yield "a forged name of 100,000 letters", filing(rng, **{"n" * 100_000: 1}), "answers.…", "field.unknown"
    for name in good["answers"]:
        if name != "phone":
            yield f"no {name}", filing(rng, **{name: None}), f"answers.{name}", "field.missing"
        for value in (1, 1e308, -9007199254740993, [], {}, ["x"], {"a": {"b": {}}}):
            yield f"{name} as {value!r}", filing(rng, **{name: value}), f"answers.{name}", "field.wrong_type"
    yield "a blank answer", filing(rng, settlement=" \t "), "answers.settlement", "field.missing"


def value_cases(rng):
    """(what, body, field, key)"""
    number = ground.iin(rng)
    wrong_check = number[:-1] + str((int(number[-1]) + 1) % 10)
    for name, value, key in (
            ("iin", "123", "iin.not_12_digits"), ("iin", "1" * 13, "iin.not_12_digits"),
            ("iin", "12345678901x", "iin.not_12_digits"), ("iin", "١٢٣٤٥٦٧٨٩٠١٢", "iin.not_12_digits"),
            ("iin", "990231" + "300123", "iin.birth_date"), ("iin", wrong_check, "iin.check_digit"),
            ("region", "999999999", "field.not_a_choice"), ("region", "' OR 1=1 --", "field.not_a_choice"),
            ("purpose", "BANK", "field.not_a_choice"), ("certificate_language", "en", "field.not_a_choice"),
            ("settlement", "Ұ" * 121, "field.too_long"), ("address", "a" * 500_000, "field.too_long"),
            *(("settlement", f"a{sign}b", "field.control_character") for sign in
              "\u0001\u0085\u061c\u200f\u202e\u2066\ufffe\U000e0041\n"),
            *(("settlement", nothing, "field.missing") for nothing in "\u200b\u2060\u3164\u2800\u200f"),
            ("phone", "12", "phone.malformed"), ("phone", "+7701000000000000", "phone.malformed"),
            ("phone", "call me", "phone.malformed"), ("data_are_right", False, "field.must_agree"),
            ("data_are_right", "true", "field.wrong_type"), ("data_are_right", 1, "field.wrong_type")):
        yield f"{name} {value!r:.30}", filing(rng, **{name: value}), f"answers.{name}", key


def header_cases(rng):
    """(what, request, status, key)"""
    good, key = filing(rng), uuid7(rng)
    bare = good.decode("latin-1")
    malformed = "http.malformed_request"
    yield "no key", raw.request(good), 400, "idempotency.missing"
    for odd in ("k" * 129, "a b", "ключ".encode().decode("latin-1"), "a\tb"):
        yield f"key {odd[:10]!r}", raw.request(good, odd), 400, "idempotency.malformed"
    yield "an empty key", raw.request(good, ""), 400, "idempotency.missing"
    yield "a key of 20,000 letters", raw.request(good, "k" * 20_000), 431, "http.header_too_large"
    yield "no content type", raw.request(good, key, headers=[("Content-Type", None)]), 415, "http.not_json"
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/jsonp", "multipart/form-data; a=b"):
        yield kind, raw.request(good, key, headers=[("Content-Type", kind)]), 415, "http.not_json"
    for method in ("PUT", "PATCH", "DELETE", "BREW", "post"):
        yield method, raw.request(good, key, method=method), 405, "http.method_not_allowed"
    for path in ("/api/application", "/api/applications/", "/api//applications"):
        yield path, raw.request(good, key, path=path), 404, "http.not_found"
    for path in ("/api/%zz", "/api/%00", "/api/applications%2"):
        yield path, raw.request(good, key, path=path), 400, "http.malformed_path"
    yield "no host", raw.request(good, key, headers=[("Host", None)]), 400, malformed
    yield "two lengths", raw.request(good, key, headers=[("Content-Length", "5")] * 2), 400, malformed
    for length in ("-1", "+5", "0x10", "1e3", "99999999999999999999999", "", "5, 5"):
        yield f"length {length!r}", raw.request(good, key, headers=[("Content-Length", length)]), 400, malformed
    for coding in ("gzip, chunked", "identity", "chunked, chunked", "xchunked"):
        sent = raw.request(b"0\r\n\r\n", key, length=False, headers=[("Transfer-Encoding", coding)])
        yield f"coding {coding}", sent, 400, malformed
    sent = raw.request(b"0\r\n\r\n", key, headers=[("Transfer-Encoding", "chunked")])
    yield "length and chunks", sent, 400, malformed
    for size in ("g", "-1", "ffffffffffffffffff", ""):
        chunk = f"{size}\r\n{bare}\r\n0\r\n\r\n".encode("latin-1")
        sent = raw.request(chunk, key, length=False, headers=[("Transfer-Encoding", "chunked")])
        yield f"a chunk of {size!r}", sent, 400, malformed
    yield "bare line feeds", raw.request(good, key).replace(b"\r\n", b"\n"), 400, malformed
    yield "a folded header", raw.request(good, key, headers=[("A", "b\r\n c")]), 400, malformed
    for what, header in (("no colon", b"Accept-Language"), ("a blank before the colon", b"Accept-Language : en")):
        yield what, raw.request(good, key).replace(b"Accept-Language: en", header), 400, malformed
    yield "no HTTP at all", bytes(range(256)) * 4 + b"\r\n\r\n", 400, malformed
    many = [(f"A{n}", "b") for n in range(200)]
    yield "200 headers", raw.request(good, key, headers=many), 431, "http.header_too_large"


class Suite:
    def __init__(self, server, rng):
        self.server = server
        self.rng = rng
        self.last = ground.file_one(server, rng).index

    def all(self, cases):
        """Runs every case of a group, then says which were wrong."""
        wrong, count = [], 0
        for count, (what, sent, *expected) in enumerate(cases, 1):
            try:
                raw.check_problem(raw.ask(self.server.port, sent), *expected)
            except ground.Failed as fault:
                wrong.append(f"{what}: {fault}")
        self.last = raw.check_health(self.server, self.rng, self.last)
        expect(not wrong, f"{len(wrong)} of {count}: " + "; ".join(wrong))
        return f"{count} requests"

    def bodies(self, cases):
        for what, body, *expected in cases:
            yield what, raw.request(body, uuid7(self.rng)), *expected

    def json(self):
        return self.all(self.bodies((what, body, 400, key) for what, body, key in json_cases(self.rng)))

    def fields(self, cases):
        return self.all(self.bodies((what, body, 422, "request.invalid", field, key)
                                    for what, body, field, key in cases(self.rng)))

    def headers(self):
        return self.all(header_cases(self.rng))

    def languages(self):
        """The same refusal in the language that is asked for."""
        details = set()
        for language in ("kk", "ru", "en"):
            sent = raw.request(b"{}", uuid7(self.rng), headers=[("Accept-Language", language)])
            answer = raw.ask(self.server.port, sent)
            raw.check_problem(answer, 422, "request.invalid", "service", "field.missing")
            expect(answer.headers["content-language"] == language, f"asked in {language}: {answer.headers}")
            details.add(json.loads(answer.body)["detail"])
        expect(len(details) == 3, f"not three languages: {details}")

    def declared_gigabyte(self):
        sent = raw.request(b"{", uuid7(self.rng), headers=[("Content-Length", str(1 << 30))])
        raw.check_problem(raw.ask(self.server.port, sent), 413, "http.body_too_large")
        self.last = raw.check_health(self.server, self.rng, self.last)

    def streamed_gigabyte(self):
        """Chunks without end: refused long before the memory is gone."""
        head = raw.request(b"", uuid7(self.rng), length=False, headers=[("Transfer-Encoding", "chunked")])
        chunk = b"10000\r\n" + b" " * (1 << 16) + b"\r\n"
        sent = 0
        with raw.connect(self.server.port) as connection:
            connection.sendall(head)
            try:
                while sent < 1 << 30 and not select.select([connection], [], [], 0)[0]:
                    connection.sendall(chunk)
                    sent += len(chunk)
            except OSError:
                pass
            found = raw.answers_in(raw.read_all(connection))
        expect(len(found) == 1, f"after {sent} bytes: {found}")
        raw.check_problem(found[0], 413, "http.body_too_large")
        expect(sent < 64 * MEBIBYTE, f"refused only after {sent} bytes")
        self.last = raw.check_health(self.server, self.rng, self.last)
        return f"refused after {sent >> 10} KiB"

    def over_the_limit(self):
        body = filing(self.rng)
        body += b" " * (MEBIBYTE + 1 - len(body))
        raw.check_problem(raw.ask(self.server.port, raw.request(body, uuid7(self.rng))), 413, "http.body_too_large")
        self.last = raw.check_health(self.server, self.rng, self.last)
        answer = raw.ask(self.server.port, raw.request(body[:MEBIBYTE], uuid7(self.rng)))
        expect(answer.status == 201, f"a body of exactly the limit: {answer}")
        self.last += 1

    def wrong_numbers(self):
        """Ids and paths that are no application's."""
        for number in ("0", "-1", "1", "x", "9" * 30, "9223372036854775807", "1e3", "%00", "..", "'", "%F0%9F", "０",
                       "0000-0000-0000-00", "ZZZZ-ZZZZ-ZZZZ-ZZ"):
            for tail in ("", "/receipt"):
                path = f"/api/applications/{number}{tail}".encode().decode("latin-1")
                answer = raw.ask(self.server.port, raw.request(method="GET", length=False, path=path))
                expect(answer.status in (400, 404), f"{number}{tail}: {answer}")
                raw.check_problem(answer, answer.status, json.loads(answer.body)["type"].removeprefix("/problems/"))
        self.last = raw.check_health(self.server, self.rng, self.last)


def slow(server, before, after, status_key, given):
    """Sends `before`, then `after` a byte each half second, until it is answered."""
    try:
        with raw.connect(server.port) as connection:
            connection.sendall(before)
            for byte in after:
                if select.select([connection], [], [], 0.5)[0]:
                    break
                connection.sendall(bytes([byte]))
            raw.check_problem(raw.answers_in(raw.read_all(connection))[0], 408, status_key)
        given[status_key] = None
    except Exception as fault:
        given[status_key] = f"{type(fault).__name__}: {fault}"


def start_slow(server, rng):
    """Both kinds of slow client, beside all the others."""
    head = raw.request(filing(rng), uuid7(rng))
    body_at = head.index(b"\r\n\r\n") + 4
    given = {}
    threads = [threading.Thread(target=slow, args=item, daemon=True) for item in (
        (server, b"", b"GET / HTTP/1.1\r\nA: " + b"b" * 500, "http.slow_header", given),
        (server, head[:body_at], head[body_at:], "http.slow_body", given))]
    for thread in threads:
        thread.start()
    return given


def check_slow(given, key):
    ground.until(lambda: key in given, 120, f"{key} is answered")
    expect(given[key] is None, given[key])


def run(_, report, rng):
    with ground.folder("bad") as directory:
        server = Server(directory / "data", binary="QYZMET_CHECK", options=SHORT_WAITS).start()
        suite = Suite(server, rng)
        began = time.monotonic()
        given = start_slow(server, rng)
        report.run("bad JSON", suite.json)
        report.run("members that are missing, unknown, forged or of another type", suite.fields, field_cases)
        report.run("answers that cannot be", suite.fields, value_cases)
        report.run("headers, methods, paths and framing", suite.headers)
        report.run("a refusal in three languages", suite.languages)
        report.run("a body of 1 GB, declared", suite.declared_gigabyte)
        report.run("a body of 1 GB, streamed", suite.streamed_gigabyte)
        report.run("a body at its limit and over it", suite.over_the_limit)
        report.run("numbers that are no application's", suite.wrong_numbers)
        report.run("a slow header", check_slow, given, "http.slow_header")
        report.run("a slow body", check_slow, given, "http.slow_body")
        report.run("the server afterwards", end_well, server, rng, suite)
        print(f"# {time.monotonic() - began:.1f} s in all")


def end_well(server, rng, suite):
    raw.check_health(server, rng, suite.last)
    server.stop()
    expect(not raw.sanitizer_report(server), f"a sanitizer reports: {raw.sanitizer_report(server)}")
    server.audit()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ground.main(run, arguments)

"""Bytes to the server and its answers back, with nothing in between that would correct them."""
import json
import re
import socket

import ground
from ground import expect


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def __repr__(self):
        return f"{self.status} {self.body[:300]!r}"


def request(body=b"", key=None, method="POST", path="/api/applications", headers=(), length=True):
    """One request. `headers` come after the usual ones; a usual one that is named among them is left out."""
    usual = {"Host": "127.0.0.1", "Connection": "close", "Content-Type": "application/json", "Accept-Language": "en"}
    if key is not None:
        usual["Idempotency-Key"] = key
    if length:
        usual["Content-Length"] = str(len(body))
    named = {name.lower() for name, _ in headers}
    lines = [f"{method} {path} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in usual.items() if name.lower() not in named]
    lines += [f"{name}: {value}" for name, value in headers if value is not None]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=60)


def read_all(connection):
    """Until the server ends its half (or tears the connection down)."""
    received = b""
    try:
        while chunk := connection.recv(1 << 16):
            received += chunk
    except ConnectionResetError:
        pass
    return received


def answers_in(received):
    """Every answer in the bytes, in order; interim ones (100) left out."""
    found = []
    while received:
        head, _, rest = received.partition(b"\r\n\r\n")
        status = re.match(rb"HTTP/1\.1 (\d{3}) ", head)
        expect(status, f"no HTTP answer: {received[:200]!r}")
        lines = [line.decode("latin-1").partition(": ") for line in head.split(b"\r\n")[1:]]
        headers = {name.lower(): value for name, _, value in lines}
        # The answer to a HEAD has no body, whatever length it names.
        length = 0 if rest.startswith(b"HTTP/1.1 ") else int(headers.get("content-length", 0))
        if status[1] != b"100":
            found.append(Answer(int(status[1]), headers, rest[:length]))
        received = rest[length:]
    return found


def exchange(port, sent, half_close=False):
    """Sends the bytes, reads all that comes."""
    with connect(port) as connection:
        try:
            connection.sendall(sent)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
        except OSError:  # it has heard enough; its answer may still be there
            pass
        return answers_in(read_all(connection))


def ask(port, sent):
    """One request, one answer."""
    found = exchange(port, sent)
    expect(len(found) == 1, f"{len(found)} answers: {found}")
    return found[0]


def check_problem(answer, status, key, field=None, field_key=None):
    """`answer` is a problem document with a text for people, and names the field to blame."""
    expect(answer.status == status, f"expected {status} {key}, got {answer}")
    expect(answer.headers.get("content-type") == "application/problem+json", f"a problem as {answer.headers}")
    problem = json.loads(answer.body)
    expect(problem["type"] == f"/problems/{key}", f"expected {key}, got {answer}")
    expect(problem["status"] == status, f"status in the document: {answer}")
    for text in (problem["title"], problem["detail"]):
        expect(text and " " in text.strip() and "{" not in text, f"no text for people: {answer}")
    if field is None:
        return
    named = {entry["path"]: entry for entry in problem.get("fields", [])}
    expect(field in named, f"field {field} is not named: {answer}")
    message = named[field]["message"]
    expect(" " in message and "{" not in message, f"no text for people at {field}: {message}")
    expect(field_key is None or named[field]["key"] == field_key, f"at {field} expected {field_key}: {answer}")


def sanitizer_report(server):
    found = re.search(r"(?:ERROR: \w+Sanitizer|runtime error:|LeakSanitizer|CHECK failed).*", server.said())
    return found[0] if found else ""


def check_health(server, rng, before):
    """The server lives, its sanitizers are silent, and the next application stands right behind `before`."""
    expect(server.alive(), f"the server died: {server.said()[-800:]}")
    expect(not sanitizer_report(server), f"a sanitizer reports: {sanitizer_report(server)}")
    index = ground.file_one(server, rng).index
    expect(index == before + 1, f"something was stored: the next application stands at {index}, not {before + 1}")
    return index

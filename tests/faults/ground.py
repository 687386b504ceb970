"""What every fault test stands on: a server and a PostgreSQL that can be killed, filings whose digest is known
beforehand, clients that file them, and the check that nothing acknowledged is lost and nothing is there twice.

Environment: QYZMET (the optimised server), QYZMET_PG_BIN; TMPDIR.
"""
import collections
import concurrent.futures
import contextlib
import hashlib
import http.client
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SERVICE = "kz.address-certificate"
START_S = 60     # a machine under load is slow, not wrong
ANSWER_S = 30    # no answer at all within this is a failure
AUDIT_S = 3600   # it reads everything, and a thousand rounds leave a million filings
REGIONS = [region["kato"] for region in json.loads((ROOT / "data/kz/regions20.json").read_text(encoding="utf-8"))]
SERVICES = [path.read_text(encoding="utf-8") for path in (ROOT / "services/kz").glob("*.yaml")]
# A first start publishes each, and enters those into the registry that say where they stand.
FIRST_EVENTS = len(SERVICES) + sum("\nstanding:" in text for text in SERVICES)


class Failed(Exception):
    """What must not be possible has happened."""


def expect(condition, why):
    if not condition:
        raise Failed(why)


class Report:
    """Counts tests in the words of ./check: `ok NAME`, `not ok NAME: why`, `skip NAME: why`."""

    def __init__(self):
        self.failed = 0

    def run(self, name, test, *arguments):
        began = time.monotonic()
        try:
            note = test(*arguments)
        except Exception as fault:  # whatever it is, it is this test's failure and not the end of the others
            self.failed += 1
            if not isinstance(fault, Failed):
                traceback.print_exc()
            print(f"not ok {name}: {' '.join(f'{type(fault).__name__}: {fault}'.split())[:600]}", flush=True)
        else:
            print(f"# {name}: {note or 'done'} ({time.monotonic() - began:.1f} s)", flush=True)
            print(f"ok {name}", flush=True)
            return True
        return False

    def skip(self, name, why):
        print(f"skip {name}: {why}", flush=True)

    def code(self):
        return 1 if self.failed else 0


def seeded(seed):
    """The randomness of one program; its seed is printed, so that a failure can be played again."""
    seed = random.SystemRandom().randrange(1 << 32) if seed is None else seed
    print(f"# seed {seed}", flush=True)
    return random.Random(seed)


@contextlib.contextmanager
def folder(name):
    path = Path(tempfile.mkdtemp(prefix=f"{name}-"))
    path.chmod(0o711)  # user postgres passes through to the folder that is given to it
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def until(condition, seconds, what):
    """Waits for something that must come, however slow the machine; gives what it was."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        expect(time.monotonic() < end, f"not within {seconds} s: {what}")
        time.sleep(0.02)


class Server:
    """One `qyzmet serve`, on a free port of 127.0.0.1. Its log goes on through restarts."""

    running = []  # all that this program has started and that may still live

    def __init__(self, data, postgres="", binary="QYZMET", options=()):
        self.data = Path(data)
        self.postgres = postgres
        self.binary = os.environ[binary]
        self.options = options
        self.log = self.data.with_suffix(".log")
        self.process = None
        self.port = 0

    def arguments(self, command):
        engine = ["--postgres", self.postgres] if self.postgres else []
        return [self.binary, command, "--data", str(self.data), "--share", str(ROOT), *engine]

    def launch(self, wrapper=()):
        """Starts it and does not wait. `wrapper`: a command before it that becomes the same process."""
        with open(self.log, "ab") as log:
            self.logged = log.tell()
            # Held: nothing but what is sent here stands in the journal, so that its places can be counted.
            command = [*wrapper, *self.arguments("serve"), "--port", "0", "--demo", "--hold", *self.options]
            self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        Server.running.append(self)
        return self

    def said(self):
        """What it has written since its last launch."""
        with open(self.log, "rb") as log:
            log.seek(self.logged)
            return log.read().decode("utf-8", errors="replace")

    def listening(self):
        found = re.search(r"listening on http://127\.0\.0\.1:(\d+)", self.said())
        self.port = int(found[1]) if found else 0
        return self.port

    def start(self, wrapper=()):
        self.launch(wrapper)
        until(lambda: self.listening() or self.process.poll() is not None, START_S, "the server listens")
        expect(self.listening(), f"the server does not start: {self.said()[-600:]}")
        return self

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def kill9(self):
        if self.alive():
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        Server.running.remove(self)

    def stop(self):
        """As an operator would: TERM, and it ends well."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(ANSWER_S)
        Server.running.remove(self)
        expect(code == 0, f"after TERM the server ends with {code}: {self.said()[-600:]}")

    def audit(self):
        """`qyzmet audit` on a server that does not run."""
        ended = subprocess.run(self.arguments("audit"), cwd=ROOT, capture_output=True, text=True, timeout=AUDIT_S)
        said = f"{ended.stdout[-800:]} {ended.stderr[-400:]}"
        expect(ended.returncode == 0, f"audit ends with {ended.returncode}: {said}")

    @classmethod
    def kill_all(cls):
        for server in list(cls.running):
            server.kill9()


class Client:
    """One kept connection. Raises OSError or HTTPException when there is no answer; opens itself anew after that."""

    def __init__(self, port, timeout_s=ANSWER_S):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_s)

    def ask(self, method, path, body=None, headers=()):
        try:
            self.connection.request(method, path, body, dict(headers))
            answer = self.connection.getresponse()
            return answer.status, answer.headers, answer.read()
        except Exception:
            self.connection.close()
            raise

    def file(self, filing):
        headers = {"Content-Type": "application/json", "Idempotency-Key": filing.key}
        return self.ask("POST", "/api/applications", filing.body, headers)

    def json(self, path):
        status, _, body = self.ask("GET", path)
        expect(status == 200, f"GET {path} answers {status}: {body[:300]}")
        return json.loads(body)

    def close(self):
        self.connection.close()


def uuid7(rng):
    bits = time.time_ns() // 1_000_000 << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62)
    text = f"{bits:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def iin(rng):
    """A made-up individual number with a true check digit."""
    while True:
        digits = [int(d) for d in f"{rng.randrange(60, 100):02}{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}"
                                  f"{rng.choice('34')}{rng.randrange(10_000):04}"]
        check = sum(d * w for d, w in zip(digits, range(1, 12))) % 11
        if check == 10:
            check = sum(d * w for d, w in zip(digits, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2))) % 11
        if check < 10:
            return "".join(map(str, digits)) + str(check)


def answers(rng):
    """Answers in their normal form, so that what the server must keep is known beforehand."""
    return {"iin": iin(rng), "region": rng.choice(REGIONS), "settlement": rng.choice(("Семей", "Өскемен", "Aqtóbe")),
            "address": f"Абай даңғылы, {rng.randrange(1, 400)}-үй, {rng.randrange(1, 200)}-пәтер",
            "purpose": rng.choice(("bank", "school_or_kindergarten", "employer", "other")),
            "phone": f"+7701{rng.randrange(10_000_000):07}", "certificate_language": rng.choice(("kk", "ru")),
            "data_are_right": True}


class Filing:
    """One application as a client knows it: key and body, and once it is acknowledged, id and place in the journal."""

    __slots__ = ("key", "body", "digest", "id", "index")

    def __init__(self, rng):
        given = answers(rng)
        self.key = uuid7(rng)
        self.body = json.dumps({"service": SERVICE, "answers": given}).encode()
        # RFC 8785 for what is in it: names sorted, no blanks, characters as they are.
        kept = {"answers": given, "service": SERVICE, "version": 1}
        text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        self.digest = hashlib.sha256(text.encode()).digest()
        self.id = None
        self.index = None

    def accept(self, body):
        """Takes an acknowledgement; a second one must say the same."""
        reply = json.loads(body)
        expect(reply["digest"] == self.digest.hex(), f"accepted with digest {reply['digest']}, not {self.digest.hex()}")
        if self.id is not None:
            expect((self.id, self.index) == (reply["id"], reply["journal_index"]),
                   f"key {self.key} was application {self.id} at {self.index}, is now {reply['id']} at "
                   f"{reply['journal_index']}")
        self.id, self.index = reply["id"], reply["journal_index"]


class Load:
    """Threads that file as fast as they are answered, until stopped. Everything that was ever sent is in `filings`."""

    def __init__(self, server, rng, threads=8):
        self.server = server
        self.filings = []
        self.said = collections.Counter()  # statuses, "no answer", and the types of problems
        self.wrong = []
        self.stopping = threading.Event()
        seeds = [rng.getrandbits(64) for _ in range(threads)]
        self.threads = [threading.Thread(target=self.work, args=(seed,), daemon=True) for seed in seeds]
        for thread in self.threads:
            thread.start()

    def work(self, seed):
        rng = random.Random(seed)
        client = Client(self.server.port)
        while not self.stopping.is_set():
            filing = Filing(rng)
            self.filings.append(filing)
            try:
                self.take(filing, *client.file(filing))
            except (TimeoutError, Failed) as fault:
                self.wrong.append(f"{type(fault).__name__}: {fault}")
                return
            except (OSError, http.client.HTTPException):
                self.said["no answer"] += 1
                self.stopping.wait(0.01)
        client.close()

    def take(self, filing, status, headers, body):
        self.said[status] += 1
        if status == 201:
            filing.accept(body)
        elif status == 503:
            problem = json.loads(body)
            expect(headers["Content-Type"] == "application/problem+json", f"503 as {headers['Content-Type']}")
            expect(headers["Retry-After"], "503 without Retry-After")
            self.said[problem["type"].rsplit("/", 1)[-1]] += 1
            self.stopping.wait(0.02)
        else:
            raise Failed(f"answered {status}: {body[:300]}")

    def accepted(self):
        return self.said[201]

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(ANSWER_S + 10)
        expect(not self.wrong, f"{len(self.wrong)} wrong answers, the first: {self.wrong[:1]}")
        expect(not any(thread.is_alive() for thread in self.threads), "a client waits for ever")
        return self.filings


def file_one(server, rng, seconds=ANSWER_S):
    """Files one application, repeating it with its key while the service says that it cannot; gives the filing."""
    filing = Filing(rng)
    settle(server, [filing], seconds)
    return filing


def settle(server, filings, seconds=ANSWER_S):
    """Repeats what was never acknowledged with its own key, until it is; gives how many there were."""
    open_filings = [filing for filing in filings if filing.id is None]

    def accepted(client, filing):
        try:
            status, _, body = client.file(filing)
        except (OSError, http.client.HTTPException):
            return False
        expect(status in (201, 503), f"a repeat is answered {status}: {body[:300]}")
        if status == 201:
            filing.accept(body)
        return status == 201

    def settle_some(some):
        client = Client(server.port)
        for filing in some:
            until(lambda: accepted(client, filing), seconds, "a repeated filing is accepted")
        client.close()

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(settle_some, (open_filings[n::8] for n in range(8))))
    return len(open_filings)


def reads_well(server, filing):
    """Whether reads are answered again, by every reader: while the database was away they said 503."""
    client = Client(server.port)
    statuses = {client.ask("GET", f"/api/applications/{filing.id}")[0] for _ in range(8)}
    client.close()
    expect(statuses <= {200, 503}, f"reads are answered {statuses}")
    return statuses == {200}


def recheck(server, filings):
    """Every acknowledged application is there, as it was acknowledged."""
    client = Client(server.port)
    for filing in filings:
        if filing.id is None:
            continue
        status, _, body = client.ask("GET", f"/api/applications/{filing.id}")
        expect(status == 200, f"acknowledged application {filing.id} (journal {filing.index}) is answered {status}")
        found = json.loads(body)
        expect((found["digest"], found["journal_index"]) == (filing.digest.hex(), filing.index),
               f"application {filing.id}: acknowledged {filing.digest.hex()} at {filing.index}, found {found}")
    client.close()


def stored(server):
    """All applications in the database of a server that does not run: (id, digest, place in the journal)."""
    columns = "SELECT id, lower(hex(content_sha256)), submitted_index FROM application"
    if not server.postgres:
        database = sqlite3.connect(f"file:{server.data}/qyzmet.db?mode=ro", uri=True)
        with contextlib.closing(database):
            yield from ((str(id), digest, index) for id, digest, index in database.execute(columns))
        return
    columns = columns.replace("lower(hex(content_sha256))", "encode(content_sha256, 'hex')")
    with tempfile.TemporaryFile("w+") as rows:
        ended = subprocess.run([psql(), "-XAtq", "-F", " ", "-d", server.postgres, "-c", columns], stdout=rows,
                               stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)
        expect(ended.returncode == 0, f"psql: {ended.stderr[-400:]}")
        rows.seek(0)
        for row in rows:
            id, digest, index = row.split()
            yield id, digest, int(index)


def recheck_all(server, filings):
    """The same of every filing, and that there is nothing besides. The server does not run: a million questions through
    HTTP would take longer than the thousand deaths before."""
    acknowledged = {filing.id: (filing.digest.hex(), filing.index) for filing in filings}
    for id, *found in stored(server):
        known = acknowledged.pop(id, None)
        expect(known == tuple(found), f"application {id}: acknowledged {known}, stored {found}")
    expect(not acknowledged, f"{len(acknowledged)} acknowledged are gone, as {list(acknowledged.items())[:3]}")


def log_size(server):
    client = Client(server.port)
    status, _, body = client.ask("GET", "/log/checkpoint")
    client.close()
    return int(body.split(b"\n")[1]) if status == 200 and body else 0


def check_once_each(server, filings):
    """All filings are acknowledged by now: one application a key, at the journal's next places and no more."""
    indices = sorted(filing.index for filing in filings)
    whole = FIRST_EVENTS + len(filings)
    expect(indices == list(range(FIRST_EVENTS, whole)),
           f"{len(filings)} keys, but journal indices {indices[:3]}…{indices[-3:]}, {len(set(indices))} different")
    expect(len({filing.id for filing in filings}) == len(filings), "two keys have one application")
    size = until(lambda: log_size(server) >= whole and log_size(server), ANSWER_S, f"a checkpoint of size {whole}")
    expect(size == whole, f"{len(filings)} keys were sent, the log has {size - FIRST_EVENTS} entries of them")


def psql():
    return Path(os.environ.get("QYZMET_PG_BIN", "/usr/lib/postgresql/15/bin")) / "psql"


class Postgres:
    """A PostgreSQL of one's own, by tools/postgres.sh."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.url = self.act("start")

    def act(self, action):
        ended = subprocess.run([ROOT / "tools/postgres.sh", action, self.directory], capture_output=True, text=True,
                               stdin=subprocess.DEVNULL, timeout=120)
        expect(ended.returncode == 0, f"postgres.sh {action}: {ended.stderr[-400:]}")
        return ended.stdout.strip()

    def sql(self, text, url=None):
        """Runs `text`; gives its rows as psql prints them."""
        ended = subprocess.run([psql(), "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", url or self.url, "-c", text],
                               capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
        expect(ended.returncode == 0, f"psql: {ended.stderr[-400:]}")
        return ended.stdout.strip()

    def database(self, name):
        self.sql(f"CREATE DATABASE {name}")
        return self.url.rsplit("/", 1)[0] + "/" + name

    def stop(self):
        self.act("stop")


def main(run, parser):
    """Runs a program of this folder: `run(options, report, rng)`; ends with 1 if a test failed."""
    parser.add_argument("--seed", type=int, help="of an earlier run, to play it again")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    report = Report()
    try:
        run(options, report, seeded(options.seed))
    finally:
        Server.kill_all()
    sys.exit(report.code())

"""What the benchmarks share: servers to measure, the programs that load them, rounds, and figures for bench_table.py.

Environment: QYZMET, QYZMET_BENCH_DIR, QYZMET_BENCH_OUT, QYZMET_PG_BIN (./bench sets them); for a short trial
BENCH_ROUNDS (5), BENCH_SECONDS (5, of each part of a round), BENCH_CONNECTIONS (256), BENCH_ROWS (1000000, `submit`).
"""
import contextlib
import json
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "5"))
CONNECTIONS = int(os.environ.get("BENCH_CONNECTIONS", "256"))
ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
OUT = Path(os.environ.get("QYZMET_BENCH_OUT", ROOT / "build/bench"))
PROGRAMS = Path(os.environ.get("QYZMET_BENCH_DIR", ROOT / "build/release/benchmarks"))
SERVER = Path(os.environ.get("QYZMET", ROOT / "build/release/qyzmet"))
PG_BIN = Path(os.environ.get("QYZMET_PG_BIN", "/usr/lib/postgresql/15/bin"))


class Broken(RuntimeError):
    """The benchmark itself went wrong: there is no figure."""


def say(text):
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def folder():
    """A folder on the real disk, beside the figures; removed at the end. User postgres must be able to pass through."""
    OUT.mkdir(parents=True, exist_ok=True)
    path = Path(tempfile.mkdtemp(prefix="data-", dir=OUT))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


class Process:
    """One server, ended with the block."""

    def __init__(self, command, log):
        self.log = Path(log)
        with self.log.open("wb") as output:
            self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output,
                                            stderr=subprocess.STDOUT)

    def __enter__(self):
        try:
            self.wait_ready()
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def wait_for(self, found):
        for _ in range(600):
            if self.process.poll() is not None:
                break
            if result := found():
                return result
            time.sleep(0.05)
        raise Broken(f"{self.process.args[0]} did not start:\n{self.log.read_text(errors='replace')[-2000:]}")


class Qyzmet(Process):
    """The server as shipped, access log on (in a file, as a service's output would be). What was filed is carried no
    further: filing is measured alone."""

    def __init__(self, data, postgres=None):
        self.data = Path(data)
        command = [SERVER, "serve", "--data", data, "--share", ROOT, "--port", "0", "--demo", "--hold",
                   "--looks-a-minute", "100000000", "--looks-an-hour", "100000000"]
        if postgres:
            command += ["--postgres", postgres]
        self.data.mkdir(parents=True, exist_ok=True)
        super().__init__(command, self.data / "output")

    def wait_ready(self):
        self.port = self.wait_for(self.listening)

    def listening(self):
        with self.log.open(errors="replace") as file:
            line = re.search(r"listening on http://[\d.]+:(\d+)", file.read(4096))
        return line and int(line[1])

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as reply:
            return reply.read()

    def sign_in(self, path, **body):
        """Signs in as a page of the server's own would; gives the cookie."""
        headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
        ask = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(ask, timeout=30) as reply:
            return reply.headers["Set-Cookie"].split(";")[0]

    def metric(self, name):
        found = re.search(rf"^{name}(?:{{[^}}]*}})? ([\d.e+-]+)$", self.get("/metrics").decode(), re.M)
        return float(found[1]) if found else None

    def resident_mb(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def log_mb(self):
        log = self.data / "qyzmet.db-wal"
        return log.stat().st_size / 2**20 if log.exists() else 0.0


class Nginx(Process):
    """One worker that answers /healthz with the same bytes as the server, and logs each request as the server does."""

    def __init__(self, place):
        self.place = Path(place)
        self.place.mkdir(parents=True, exist_ok=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (self.place / "nginx.conf").write_text(f"""
worker_processes 1; daemon off; pid {self.place}/pid; error_log {self.place}/error.log;
events {{ worker_connections 4096; }}
http {{
  access_log {self.place}/access.log; keepalive_requests 1000000000;
  client_body_temp_path {self.place}/body; proxy_temp_path {self.place}/proxy;
  fastcgi_temp_path {self.place}/fastcgi; uwsgi_temp_path {self.place}/uwsgi; scgi_temp_path {self.place}/scgi;
  server {{
    listen 127.0.0.1:{self.port};
    location = /healthz {{ default_type application/json; return 200 '{{"status":"ok"}}'; }}
  }}
}}
""")
        command = ["nginx", "-e", self.place / "error.log", "-c", self.place / "nginx.conf"]
        super().__init__(command, self.place / "output")

    def wait_ready(self):
        def answers():
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return True
        self.wait_for(answers)


class Postgres:
    """A PostgreSQL of one's own, with two databases: the server's, and one for what it is compared with."""

    def __init__(self, place):
        self.place = Path(place)

    def __enter__(self):
        self.url = self.run([ROOT / "tools/postgres.sh", "start", self.place]).strip().splitlines()[-1]
        self.run([PG_BIN / "psql", "-q", self.url, "-c", "CREATE DATABASE loop"])
        self.loop_url = self.url.rsplit("/", 1)[0] + "/loop"
        return self

    def __exit__(self, *_):
        self.run([ROOT / "tools/postgres.sh", "stop", self.place])

    @staticmethod
    def run(command, **more):
        ended = subprocess.run([str(word) for word in command], capture_output=True, text=True, **more)
        if ended.returncode != 0:
            raise Broken(f"{command[0]} ended with {ended.returncode}:\n{ended.stderr[-2000:]}")
        return ended.stdout

    def sql(self, url, text):
        return self.run([PG_BIN / "psql", "-qAtX", "-v", "ON_ERROR_STOP=1", url], input=text).strip()

    def copy_schema(self):
        """The same tables and indexes in the database `loop`."""
        self.sql(self.loop_url, self.run([PG_BIN / "pg_dump", "--schema-only", "--no-owner", self.url]))

    def bench(self, script, seconds=SECONDS, clients=8, rows=0):
        """pgbench with prepared statements; transactions a second."""
        file = self.place.parent / "pgbench.sql"
        file.write_text(script)
        said = self.run([PG_BIN / "pgbench", "-n", "-M", "prepared", "-c", clients, "-j", 2, "-D", f"rows={rows}",
                         "-T", max(1, round(seconds)), "-f", file, self.loop_url])
        return float(re.search(r"tps = ([\d.]+)", said)[1])


def run_json(program, *arguments):
    ended = subprocess.run([PROGRAMS / program, *[str(word) for word in arguments]], capture_output=True, text=True)
    if ended.returncode != 0:
        raise Broken(f"{program} ended with {ended.returncode}:\n{ended.stderr[-2000:]}")
    return json.loads(ended.stdout)


def load(server, what, **options):
    """Runs the load client; every reply must have been the right one."""
    options = {"connections": CONNECTIONS, "seconds": SECONDS} | options
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    said = run_json("load", "--port", server.port, what, *words)
    if said["wrong"]:
        raise Broken(f"{said['wrong']} of {said['replies']} replies were wrong, the first was {said['first_wrong']}")
    return said


def paths_file(place, name, paths):
    file = Path(place) / f"{name}.paths"
    file.write_text("".join(f"{path}\n" for path in paths))
    return file


def sample(values, most, seed=1):
    values = list(values)
    return values if len(values) <= most else random.Random(seed).sample(values, most)


def short(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


class Series:
    """One figure, measured once a round."""

    def __init__(self):
        self.values = []

    def add(self, value):
        self.values.append(value)

    @property
    def median(self):
        return statistics.median(self.values)

    def spread(self):
        return f"{short(min(self.values))}-{short(max(self.values))}"


class Figures:
    """The report of one benchmark."""

    def __init__(self, name):
        self.name = name
        self.figures = []

    def add(self, measure, value, unit, against=None, ratio=None, bar=None, at_most=False):
        """`bar` is for the ratio if there is one, else for the value."""
        held = None
        if bar is not None:
            compared = value if ratio is None else ratio
            held = compared <= bar if at_most else compared >= bar
        shown = None if bar is None else f"{'≤' if at_most else '≥'} {bar:g}"
        self.figures.append({"measure": measure, "value": value, "unit": unit, "against": against, "ratio": ratio,
                             "bar": shown, "holds": held})
        say(f"  {measure}: {short(value)} {unit}" + (f"; {short(ratio)} of {against}" if ratio is not None else ""))

    def compare(self, measure, series, unit, other_name, other, bar=None, at_most=False):
        """Medians of two series that were measured in the same rounds."""
        against = f"{other_name}: {short(other.median)} ({other.spread()})"
        value = series.median
        self.add(measure, value, f"{unit} ({series.spread()})", against, value / other.median, bar, at_most)

    def write(self):
        OUT.mkdir(parents=True, exist_ok=True)
        report = json.dumps({"name": self.name, "figures": self.figures}, ensure_ascii=False, indent=1)
        (OUT / f"{self.name}.json").write_text(report + "\n", encoding="utf-8")


def rounds(what):
    for i in range(ROUNDS):
        say(f"  {what}, round {i + 1} of {ROUNDS}")
        yield i

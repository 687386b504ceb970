#!/usr/bin/env python3
"""Goal: kill -9 in the middle of uploads loses no byte that was acknowledged, and what is kept is what was sent.

Method: clients send files in pieces of random size; at a random moment the server dies, between pieces, inside one, or
while the whole is looked into; it comes again on the same data. Then each upload must say an offset that is not below
the last that was acknowledged, and never beyond the file; it is sent to its end from there. At the end the folder must
hold, under no other name than a whole one's, each file's very bytes, and nothing of it may be in parts any more.
"""
import argparse
import concurrent.futures
import hashlib
import http.client
import json
import random
import time

import ground
from ground import Client, Server, expect

AT_ONCE = 4
LARGEST_BITS = 20.5
LARGEST_PIECE = 512 << 10


def paper(rng, size):
    """A PDF of one empty page with `size` bytes that no two have in common."""
    text, places = b"%PDF-1.7\n", []
    filler = rng.randbytes((size + 1) // 2).hex().encode()[:size]
    for number, body in enumerate((b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                                   b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R >>",
                                   b"<< /Length %d >>\nstream\n%s\nendstream" % (len(filler), filler)), 1):
        places.append(len(text))
        text += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(text)
    text += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return text + b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % table


class Upload:
    """One file as its sender knows it."""

    def __init__(self, rng):
        self.id = f"{rng.getrandbits(128):032x}"
        self.bytes = paper(rng, int(2 ** rng.uniform(4, LARGEST_BITS)))  # many small ones: they come to their end
        self.sha256 = hashlib.sha256(self.bytes).hexdigest()
        self.safe = 0      # as acknowledged
        self.kept = False  # as acknowledged

    def hear(self, status, body):
        expect(status == 200, f"upload {self.id} is answered {status}: {body[:300]}")
        told = json.loads(body)
        expect(self.safe <= told["offset"] <= len(self.bytes), f"{self.safe} bytes were safe, now {told['offset']}")
        expect(told["kept"] or not self.kept, f"upload {self.id} was kept, and is no more")
        expect(not told["kept"] or told["offset"] == len(self.bytes), "kept, and not whole")
        self.safe, self.kept = told["offset"], told["kept"]

    def begin(self, client):
        announced = {"sha256": self.sha256, "size": len(self.bytes), "type": "application/pdf"}
        headers = {"Content-Type": "application/json"}
        status, _, body = client.ask("PUT", f"/api/files/{self.id}", json.dumps(announced), headers)
        self.hear(status, body)

    def send_piece(self, client, rng):
        piece = self.bytes[self.safe:self.safe + rng.randrange(1, min(LARGEST_PIECE, len(self.bytes)) + 1)]
        status, _, body = client.ask("PUT", f"/api/files/{self.id}/pieces/{self.safe}", piece,
                                     {"Content-Type": "application/octet-stream"})
        if status != 503:  # busy: sent again
            self.hear(status, body)

    def send(self, port, seed):
        """To its end, or until there is no answer."""
        rng, client = random.Random(seed), Client(port)
        try:
            self.begin(client)
            while not self.kept:
                self.send_piece(client, rng)
        except (OSError, http.client.HTTPException):
            pass
        finally:
            client.close()


def check_folder(server, uploads):
    files = [path for path in (server.data / "files").rglob("*") if path.is_file()]
    expect(not [path for path in files if path.suffix], "something is in parts still")
    there = {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    missing = [upload.id for upload in uploads if upload.sha256 not in there]
    expect(not missing and len(files) == len(uploads), f"{len(files)} files, of {len(uploads)}; missing: {missing[:3]}")


def kills(server, rng, rounds):
    uploads, cut = [], 0
    for _ in range(rounds):
        server.start()
        fresh = [Upload(rng) for _ in range(AT_ONCE)]
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            sending = [pool.submit(upload.send, server.port, rng.getrandbits(64)) for upload in fresh]
            time.sleep(rng.uniform(0, 1))
            server.kill9()
            for one in sending:
                one.result()
        cut += sum(not upload.kept for upload in fresh)
        server.start()
        for upload in fresh:
            upload.send(server.port, rng.getrandbits(64))
            expect(upload.kept, f"upload {upload.id} does not come to its end")
        uploads += fresh
        server.kill9()
    server.start()
    client = Client(server.port)
    for upload in uploads:
        upload.begin(client)
        expect(upload.kept, f"upload {upload.id} is not kept any more")
    client.close()
    server.stop()
    check_folder(server, uploads)
    server.audit()
    return f"{len(uploads)} files, {cut} of them cut in the middle"


def run(options, report, rng):
    with ground.folder("files") as directory:
        report.run(f"kill -9 while files are sent, SQLite, {options.rounds} rounds",
                   kills, Server(directory / "sqlite"), rng, options.rounds)
        Server.kill_all()
        postgres = ground.Postgres(directory / "pg")
        try:
            server = Server(directory / "postgres", postgres.database("files"))
            report.run(f"kill -9 while files are sent, PostgreSQL, {options.rounds} rounds",
                       kills, server, rng, options.rounds)
        finally:
            Server.kill_all()
            postgres.stop()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=5, help="default 5")
    ground.main(run, arguments)

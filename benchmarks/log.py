#!/usr/bin/env python3
"""The public log: tiles and bundles of entries served, receipts built, and how soon after filing a receipt is there.

What a user would recognise: "Save the receipt" right after "Accepted"; for a watchdog, how long it takes to read all.
Limit: the processors, which server and load client share. Nothing is promised; hello, from memory, is the ceiling.
"""
import json
import time
import urllib.error
import urllib.request
import uuid

import measure
from measure import CONNECTIONS, Broken, Figures, Qyzmet, Series, load, rounds

STORED = 200_000
TILE = 256  # hashes of a full tile, entries of a full bundle (C2SP tlog-tiles)
ANSWERS = {"iin": "900315400007", "region": "750000000", "settlement": "Алматы", "address": "Абай даңғылы, 10",
           "purpose": "bank", "certificate_language": "kk", "data_are_right": True}


def numbered(number):
    """tlog-tiles: 1234067 as x001/x234/067."""
    parts = [f"{number % 1000:03}"]
    while number := number // 1000:
        parts.insert(0, f"x{number % 1000:03}")
    return "/".join(parts)


def published(server):
    return int(server.get("/log/checkpoint").decode().split("\n")[1])


def wait_published(server, size):
    for _ in range(600):
        if published(server) >= size:
            return
        time.sleep(0.05)
    raise Broken(f"the log was not published up to {size}")


def file_one(server):
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/api/applications", method="POST",
        data=json.dumps({"service": "kz.address-certificate", "answers": ANSWERS}).encode(),
        headers={"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())})
    with urllib.request.urlopen(request, timeout=30) as reply:
        return json.load(reply)["id"]


def receipt_wait_ms(server):
    """From the acceptance of one application to its receipt, asked for again and again."""
    id = file_one(server)
    started = time.monotonic()
    while time.monotonic() < started + 30:
        try:
            server.get(f"/api/applications/{id}/receipt")
            return (time.monotonic() - started) * 1000
        except urllib.error.HTTPError as error:
            if error.code != 503:
                raise
            time.sleep(0.002)
    raise Broken("no receipt in 30 s")


def main():
    figures = Figures("log")
    names = {"hello": "replies from memory (hello)", "tiles": "tiles of hashes", "bundles": "bundles of entries",
             "receipts": "receipts built"}
    rates = {name: Series() for name in names}
    waits = Series()
    megabytes = {name: Series() for name in names}
    with measure.folder() as place, Qyzmet(place / "data") as server:
        load(server, "submit", count=STORED, ids=place / "ids")
        wait_published(server, STORED)
        full = STORED // TILE
        ids = (place / "ids").read_text().split()
        paths = {"hello": ["/healthz"], "tiles": [f"/log/tile/0/{numbered(n)}" for n in range(full)],
                 "bundles": [f"/log/tile/entries/{numbered(n)}" for n in range(full)],
                 "receipts": [f"/api/applications/{id}/receipt" for id in ids]}
        files = {name: measure.paths_file(place, name, all_paths) for name, all_paths in paths.items()}
        for _ in rounds("the log"):
            for name, file in files.items():
                said = load(server, file)
                rates[name].add(said["per_second"])
                megabytes[name].add(said["bytes"] / said["seconds"] / 1e6)
            for _ in range(10):
                waits.add(receipt_wait_ms(server))
    for name in ("tiles", "bundles", "receipts"):
        measured = f"{names[name]}, SQLite, {CONNECTIONS} connections ({megabytes[name].median:,.0f} MB/s)"
        figures.compare(measured, rates[name], "/s", names["hello"], rates["hello"])
    figures.add("from acceptance to the receipt", waits.median, f"ms ({waits.spread()})")
    figures.write()


if __name__ == "__main__":
    main()

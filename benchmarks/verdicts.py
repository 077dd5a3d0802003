"""Verdicts in a flood, and how soon the third rejection is an alert: `python -m benchmarks.verdicts`.

The service runs as `vigie serve` does, on SQLite. 10,000 verdicts are sent at once over 64 connections, one to a
request, then 10,000 labels in requests of 1,000; each answer is compared with what the ledger holds after. The alert is
measured from the sending of the third rejection to its row being read by another process.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

import httpx

from benchmarks.load.servers import free_port, serving
from vigie.core.project import load_project
from vigie.ledger import PredictionRow, new_prediction_id, now, open_ledger

PROJECT = """
name = "tiny"
data = { source = "rows.csv" }
target = { column = "mood", classes = ["negative", "other"] }
features = { text = { type = "text" } }
[service]
max_rows = 1_000
"""
JSON = {"content-type": "application/json"}
MANY, CONNECTIONS, BATCH, ALERTS = 10_000, 64, 1_000, 100


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "vigie.toml").write_text(PROJECT, encoding="utf-8")
        ids = _predictions(root, 2 * MANY + 3 * ALERTS)
        port = free_port()
        command = [sys.executable, "-m", "vigie.cli.main", "serve", "--project", folder, "--port", str(port)]
        with serving("vigie", command, port, "/health") as server:
            while httpx.get(f"{server.url}/health").json()["ledger"] != "ok":
                time.sleep(0.05)
            delays = _alerts(root, server.url, ids[: 3 * ALERTS])
            single = _single(port, ids[3 * ALERTS : 3 * ALERTS + MANY])
            batched = _batched(server.url, ids[3 * ALERTS + MANY :])
            memory = server.resident_mb
        with closing(open_ledger(load_project(root).ledger_url)) as ledger:
            kept = ledger.quality().verdicts - 3 * ALERTS
    print("| what | took s | verdicts/s | answers |")
    print("|---|---|---|---|")
    for what, (seconds, answers) in (("one to a request", single), (f"{BATCH:,} to a request", batched)):
        print(f"| {MANY:,} verdicts, {what} | {seconds:.2f} | {MANY / seconds:,.0f} | {dict(answers)} |")
    print(f"\n{kept:,} of {2 * MANY:,} are in the ledger; the service's memory after it is {memory:.0f} MB.")
    print(
        f"From the third rejection to the alert's row, {ALERTS} times: median {median(delays) * 1e3:.1f} ms,"
        f" longest {max(delays) * 1e3:.1f} ms."
    )


def _predictions(root: Path, count: int) -> list[str]:
    with closing(open_ledger(load_project(root).ledger_url)) as ledger:
        rows = [
            PredictionRow(new_prediction_id(), now(), "1", '{"text": "late again"}', "other", 0.75, "{}")
            for _ in range(count)
        ]
        ledger.record_predictions(rows)
    return [row.id for row in rows]


def _alerts(root: Path, url: str, ids: Sequence[str]) -> list[float]:
    """Return the seconds from each third rejection's sending to its alert being read."""
    delays = []
    with (
        closing(open_ledger(load_project(root).ledger_url)) as ledger,
        httpx.Client(base_url=url, headers=JSON) as client,
    ):
        for start in range(0, len(ids), 3):
            *first, third = (
                json.dumps({"prediction_id": key, "verdict": "rejected"}) for key in ids[start : start + 3]
            )
            for body in first:
                client.post("/verdicts", content=body)
            began = time.perf_counter()
            client.post("/verdicts", content=third)
            (alert,) = ledger.alerts("open")
            delays.append(time.perf_counter() - began)
            ledger.close_alert(alert.id, "benchmark", "seen")
    return delays


def _single(port: int, ids: Sequence[str]) -> tuple[float, Counter[str]]:
    bodies = [json.dumps({"prediction_id": key, "verdict": "confirmed"}).encode() for key in ids]
    return asyncio.run(_flood(port, bodies))


async def _flood(port: int, bodies: Sequence[bytes]) -> tuple[float, Counter[str]]:
    """Send every body over one of the connections, each as soon as the last was answered."""
    waiting, answers = list(bodies), Counter[str]()

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while waiting:
            body = waiting.pop()
            head = f"POST /verdicts HTTP/1.1\r\nhost: bench\r\ncontent-length: {len(body)}\r\n"
            writer.write(head.encode() + b"content-type: application/json\r\n\r\n" + body)
            told = await reader.readuntil(b"\r\n\r\n")
            length = next(line for line in told.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.partition(b":")[2]))
            answers[told.split()[1].decode()] += 1
        writer.close()
        await writer.wait_closed()

    began = time.perf_counter()
    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    return time.perf_counter() - began, answers


def _batched(url: str, ids: Sequence[str]) -> tuple[float, Counter[str]]:
    answers = Counter[str]()
    began = time.perf_counter()
    with httpx.Client(base_url=url, timeout=30) as client:
        for start in range(0, len(ids), BATCH):
            labels = [{"prediction_id": key, "label": "other"} for key in ids[start : start + BATCH]]
            answers.update(client.post("/verdicts/import", json={"labels": labels}).json()["counted"])
    return time.perf_counter() - began, answers


if __name__ == "__main__":
    main()

"""kill -9 at random moments under load, again and again: is everything that was answered in the ledger, and once?

    python -m benchmarks.chaos [--rounds 20] [--databases sqlite postgresql] [--connections 16] [--workers 1] [--seed 0]

Callers ask for predictions and judge them over connections that are kept alive, while the service is killed and started
again in each round. What they were answered they remember. A third of their requests carry an idempotency key; when
the connection breaks, they send the very same request again until it is answered. In the end the ledger must hold every
answered prediction, every accepted verdict, and each request with a key once.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from benchmarks.load.servers import free_port
from benchmarks.postgres import postgres

PROJECT = """
name = "chaos"
data = { source = "tweets.csv" }
target = { column = "mood", classes = ["negative", "other"] }

[features.text]
type = "text"
"""
LONGEST_LIFE_S = 1.5
READY_WITHIN_S = 60.0

_BROKEN = (ConnectionError, asyncio.IncompleteReadError)


@dataclass
class Heard:
    """What callers were answered."""

    predictions: set[str] = field(default_factory=set)
    verdicts: dict[str, str] = field(default_factory=dict)
    """Prediction → verdict."""
    keyed: dict[str, str] = field(default_factory=dict)
    """Text of a request with a key → the prediction that it was answered with."""
    again: int = 0
    """Requests with a key that had to be sent again."""
    refused: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Caller:
    """One connection, opened again when it breaks."""

    def __init__(self, port: int, heard: Heard, seed: int) -> None:
        self._port = port
        self._heard = heard
        self._random = random.Random(seed)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def work(self, stop: asyncio.Event) -> None:
        """Ask and judge until told to stop."""
        while not stop.is_set():
            try:
                await self._predict(stop)
            except _BROKEN:
                self._hang_up()
                await asyncio.sleep(0.02)
        self._hang_up()

    async def _predict(self, stop: asyncio.Event) -> None:
        text = f"tweet {uuid4()}"
        key = str(uuid4()) if self._random.random() < 1 / 3 else ""
        answer = await self._ask("/predict", {"text": text}, key, stop)
        if answer is None:
            return
        made = str(answer["id"])
        self._heard.predictions.add(made)
        if key:
            self._heard.keyed[text] = made
            if self._random.random() < 0.1:
                repeated = await self._ask("/predict", {"text": text}, key, stop)
                if repeated is not None and repeated["id"] != made:
                    self._heard.wrong.append(f"'{text}' was answered with two predictions")
        if self._random.random() < 0.3:
            kind = self._random.choice(["confirmed", "rejected"])
            body = {"prediction_id": made, "verdict": kind}
            if await self._ask("/verdicts", body, str(uuid4()), stop) is not None:
                self._heard.verdicts[made] = kind

    async def _ask(self, path: str, body: Mapping[str, str], key: str, stop: asyncio.Event) -> dict[str, Any] | None:
        """Return the answer; with a key, ask until there is one. None: refused, or told to stop."""
        while True:
            try:
                status, answer = await self._once(path, json.dumps(body).encode(), key)
            except _BROKEN:
                self._hang_up()
                if not key or stop.is_set():
                    raise
                self._heard.again += 1
                await asyncio.sleep(0.02)
                continue
            if status == 200:
                return answer
            self._heard.refused[status] += 1
            if not key or status != 503 or stop.is_set():
                return None
            await asyncio.sleep(0.02)

    async def _once(self, path: str, body: bytes, key: str) -> tuple[int, dict[str, Any]]:
        reader, writer = self._streams = self._streams or await asyncio.open_connection("127.0.0.1", self._port)
        named = f"idempotency-key: {key}\r\n" if key else ""
        head = (
            f"POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n{named}content-length: {len(body)}"
        )
        writer.write(head.encode() + b"\r\n\r\n" + body)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().lower().split("\r\n")
        size = next(int(line.partition(":")[2]) for line in lines if line.startswith("content-length:"))
        return int(lines[0].split()[1]), json.loads(await reader.readexactly(size))

    def _hang_up(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def prepare(folder: Path) -> None:
    """Make a project whose champion answers with the classes' shares: what is tried here is not the model."""
    import numpy as np

    from vigie.core.project import load_project
    from vigie.servable.folder import save_servable
    from vigie.servable.manifest import Facts
    from vigie.servable.prior import PriorRuntime
    from vigie.servable.store import Store

    (folder / "vigie.toml").write_text(PROJECT, encoding="utf-8")
    project = load_project(folder)
    facts = Facts(name="prior", recipe="dummy", project=project.name)
    save_servable(folder / "candidate", PriorRuntime(np.array([0.25, 0.75])), project.schema, [{"text": "a"}], facts)
    store = Store(project.store_folder)
    store.publish(folder / "candidate", "1")
    store.set_champion("1")


def start(folder: Path, port: int, ledger: str, workers: int) -> subprocess.Popen[bytes]:
    """Start the service in a process group of its own, so that all of it can be killed at once."""
    arguments = ["serve", "--project", str(folder), "--port", str(port), "--workers", str(workers)]
    with (folder / "service.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "vigie.cli.main", *arguments],
            stderr=log,
            env={**os.environ, "VIGIE_LEDGER": ledger},
            start_new_session=True,
        )


async def until_ready(port: int) -> None:
    """Wait for it."""
    end = time.monotonic() + READY_WITHIN_S
    async with httpx.AsyncClient(trust_env=False) as http:
        while time.monotonic() < end:
            try:
                if (await http.get(f"http://127.0.0.1:{port}/ready")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.05)
    sys.exit(f"The service was not ready within {READY_WITHIN_S:g} s.")


async def rounds(folder: Path, ledger: str, given: argparse.Namespace) -> Heard:
    """Kill and start again, and return what the callers heard."""
    heard, stop, port, chance = Heard(), asyncio.Event(), free_port(), random.Random(given.seed)
    callers = [Caller(port, heard, given.seed + number) for number in range(given.connections)]
    calling = [asyncio.create_task(caller.work(stop)) for caller in callers]
    for number in range(given.rounds + 1):
        service = start(folder, port, ledger, given.workers)
        await until_ready(port)
        await asyncio.sleep(chance.uniform(0.05, LONGEST_LIFE_S))
        last = number == given.rounds
        if last:  # who still waits for an answer gets it
            stop.set()
            await asyncio.gather(*calling)
        os.killpg(service.pid, signal.SIGTERM if last else signal.SIGKILL)
        await asyncio.to_thread(service.wait)
        told = "the end" if last else "killed"
        print(f"  {number + 1:>3}  {told:<8} {len(heard.predictions):>8,} answered", flush=True)
    return heard


def verify(ledger_url: str, heard: Heard) -> list[str]:
    """Return what is wrong."""
    from vigie.ledger import open_ledger

    with closing(open_ledger(ledger_url)) as ledger, ledger.database.read() as connection:
        kept = dict(map(tuple, connection.exec_driver_sql("SELECT id, features FROM predictions")))
        judged = dict(map(tuple, connection.exec_driver_sql("SELECT prediction_id, kind FROM verdicts")))
    texts = Counter(json.loads(features)["text"] for features in kept.values())
    twice = [text for text in heard.keyed if texts[text] != 1]
    others = [text for text, made in heard.keyed.items() if text not in kept.get(made, "")]
    lost = heard.predictions - kept.keys()
    unjudged = [key for key, kind in heard.verdicts.items() if judged.get(key) != kind]
    print(
        f"  {len(heard.predictions):,} answered, {len(kept):,} in the ledger, {len(lost)} lost;"
        f" {len(heard.verdicts):,} verdicts accepted, {len(unjudged)} lost;\n"
        f"  {len(heard.keyed):,} requests with a key, {heard.again:,} sent again, {len(twice)} not there once;"
        f" refusals {dict(heard.refused) or 'none'}"
    )
    found = {"lost": lost, "verdicts lost": unjudged, "not once": twice, "of another request": others}
    return [*heard.wrong, *(f"{len(those)} {what}" for what, those in found.items() if those)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--databases", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    wrong = []
    for database in given.databases:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vigie-chaos-")))
            prepare(folder)
            url = stack.enter_context(postgres()) if database == "postgresql" else f"sqlite:///{folder / 'ledger.db'}"
            print(f"{database}, {given.rounds} kills", flush=True)
            heard = asyncio.run(rounds(folder, url, given))
            wrong += [f"{database}: {what}" for what in verify(url, heard)]
    if wrong:
        sys.exit("\n".join(wrong))
    print("Nothing is lost, and nothing is there twice.")


if __name__ == "__main__":
    main()

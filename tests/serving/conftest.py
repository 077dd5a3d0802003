"""A tiny project, tiny servables, and the service in this process or in one of its own."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import numpy as np
import pytest

from vigie.core.project import Project, load_project
from vigie.ledger import Ledger, open_ledger
from vigie.servable.folder import save_servable
from vigie.servable.manifest import Facts
from vigie.servable.prior import PriorRuntime
from vigie.servable.store import Store
from vigie.serving.app import VigieApp, create_app
from vigie.serving.options import ServiceOptions

T = TypeVar("T")

TOML = """
name = "tiny"
title = { en = "Tiny tweets", fr = "Petits tweets" }
data = { source = "tweets.csv", sample = true }

[target]
column = "mood"
classes = ["negative", "other"]
titles = { negative = { en = "Negative", fr = "Négatif" } }

[features.text]
type = "text"
max_length = 300
example = "@airline late again"

[service]
max_rows = 50
max_body_bytes = 20_000
"""


@dataclass
class World:
    """One project folder and what a test does with it."""

    root: Path
    project: Project = field(init=False)

    def __post_init__(self) -> None:
        self.project = load_project(self.root)

    @property
    def store(self) -> Store:
        return Store(self.project.store_folder)

    def options(self, **changes: Any) -> ServiceOptions:
        given: dict[str, Any] = {
            "project": self.project,
            "store": self.project.store_folder,
            "ledger_url": self.project.ledger_url,
            "look_every_s": 0.05,
        }
        return ServiceOptions(**{**given, **changes})

    def publish(self, version: str, shares: tuple[float, ...] = (0.25, 0.75), project: Project | None = None) -> Path:
        """Publish a servable that answers with `shares`, and make it the champion."""
        schema = (project or self.project).schema
        facts = Facts(name=f"prior-{version}", recipe="dummy", project=self.project.name, metrics={"accuracy": 0.75})
        folder = self.root / f"candidate-{version}"
        save_servable(folder, PriorRuntime(np.array(shares)), schema, [schema.example()], facts)
        published = self.store.publish(folder, version)
        self.store.set_champion(version)
        return published

    def ledger(self) -> Ledger:
        return open_ledger(self.project.ledger_url)


class InProcess:
    """The service in this process, its lifespan running in a thread of its own; requests without sockets."""

    def __init__(self, app: VigieApp) -> None:
        self.app = app
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> InProcess:
        self._thread.start()
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        self._http = httpx.AsyncClient(transport=transport, base_url="http://service")
        self._lifespan = self.app.router.lifespan_context(self.app)
        self.run(self._lifespan.__aenter__())
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self._lifespan.__aexit__(None, None, None))
        self.run(self._http.aclose())
        self.run(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        future: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return future.result(timeout=30)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self.run(self._http.request(method, path, **options))

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)

    def predict(self, body: Any) -> Any:
        response = self.post("/predict", json=body)
        assert response.status_code == 200, response.text
        return response.json()


QUICK = """
import sys
from dataclasses import replace
from vigie.core.project import load_project
from vigie.serving.options import service_options
from vigie.serving.server import serve
from vigie.settings import read_settings
serve(replace(service_options(load_project(sys.argv[1]), read_settings()), look_every_s=0.02), port=0)
"""
"""The service as `vigie serve` runs it, but that it looks at its store and its ledger more often."""


class Running:
    """The service as `vigie serve` runs it.

    Parameters
    ----------
    more
        Further arguments.
    environment
        Further variables of its environment.
    quick
        Whether it looks at its store and its ledger many times a second.
    """

    def __init__(
        self, root: Path, *more: str, environment: Mapping[str, str] | None = None, quick: bool = False
    ) -> None:
        serve = ["-m", "vigie.cli.main", "serve", "--project", str(root), "--port", "0", *more]
        command = [sys.executable, *(["-c", QUICK, str(root)] if quick else serve)]
        variables = {**os.environ, **(environment or {})}
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=variables)
        self.log: list[str] = []
        self.url = self._read_url()
        self._reader = threading.Thread(target=self._read_on, daemon=True)
        self._reader.start()

    def _read_url(self) -> str:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log.append(line)
            if found := re.search(r"http://[\d.]+:\d+", line):
                return found[0]
        raise AssertionError("".join(self.log))

    def _read_on(self) -> None:
        assert self.process.stderr is not None
        self.log.extend(self.process.stderr)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        code = self.process.wait(timeout=30)
        self._reader.join()
        if self.process.stderr is not None:
            self.process.stderr.close()
        return code


@pytest.fixture
def make_world(tmp_path: Path) -> Callable[..., World]:
    """Make a project folder from the text of its file."""

    def make(toml: str = TOML, name: str = "tiny") -> World:
        root = tmp_path / name
        root.mkdir()
        (root / "vigie.toml").write_text(toml, encoding="utf-8")
        return World(root)

    return make


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """The tiny project with version 1 as its champion."""
    made = make_world()
    made.publish("1")
    return made


@pytest.fixture
def service(world: World) -> Iterator[InProcess]:
    """The tiny project's service, in this process."""
    with InProcess(create_app(world.options())) as running:
        yield running


@pytest.fixture
def start() -> Callable[[ServiceOptions], InProcess]:
    """Start a service in this process; a context manager."""
    return lambda options: InProcess(create_app(options))


class Load:
    """Connections that are kept alive and ask again and again, and what they were answered."""

    def __init__(self, url: str, connections: int) -> None:
        self._address = url.removeprefix("http://").split(":")
        self.statuses: Counter[int] = Counter()
        self.seen: Counter[tuple[str, str]] = Counter()
        """Of the answers: version and label."""
        self.refusals: list[tuple[dict[str, str], str]] = []
        """Headers and body of each answer that was none."""
        self.ids: list[str] = []
        """Of the predictions that were answered."""
        self.broken = 0
        """Connections that ended before their answer, or had none within half a minute."""
        self.latest = ""
        """The version that answered last."""
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(connections),))

    def __enter__(self) -> Load:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()

    async def _run(self, connections: int) -> None:
        await asyncio.gather(*(self._ask(number) for number in range(connections)))

    async def _ask(self, number: int) -> None:
        body = b'{"text": "tweet of connection %d"}' % number
        head = b"POST /predict HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
        while not self._stop.is_set():
            try:
                await self._keep_asking(head % len(body) + body)
            except (ConnectionError, asyncio.IncompleteReadError, TimeoutError):
                self.broken += 1
                await asyncio.sleep(0.05)

    async def _keep_asking(self, request: bytes) -> None:
        reader, writer = await asyncio.open_connection(*self._address)
        try:
            while not self._stop.is_set():
                writer.write(request)
                async with asyncio.timeout(30):
                    head = (await reader.readuntil(b"\r\n\r\n")).decode()
                    lines = (line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
                    headers = {name.lower(): value for name, value in lines}
                    body = await reader.readexactly(int(headers["content-length"]))
                self._note(int(head[9:12]), headers, body)
        finally:
            writer.close()

    def _note(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.statuses[status] += 1
        if status != 200:
            self.refusals.append((headers, body.decode()))
            return
        answer = json.loads(body)
        self.latest = answer["model_version"]
        self.ids.append(answer["id"])
        self.seen[self.latest, answer["label"]] += 1


@pytest.fixture
def load() -> Callable[[str, int], Load]:
    """Ask a running service over so many connections while a block lasts."""
    return Load


@pytest.fixture
def run_server() -> Callable[..., AbstractContextManager[Running]]:
    """Start `vigie serve` in a process of its own; a context manager that leaves nothing behind."""

    @contextmanager
    def run(root: Path, *more: str, **options: Any) -> Iterator[Running]:
        running = Running(root, *more, **options)
        try:
            yield running
        finally:
            running.stop(signal.SIGKILL)

    return run


@pytest.fixture(scope="session")
def serve_module() -> Callable[..., AbstractContextManager[tuple[World, Running]]]:
    """Start `vigie serve` for a project made from the text of its file, for tests that share one server.

    Its champion answers 0.25 and 0.75, or is what `candidate` makes for the project's folder.
    """

    @contextmanager
    def serve(
        root: Path, toml: str, candidate: Callable[[Path], Path] | None = None
    ) -> Iterator[tuple[World, Running]]:
        (root / "vigie.toml").write_text(toml, encoding="utf-8")
        world = World(root)
        if candidate is None:
            world.publish("1")
        else:
            world.store.publish(candidate(root), "1")
            world.store.set_champion("1")
        running = Running(root)
        try:
            yield world, running
        finally:
            running.stop(signal.SIGKILL)

    return serve


@pytest.fixture
def until() -> Callable[[Callable[[], object]], None]:
    """Wait until something is true, or fail."""

    def wait(is_true: Callable[[], object]) -> None:
        end = time.monotonic() + 20
        while not is_true():
            assert time.monotonic() < end, "it did not become true"
            time.sleep(0.01)

    return wait

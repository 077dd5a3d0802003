"""Real servers for whoever asks, on the loopback and on free ports: PostgreSQL, started once, and a webhook."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import count
from pathlib import Path
from threading import Thread

import pytest

_WITHOUT = "These tests need a PostgreSQL server: apt-get install postgresql (its binaries, no running service)"
_databases = count()


class _PostgresServer:
    """One server. It does not run as root, so root runs it as the user that Debian's package makes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self._run(
            "initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "-N"
        )

    def start(self) -> None:
        options = f"-c listen_addresses=127.0.0.1 -p {self.port} -k {self.folder}"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-o", options, "-l", log, "start")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", mode, "stop")

    def create_database(self) -> str:
        name = f"test_{next(_databases)}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", name)
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [_program(program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        # Into a file, not a pipe: the server inherits it, and a pipe would stay open as long as it lives.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(command, stdout=output, stderr=output, cwd=self.folder, check=False)
            output.seek(0)
            if done.returncode:
                pytest.fail(f"{program} failed: {output.read()[-2000:]}", pytrace=False)


def _program(name: str) -> str:
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    found = str(debian[-1]) if debian else shutil.which(name)
    if found is None:
        pytest.fail(_WITHOUT, pytrace=False)
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _give_to_postgres(folder: Path) -> None:
    try:
        shutil.chown(folder, "postgres")
    except LookupError:  # no such user: the package is not installed
        pytest.fail(_WITHOUT, pytrace=False)


@pytest.fixture(scope="session")
def _postgres_server() -> Iterator[_PostgresServer]:
    # Not under pytest's own temporary folder, which only its owner may enter.
    folder = Path(tempfile.mkdtemp(prefix="vigie-postgres-"))
    try:
        if os.geteuid() == 0:
            _give_to_postgres(folder)
        server = _PostgresServer(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(_postgres_server: _PostgresServer) -> str:
    """Address of a new, empty database on a real server."""
    return _postgres_server.create_database()


@pytest.fixture
def postgres_stopped(_postgres_server: _PostgresServer) -> Callable[[], AbstractContextManager[None]]:
    """`with postgres_stopped():` the server is down, and up again after."""

    @contextmanager
    def stopped() -> Iterator[None]:
        _postgres_server.stop("immediate")
        try:
            yield
        finally:
            _postgres_server.start()

    return stopped


class _WebhookServer(HTTPServer):
    received: list[dict[str, str]]


class _WebhookHandler(BaseHTTPRequestHandler):
    server: _WebhookServer

    def do_POST(self) -> None:
        self.server.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(500 if self.path.startswith("/refuse") else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass


@pytest.fixture
def webhook() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Host and port of a server that takes JSON, and the list of what it got; it answers 500 under /refuse."""
    with _WebhookServer(("127.0.0.1", 0), _WebhookHandler) as server:
        server.received = []
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"127.0.0.1:{server.server_port}", server.received
        server.shutdown()
        thread.join()


@pytest.fixture
def closed_port() -> str:
    """Host and port where nobody listens."""
    return f"127.0.0.1:{_free_port()}"

"""Small real projects, and a real server that can be made to misbehave."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from vigie.core.project import Project, load_project
from vigie.core.types import Silent

TEXT_PROJECT = """
name = "notes"
[data]
source = "rows.csv"
key = "id"
max_quarantine = 0.5
[target]
column = "mood"
classes = { bad = ["bad", "awful"], good = ["good"] }
[features.text]
type = "text"
"""


@dataclass
class Listener(Silent):
    """A reporter that remembers what was said."""

    said: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.said.append(text)


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Project]:
    """`make_project(toml, name=content…)` writes a project folder with files and loads it."""

    def make(toml: str = TEXT_PROJECT, **files: str | bytes) -> Project:
        folder = tmp_path / "project"
        folder.mkdir(exist_ok=True)
        (folder / "vigie.toml").write_text(toml, encoding="utf-8")
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (folder / name.replace("__", ".")).write_bytes(data)
        return load_project(folder)

    return make


@dataclass(frozen=True)
class Answer:
    """What the server does with one request."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    fault: str = ""
    """'reset' hangs up at once; 'cut' promises more bytes than it sends."""


class Server(ThreadingHTTPServer):
    """Answers each request as `reply` says, and remembers the requests."""

    daemon_threads = True
    reply: Callable[[str, int], Answer]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[tuple[str, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def reply_in_turn(self, answers: Sequence[Answer]) -> None:
        self.reply = lambda _path, number: answers[min(number, len(answers) - 1)]


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        number = len(self.server.requests)
        self.server.requests.append((self.path, dict(self.headers)))
        answer = self.server.reply(self.path, number)
        if answer.fault == "reset":
            # Zero linger makes the close a reset.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            return
        extra = 100 if answer.fault == "cut" else 0
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body) + extra))
        self.end_headers()
        self.wfile.write(answer.body)
        self.close_connection = bool(extra)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def answer() -> type[Answer]:
    """The class of what a server answers."""
    return Answer

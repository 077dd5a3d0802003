"""Servers on one core, and a load generator on the other."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import httpx

SERVER_CORE, LOAD_CORE = "0", "1"
SCRIPT = Path(__file__).with_name("tweets.lua")


class Round(NamedTuple):
    """What the load generator saw."""

    per_second: float
    p50_ms: float
    p99_ms: float
    errors: int
    cpu_us: float
    """Of the server, for each request, all of its threads together."""


@dataclass(frozen=True)
class Server:
    """One server under test."""

    name: str
    url: str
    process: subprocess.Popen[bytes]
    start_s: float
    """From the command to the first ready answer."""

    @property
    def resident_mb(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else float("nan")

    @property
    def cpu_s(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def serving(name: str, command: Sequence[str], port: int, ready: str) -> Iterator[Server]:
    """Start a server on its core; the block begins when `ready` answers 200."""
    url = f"http://127.0.0.1:{port}"
    began = time.perf_counter()
    process = subprocess.Popen(["taskset", "-c", SERVER_CORE, *command], stderr=subprocess.DEVNULL)
    try:
        _wait(process, url + ready)
        yield Server(name, url, process, time.perf_counter() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    while process.poll() is None:
        try:
            if httpx.get(url, timeout=1).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.01)
    raise SystemExit(f"The server for {url} ended with {process.returncode} before it was ready.")


def load(server: Server, bodies: Path, connections: int, seconds: float) -> Round:
    """Send requests for some seconds over so many connections, and return what came of it."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "-s", str(SCRIPT), server.url]
    before = server.cpu_s
    done = subprocess.run(
        ["taskset", "-c", LOAD_CORE, *command],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "BENCH_BODIES": str(bodies)},
    )
    requests, duration_us, p50, p99, errors = done.stdout.partition("RESULT ")[2].split()
    cpu_us = (server.cpu_s - before) / int(requests) * 1e6
    return Round(int(requests) / int(duration_us) * 1e6, float(p50), float(p99), int(errors), cpu_us)


def require_tools() -> None:
    """End with one line where wrk or taskset is missing."""
    for tool, package in (("wrk", "wrk"), ("taskset", "util-linux")):
        if shutil.which(tool) is None:
            raise SystemExit(f"This benchmark needs {tool}: apt-get install {package}")

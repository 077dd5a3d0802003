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
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import httpx

SERVER_CORE, LOAD_CORE = "0", "1"
SCRIPT = Path(__file__).with_name("bodies.lua")


class Round(NamedTuple):
    """What the load generator saw."""

    per_second: float
    p50_ms: float
    p99_ms: float
    requests: int
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
        """Of the process and those it started."""
        status = "".join((place / "status").read_text() for place in _family(self.process.pid))
        return sum(map(int, re.findall(r"VmRSS:\s+(\d+) kB", status))) / 1024

    @property
    def cpu_s(self) -> float:
        fields = [(place / "stat").read_text().rpartition(")")[2].split() for place in _family(self.process.pid)]
        return sum(int(of[11]) + int(of[12]) for of in fields) / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> list[Path]:
    """Return the places under /proc of a process and of all that descend from it."""
    place = Path("/proc", str(pid))
    children = [child for task in place.glob("task/*/children") for child in task.read_text().split()]
    return [place, *(found for child in children for found in _family(int(child)))]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def serving(
    name: str, command: Sequence[str], port: int, ready: str, *, folder: Path | None = None
) -> Iterator[Server]:
    """Start a server on its core; the block begins when `ready` answers 200."""
    url = f"http://127.0.0.1:{port}"
    began = time.perf_counter()
    # A session of its own, so that what it starts ends with it.
    process = subprocess.Popen(
        ["taskset", "-c", SERVER_CORE, *command],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(process, url + ready)
        yield Server(name, url, process, time.perf_counter() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
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


def load(
    server: Server, bodies: Path, connections: int, seconds: float, *, path: str = "/predict", key: str = ""
) -> Round:
    """Send requests for some seconds over so many connections, with a key where one is given."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "-s", str(SCRIPT), server.url]
    before = server.cpu_s
    done = subprocess.run(
        ["taskset", "-c", LOAD_CORE, *command],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "BENCH_BODIES": str(bodies), "BENCH_PATH": path, "BENCH_KEY": key},
    )
    requests, duration_us, p50, p99, errors = done.stdout.partition("RESULT ")[2].split()
    cpu_us = (server.cpu_s - before) / int(requests) * 1e6
    return Round(int(requests) / int(duration_us) * 1e6, float(p50), float(p99), int(requests), int(errors), cpu_us)


def require_tools() -> None:
    """End with one line where wrk or taskset is missing."""
    for tool, package in (("wrk", "wrk"), ("taskset", "util-linux")):
        if shutil.which(tool) is None:
            raise SystemExit(f"This benchmark needs {tool}: apt-get install {package}")

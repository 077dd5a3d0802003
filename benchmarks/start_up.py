"""How long people wait before anything happens: `vigie --help`, and the service from its start to ready.

Beside the seconds on the clock, which whatever else the machine does makes longer, the seconds of processors.

python -m benchmarks.start_up
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import httpx

from vigie.cli.supervisor import free_port

ROUNDS = 7
VIGIE = [sys.executable, "-m", "vigie.cli.main"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""With byte code, as after every install: without it each start compiles all of Vigie's modules anew."""


class Seconds(NamedTuple):
    """What one start took."""

    clock: float
    processors: float
    """Of all its processes, where the system tells; else 0."""


def help_seconds() -> Seconds:
    """Return the seconds of `vigie --help`, a whole process."""
    began, before = time.perf_counter(), os.times()
    subprocess.run([*VIGIE, "--help"], check=True, capture_output=True, env=ENVIRONMENT)
    took, after = time.perf_counter() - began, os.times()
    before_s, after_s = (one.children_user + one.children_system for one in (before, after))
    return Seconds(took, after_s - before_s)


def ready_seconds(folder: Path, *options: str) -> Seconds:
    """Return the seconds from starting `vigie serve` to the first 200 of /ready."""
    port = free_port(0)
    began = time.perf_counter()
    command = [*VIGIE, "serve", "--port", str(port), *options]
    quiet = subprocess.DEVNULL
    service = subprocess.Popen(command, cwd=folder, stdout=quiet, stderr=quiet, env=ENVIRONMENT)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            while not _ready(client):
                time.sleep(0.005)
                if time.perf_counter() - began > 30:
                    raise SystemExit("the service was not ready after 30 s")
        return Seconds(time.perf_counter() - began, sum(map(processor_seconds, family(service.pid))))
    finally:
        service.terminate()
        service.wait()


def family(process: int) -> list[int]:
    """Return a process and all that it started."""
    try:
        told = [path.read_text() for path in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:
        told = []
    return [process, *(one for text in told for child in text.split() for one in family(int(child)))]


def processor_seconds(process: int) -> float:
    """Return what a running process has taken of the processors, and those it started that have ended."""
    try:
        facts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(ticks) for ticks in facts[11:15]) / os.sysconf("SC_CLK_TCK")


def _ready(client: httpx.Client) -> bool:
    try:
        return client.get("/ready").status_code == 200
    except httpx.TransportError:
        return False


def champion(folder: Path) -> None:
    """Make the airline sample's champion in `folder`."""
    commands = (["init", "airline-tweets", "."], ["ingest"], ["train", "baseline"], ["promote", "baseline"])
    for command in commands:
        subprocess.run([*VIGIE, *command], cwd=folder, check=True, capture_output=True, env=ENVIRONMENT)


def main() -> None:
    """Print the medians."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        champion(folder)
        rows = {
            "vigie --help": [help_seconds() for _ in range(ROUNDS)],
            "vigie serve, start to ready": [ready_seconds(folder) for _ in range(ROUNDS)],
            "the same with two workers": [ready_seconds(folder, "--workers", "2") for _ in range(ROUNDS)],
        }
    for what, found in rows.items():
        clock, processors = ([getattr(one, kind) for one in found] for kind in Seconds._fields)
        print(
            f"{what:<30} {statistics.median(clock):6.2f} s   ({min(clock):.2f} to {max(clock):.2f}),"
            f" {statistics.median(processors):.2f} s of processors ({min(processors):.2f} to {max(processors):.2f})"
        )


if __name__ == "__main__":
    main()

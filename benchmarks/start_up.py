"""How long people wait before anything happens: `vigie --help`, and the service from its start to ready.

python -m benchmarks.start_up
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from vigie.cli.supervisor import free_port

ROUNDS = 7
VIGIE = [sys.executable, "-m", "vigie.cli.main"]


def help_seconds() -> float:
    """Return the seconds of `vigie --help`, a whole process."""
    began = time.perf_counter()
    subprocess.run([*VIGIE, "--help"], check=True, capture_output=True)
    return time.perf_counter() - began


def ready_seconds(folder: Path) -> float:
    """Return the seconds from starting `vigie serve` to the first 200 of /ready."""
    port = free_port(0)
    began = time.perf_counter()
    service = subprocess.Popen(
        [*VIGIE, "serve", "--port", str(port)], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            while not _ready(client):
                time.sleep(0.005)
                if time.perf_counter() - began > 30:
                    raise SystemExit("the service was not ready after 30 s")
        return time.perf_counter() - began
    finally:
        service.terminate()
        service.wait()


def _ready(client: httpx.Client) -> bool:
    try:
        return client.get("/ready").status_code == 200
    except httpx.TransportError:
        return False


def champion(folder: Path) -> None:
    """Make the airline sample's champion in `folder`."""
    commands = (["init", "airline-tweets", "."], ["ingest"], ["train", "baseline"], ["promote", "baseline"])
    for command in commands:
        subprocess.run([*VIGIE, *command], cwd=folder, check=True, capture_output=True)


def main() -> None:
    """Print the medians."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        champion(folder)
        rows = {
            "vigie --help": [help_seconds() for _ in range(ROUNDS)],
            "vigie serve, start to ready": [ready_seconds(folder) for _ in range(ROUNDS)],
        }
    for what, seconds in rows.items():
        print(f"{what:<30} {statistics.median(seconds):6.2f} s   ({min(seconds):.2f} to {max(seconds):.2f})")


if __name__ == "__main__":
    main()

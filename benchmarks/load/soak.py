"""Ten minutes at half load: does the service's memory stay flat?

    python -m benchmarks.load.soak [--minutes 10] [--connections 64] [--most-mb 5]

The full load is measured first; then half of it is sent at a steady pace, predictions and a verdict on one answer in
twenty, all committed to SQLite (WAL, synchronous=FULL). Resident memory is read every second. The first tenth of the
time is for warming up; over the rest the medians of the first and of the last quarter may differ by `--most-mb`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.load.servers import LOAD_CORE, Server, free_port, load, require_tools, serving
from benchmarks.load.single_tweets import prepare, write_bodies

SCRIPT = Path(__file__).with_name("soak.lua")


def soak(server: Server, bodies: Path, connections: int, per_second: float, seconds: float) -> tuple[str, list[float]]:
    """Send so many requests a second for so long; return what wrk printed, and the memory second by second, in MB."""
    pause_ms = str(int(connections / per_second * 1000))
    command = ["taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "-s", str(SCRIPT)]
    environment = {**os.environ, "BENCH_BODIES": str(bodies), "BENCH_PAUSE_MS": pause_ms}
    resident = []
    with subprocess.Popen([*command, server.url], stdout=subprocess.PIPE, text=True, env=environment) as process:
        while process.poll() is None:
            resident.append(server.resident_mb)
            if len(resident) % 60 == 0:
                print(f"  {len(resident) // 60} min: {resident[-1]:.1f} MB", flush=True)
            time.sleep(1)
        assert process.stdout is not None
        return process.stdout.read(), resident


def growth(resident: list[float]) -> tuple[float, float]:
    """Return the median of the first and of the last quarter after the warm-up, in MB."""
    warm = resident[len(resident) // 10 :]
    quarter = max(1, len(warm) // 4)
    return statistics.median(warm[:quarter]), statistics.median(warm[-quarter:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--most-mb", type=float, default=5.0)
    arguments = parser.parse_args()
    require_tools()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        prepare(folder, chars=False)
        bodies = folder / "bodies.jsonl"
        write_bodies(bodies)
        port = free_port()
        command = [sys.executable, "-m", "vigie.cli.main", "serve", "--project", place, "--port", str(port)]
        with serving("vigie", command, port, "/ready") as server:
            full = load(server, bodies, arguments.connections, 5).per_second
            print(f"full load: {full:,.0f} requests a second; half of it for {arguments.minutes:g} minutes", flush=True)
            printed, resident = soak(server, bodies, arguments.connections, full / 2, arguments.minutes * 60)
            requests, duration_us, p50, p99, errors = printed.partition("RESULT ")[2].split()
            ledger_mb = sum(file.stat().st_size for file in (folder / ".vigie").glob("ledger.db*")) / 1e6
    first, last = growth(resident)
    print(f"{int(requests):,} requests, {int(requests) / int(duration_us) * 1e6:,.0f} a second, {errors} errors")
    print(f"p50 {p50} ms, p99 {p99} ms; ledger {ledger_mb:,.0f} MB")
    print(f"resident: {first:.1f} MB in the first quarter, {last:.1f} MB in the last: {last - first:+.1f} MB")
    if int(errors) or last - first > arguments.most_mb:
        raise SystemExit(f"Not flat: at most {arguments.most_mb:g} MB and no error are allowed.")


if __name__ == "__main__":
    main()

"""Vigie and its peers under load: the same fitted model, one server core, one core for the load.

    python -m benchmarks.load.peers [--kind text|columns|net] [--rounds 5] [--seconds 4] [--connections 1,64] [--only …]

Each peer is installed into an environment of its own the first time (`build/peers`). In each round every server is
started, warmed, asked at each number of connections and stopped, so that none profits from a quiet moment; medians
over the rounds are shown. Vigie asks for a key, counts the requests of each, and commits every answer to SQLite (WAL,
synchronous=FULL) before it leaves; no peer does any of that.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from benchmarks.load.peers.peer import APPS, PEERS, Peer
from benchmarks.load.peers.workload import prepare, write_bodies
from benchmarks.load.servers import Round, free_port, load, require_tools, serving


class Measured(NamedTuple):
    """One peer in one round."""

    by_connections: dict[int, Round]
    start_s: float
    resident_mb: float


def measure(peer: Peer, folder: Path, connections: list[int], seconds: float, key: str) -> Measured:
    """Start the peer, warm it, load it, stop it."""
    bodies = write_bodies(folder, peer.name, peer.body)
    port = free_port()
    with serving(peer.name, peer.start(peer.python(), port, folder), port, peer.ready, folder=folder) as server:
        load(server, bodies, connections[-1], 1, path=peer.path, key=key)
        rounds = {count: load(server, bodies, count, seconds, path=peer.path, key=key) for count in connections}
        return Measured(rounds, server.start_s, server.resident_mb)


def print_table(found: dict[str, list[Measured]], connections: list[int]) -> None:
    head = "".join(f"{f'{count} conn: req/s':>18}{'p50 ms':>8}{'p99 ms':>8}" for count in connections)
    print(f"{'server':<24}{head}{'errors':>8}{'start s':>9}{'MB':>7}{'vigie is':>10}")
    rate = {name: _median(rounds, connections[-1], "per_second") for name, rounds in found.items()}
    for name, rounds in found.items():
        numbers = "".join(
            f"{_median(rounds, count, 'per_second'):>18,.0f}{_median(rounds, count, 'p50_ms'):>8.2f}"
            f"{_median(rounds, count, 'p99_ms'):>8.2f}"
            for count in connections
        )
        errors = sum(one.errors for measured in rounds for one in measured.by_connections.values())
        start = statistics.median(measured.start_s for measured in rounds)
        resident = statistics.median(measured.resident_mb for measured in rounds)
        requests = sum(one.requests for measured in rounds for one in measured.by_connections.values())
        against = f"{rate['vigie'] / rate[name]:>9.2f}×" if "vigie" in rate else ""
        if errors > requests / 100:
            against = "  it fails"  # refusing is quick: its rate says nothing
        print(f"{name:<24}{numbers}{errors:>8}{start:>9.2f}{resident:>7.0f}{against}")


def _median(rounds: list[Measured], connections: int, name: str) -> float:
    values: list[float] = [getattr(measured.by_connections[connections], name) for measured in rounds]
    return statistics.median(values)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", choices=["text", "columns", "net"], default="text")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--connections", default="1,16,64")
    parser.add_argument("--only", nargs="*", help="names of servers")
    arguments = parser.parse_args()
    require_tools()
    connections = [int(count) for count in arguments.connections.split(",")]
    peers = [peer for peer in PEERS if not arguments.only or peer.name in arguments.only]
    os.environ |= {"BENCH_KIND": arguments.kind, "PYTHONPATH": os.pathsep.join([str(APPS), *_here()])}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        os.environ["BENCH_FOLDER"] = place
        key = prepare(arguments.kind, folder)
        found: dict[str, list[Measured]] = defaultdict(list)
        for number in range(arguments.rounds):
            for peer in peers:
                found[peer.name].append(measure(peer, folder, connections, arguments.seconds, key))
                print(f"round {number + 1}: {peer.name}", flush=True)
        print_table(found, connections)


def _here() -> list[str]:
    return [place for place in os.environ.get("PYTHONPATH", "").split(os.pathsep) if place]


if __name__ == "__main__":
    main()

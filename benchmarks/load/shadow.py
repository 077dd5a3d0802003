"""What a challenger in the shadow costs the champion's answers: p99 and throughput with one and without.

    python -m benchmarks.load.shadow [--rounds 5] [--seconds 4] [--connections 16]

One service, one core, wrk on the other; the shadow comes and goes between rounds, so that both are measured on the
same process within seconds of each other. Champion and challenger are TF-IDF models of the real tweets. With the load
that wrk sends, the core is full: then a shadow is asked what there is time for, and the rest is dropped and counted.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

from benchmarks.load.servers import Round, Server, free_port, load, require_tools, serving
from benchmarks.load.single_tweets import prepare, write_bodies

_LOOK_S = 2.5
"""A service looks at its store once a second."""


def publish_challenger(folder: Path) -> Callable[[], None]:
    """Publish the champion's twin as version 2, and return what lets it challenge."""
    from vigie.core.project import load_project
    from vigie.ledger import open_ledger
    from vigie.servable.challenging import Challenging
    from vigie.servable.store import Store

    project = load_project(folder)
    store = Store(project.store_folder)
    store.publish(folder / "candidate", "2")

    def begin() -> None:
        with closing(open_ledger(project.ledger_url)) as ledger:
            challenge = ledger.challenges.start("shadow", "2", champion="1", share=1.0, who="benchmark")
        store.set_challenger(Challenging(challenge.id, "2", "shadow", 1.0))

    return begin


def end(folder: Path) -> int:
    """Take the challenger out, and return how often it was asked."""
    from vigie.core.project import load_project
    from vigie.ledger import open_ledger
    from vigie.servable.store import Store

    project = load_project(folder)
    Store(project.store_folder).set_challenger(None)
    with closing(open_ledger(project.ledger_url)) as ledger:
        challenge = ledger.challenges.running()
        assert challenge is not None
        ledger.challenges.end(challenge.id, "stopped", "", who="benchmark")
        return ledger.challenges.counts(challenge).answers


def measure(server: Server, bodies: Path, arguments: argparse.Namespace) -> Round:
    return load(server, bodies, arguments.connections, arguments.seconds)


def in_service(server: Server) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{server.url}/challenge", timeout=30).json()["in_service"]
    return found


def print_table(without: Sequence[Round], beside: Sequence[Round], asked: int, dropped: int) -> None:
    print("                  req/s    p50 ms   p99 ms   CPU µs/req   not 2xx")
    for name, rounds in (("no challenger", without), ("in the shadow", beside)):
        numbers = [
            statistics.median(getattr(one, key) for one in rounds)
            for key in ("per_second", "p50_ms", "p99_ms", "cpu_us")
        ]
        print(
            f"{name:<15}{numbers[0]:>8,.0f}{numbers[1]:>10.2f}{numbers[2]:>9.2f}{numbers[3]:>13.1f}"
            f"{sum(one.errors for one in rounds):>10}"
        )
    ratios = sorted(one.p99_ms / other.p99_ms for one, other in zip(beside, without, strict=True))
    print(
        f"p99 with a shadow / without: {statistics.median(ratios):.2f}× (by round {ratios[0]:.2f} to {ratios[-1]:.2f});"
        f" asked {asked:,} of {sum(one.requests for one in beside):,}, dropped {dropped:,}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0, help="for each of the two in each round")
    parser.add_argument("--connections", type=int, default=16)
    arguments = parser.parse_args()
    require_tools()
    without: list[Round] = []
    beside: list[Round] = []
    asked = dropped = 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        prepare(folder, chars=False)
        begin = publish_challenger(folder)
        bodies = folder / "bodies.jsonl"
        write_bodies(bodies)
        port = free_port()
        command = [sys.executable, "-m", "vigie.cli.main", "serve", "--project", place, "--port", str(port)]
        with serving("vigie", command, port, "/ready") as server:
            load(server, bodies, arguments.connections, 1)  # the first requests are slower
            for _ in range(arguments.rounds):
                without.append(measure(server, bodies, arguments))
                begin()
                time.sleep(_LOOK_S)
                if not in_service(server)["answering"]:
                    raise SystemExit("The challenger was not taken.")
                beside.append(measure(server, bodies, arguments))
                time.sleep(_LOOK_S)  # what was answered beside is written when nobody waits
                dropped += in_service(server)["dropped"]
                asked += end(folder)
                time.sleep(_LOOK_S)
    print_table(without, beside, asked, dropped)


if __name__ == "__main__":
    main()

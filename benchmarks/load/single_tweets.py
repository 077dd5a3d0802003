"""Single tweets over HTTP: Vigie with a TF-IDF model and its durable ledger, against an empty FastAPI endpoint.

    python -m benchmarks.load.single_tweets [--rounds 5] [--seconds 5] [--connections 64] [--chars]

The server has one core, wrk the other; rounds alternate between the two servers. Every one of Vigie's answers is
committed to SQLite (WAL, synchronous=FULL) before it leaves; the empty endpoint validates the same request, answers a
constant through the same response model, and keeps nothing.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.load.servers import Round, Server, free_port, load, require_tools, serving
from benchmarks.reference import reference_data

PROJECT = """
name = "single-tweets"
data = { source = "tweets.csv" }
target = { column = "mood", classes = ["negative", "other"] }

[features.text]
type = "text"
"""


def prepare(folder: Path, *, chars: bool) -> None:
    """Make a project in `folder` whose champion is a TF-IDF model of the real tweets."""
    import numpy as np
    import pandas as pd

    from vigie.core.project import load_project
    from vigie.models.counting.logistic import tfidf_logreg
    from vigie.packaging.package import package
    from vigie.servable.manifest import Facts
    from vigie.servable.store import Store

    (folder / "vigie.toml").write_text(PROJECT, encoding="utf-8")
    project = load_project(folder)
    frame = pd.read_csv(reference_data() / "airline_tweets.csv.gz", dtype=str).dropna(subset=["text"])
    labels = np.where(frame["airline_sentiment"] == "negative", "negative", "other").astype(object)
    texts, fitted = frame[["text"]].astype(object), len(frame) * 4 // 5
    recipe = tfidf_logreg(project.schema, words=(1, 2), chars=(2, 4) if chars else ())
    facts = Facts(name="tfidf", recipe="tfidf-logreg", project=project.name)
    candidate = folder / "candidate"
    package(candidate, recipe.fit(texts[:fitted], labels[:fitted]), project.schema, texts[fitted:], facts)
    store = Store(project.store_folder)
    store.publish(candidate, "1")
    store.set_champion("1")


def write_bodies(path: Path) -> None:
    """Write invented tweets, as long as real ones, one request body a line."""
    from vigie.samples.airline_tweets import write_airline_tweets

    sample = path.with_suffix(".csv.gz")
    write_airline_tweets(sample, rows=2_000, seed=7)
    with gzip.open(sample, "rt", encoding="utf-8", newline="") as file, path.open("w", encoding="utf-8") as bodies:
        for row in csv.DictReader(file):
            if row["text"].strip():
                bodies.write(json.dumps({"text": row["text"]}, ensure_ascii=False) + "\n")


def median(rounds: Sequence[Round], name: str) -> float:
    values: list[float] = [getattr(one, name) for one in rounds]
    return statistics.median(values)


def print_table(results: Sequence[tuple[Server, list[Round], float]]) -> None:
    print("server            req/s    p50 ms   p99 ms   CPU µs/req   not 2xx   start s   resident MB")
    for server, rounds, resident in results:
        numbers = [median(rounds, name) for name in ("per_second", "p50_ms", "p99_ms", "cpu_us")]
        print(
            f"{server.name:<15}{numbers[0]:>8,.0f}{numbers[1]:>10.2f}{numbers[2]:>9.2f}{numbers[3]:>13.1f}"
            f"{sum(one.errors for one in rounds):>10}{server.start_s:>10.2f}{resident:>14.0f}"
        )
    (_, empty, _), (_, vigie, _) = results
    by_round = sorted(one.per_second / other.per_second for one, other in zip(vigie, empty, strict=True))
    print(
        f"vigie / empty endpoint: {median(vigie, 'per_second') / median(empty, 'per_second'):.2f}× requests a second"
        f" (by round {by_round[0]:.2f} to {by_round[-1]:.2f}),"
        f" {median(empty, 'cpu_us') / median(vigie, 'cpu_us'):.2f}× per second of CPU"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each server in each round")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--chars", action="store_true", help="groups of letters too, as the recipe has by default")
    arguments = parser.parse_args()
    require_tools()
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        prepare(folder, chars=arguments.chars)
        bodies = folder / "bodies.jsonl"
        write_bodies(bodies)
        ports = free_port(), free_port()
        empty = [sys.executable, str(Path(__file__).with_name("empty_endpoint.py")), str(ports[0])]
        here = [sys.executable, "-m", "vigie.cli.main", "serve", "--project", place, "--port", str(ports[1])]
        servers = [
            stack.enter_context(serving("empty endpoint", empty, ports[0], "/docs")),
            stack.enter_context(serving("vigie", here, ports[1], "/ready")),
        ]
        for server in servers:
            load(server, bodies, arguments.connections, 1)  # the first requests are slower
        rounds: list[list[Round]] = [[] for _ in servers]
        for _ in range(arguments.rounds):
            for server, seen in zip(servers, rounds, strict=True):
                seen.append(load(server, bodies, arguments.connections, arguments.seconds))
        print_table([(server, seen, server.resident_mb) for server, seen in zip(servers, rounds, strict=True)])


if __name__ == "__main__":
    main()

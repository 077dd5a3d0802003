"""Trials per minute of `vigie tune` against the usual script: `hyperopt.fmin`, the whole pipeline fitted each time.

Both search C and the penalty of TF-IDF with logistic regression on the airline tweets, by ROC AUC on the same
validation rows, with hyperopt's TPE and the very same recipe. The script has one core, as it runs one trial after the
other; Vigie is measured with one worker and with two. The first ratio is that of whole processes: start, reading,
preparing, MLflow. The second is that of the trials alone, from the beginning of the first to the end of the last.

    python -m benchmarks.tune [TRIALS]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reference import reference_data

PROJECT = """
name = "airline"
[data]
source = "{data}/airline_tweets.csv.gz"
key = "tweet_id"
[target]
column = "airline_sentiment"
classes = {{ negative = ["negative"], other = ["neutral", "positive"] }}
positive = "negative"
[features.text]
type = "text"
[metric]
decide_by = "roc_auc"
[candidates.baseline]
recipe = "tfidf-logreg"
[candidates.baseline.search]
C = {{ log_uniform = [0.01, 10] }}
penalty = {{ choice = ["l1", "l2"] }}
"""
TRIALS = 100


@dataclass(frozen=True)
class Measured:
    """One search, from the command to its end."""

    seconds: float
    running: float
    """Seconds from the first trial's beginning to the last one's end."""
    trials: int
    best: float
    cores: int

    def per_minute(self, *, whole: bool) -> float:
        return self.trials / (self.seconds if whole else self.running) * 60


def run(folder: Path, cores: int, *arguments: str) -> tuple[float, str]:
    """Run Python to its end on so many cores, and return its seconds and what it said."""
    allowed = ",".join(str(core) for core in sorted(os.sched_getaffinity(0))[:cores])
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "OMP_NUM_THREADS": "1"}
    command = ["taskset", "--cpu-list", allowed, sys.executable, *arguments]
    began = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return time.perf_counter() - began, done.stdout


def reference(folder: Path, trials: int) -> Measured:
    script = Path(__file__).with_name("bare_search.py")
    seconds, output = run(folder, 1, str(script), str(folder), str(trials))
    best, running = map(float, output.split()[-2:])
    return Measured(seconds, running, trials, best, 1)


def ours(folder: Path, trials: int, workers: int, cores: int, name: str = "fresh") -> Measured:
    """Tune from nothing: neither an earlier search nor a prepared row is there."""
    for state in ("tune", "cache"):
        if (folder / ".vigie" / state).exists():
            (folder / ".vigie" / state).rename(folder / f"{name}-{state}")
    command = ("-m", "vigie.cli.main", "tune", "baseline", "--trials", str(trials), "--workers", str(workers))
    seconds, _ = run(folder, cores, *command)
    lines = (folder / ".vigie" / "tune" / "baseline.jsonl").read_text(encoding="utf-8").splitlines()
    found = [entry["trial"] for line in lines if "trial" in (entry := json.loads(line))]
    began = min(trial["began_at"] for trial in found) / 1e6
    ended = max(trial["began_at"] / 1e6 + trial["seconds"] for trial in found)
    best = max(trial["score"] for trial in found if trial["score"] is not None)
    return Measured(seconds, ended - began, len(found), best, cores)


def main() -> None:
    """Print one line per search; each row against the script."""
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else TRIALS
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "vigie.toml").write_text(PROJECT.format(data=reference_data()), encoding="utf-8")
        run(folder, 2, "-m", "vigie.cli.main", "ingest")
        run(folder, 2, "-c", "from vigie.tracking.store import prepare_store as p; p('sqlite:///.vigie/mlflow.db')")
        bare = reference(folder, max(trials // 4, 5))
        rows = [
            ("hyperopt.fmin, whole pipeline", bare),
            ("vigie tune, 1 worker, 1 core", ours(folder, trials, 1, 1, "a")),
            ("vigie tune, 1 worker, 2 cores", ours(folder, trials, 1, 2, "b")),
            ("vigie tune, 2 workers, 2 cores", ours(folder, trials, 2, 2, "c")),
        ]
    print(
        f"{'search':<32} {'trials':>7} {'a minute':>9} {'ratio':>7} {'trials alone':>13} {'ratio':>7} {'best AUC':>9}"
    )
    for name, found in rows:
        told = ""
        for whole, width in ((True, 9), (False, 13)):
            rate = found.per_minute(whole=whole)
            told += f" {rate:>{width}.1f} {rate / bare.per_minute(whole=whole):>6.1f}×"
        print(f"{name:<32} {found.trials:>7}{told} {found.best:>9.4f}")


if __name__ == "__main__":
    main()

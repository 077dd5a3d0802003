"""What Vigie adds to the fits: `vigie train` for one candidate against a bare script that makes the very same fits.

Reading the dataset, cross-validation's bookkeeping, intervals, the servable and its proof, MLflow's run with pictures:
all of it is in the first column. Interleaved rounds, whole processes.

    python -m benchmarks.train_overhead [airline|sentiment140]…
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.reference import reference_data

PROJECTS = {
    "airline": """
name = "airline"
[data]
source = "{data}/airline_tweets.csv.gz"
key = "tweet_id"
[target]
column = "airline_sentiment"
classes = {{ negative = ["negative"], other = ["neutral", "positive"] }}
[features.text]
type = "text"
[training]
quick = "10 min"
[candidates.baseline]
recipe = "tfidf-logreg"
""",
    "sentiment140": """
name = "sentiment140"
[data]
source = "{data}/sentiment140_100k.csv.gz"
[target]
column = "target"
classes = {{ negative = ["0"], positive = ["4"] }}
[features.text]
type = "text"
[training]
quick = "10 min"
[candidates.baseline]
recipe = "tfidf-logreg"
""",
}
ROUNDS = {"airline": 5, "sentiment140": 3}


def prepare(folder: Path, name: str) -> Path:
    """Make the project, ingest it and write the rows of its fits as a CSV."""
    from vigie.core.project import load_project
    from vigie.pipelines.rows import read_training_rows

    (folder / "vigie.toml").write_text(PROJECTS[name].format(data=reference_data()), encoding="utf-8")
    run(folder, [sys.executable, "-m", "vigie.cli.main", "ingest"])
    project = load_project(folder)
    found = read_training_rows(project)
    frames = []
    for split, rows in (("train", found.train), ("validation", found.validation)):
        lots = rows.lots()
        folds = (lots * project.file.training.folds).astype(int)
        frames.append(rows.X.assign(split=split, label=rows.y, lot=lots, fold=folds))
    import pandas as pd

    path = folder / "rows.csv"
    pd.concat(frames).to_csv(path, index=False)
    return path


def run(folder: Path, command: list[str]) -> float:
    """Run a command to its end and return its seconds."""
    began = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}, capture_output=True
    )
    took = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(done.stdout.decode() + done.stderr.decode())
    return took


def measure(name: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        rows = prepare(folder, name)
        vigie = [sys.executable, "-m", "vigie.cli.main", "train", "baseline"]
        bare = [sys.executable, str(Path(__file__).with_name("bare_training.py")), str(rows), scratch, "baseline"]
        run(folder, vigie)  # once, so that MLflow's database exists for both
        took = [(run(folder, vigie), run(folder, bare)) for _ in range(ROUNDS[name])]
    ours, theirs = (statistics.median(column) for column in zip(*took, strict=True))
    more = statistics.median(first - second for first, second in took)
    print(f"{name:>14} {ours:>12.1f} s {theirs:>12.1f} s {more:>+10.1f} s {ours / theirs:>8.2f} ×")


def main() -> None:
    """Print one line per data set."""
    print(f"{'data':>14} {'vigie train':>14} {'bare script':>14} {'more':>12} {'ratio':>10}")
    for name in sys.argv[1:] or PROJECTS:
        measure(name)


if __name__ == "__main__":
    main()

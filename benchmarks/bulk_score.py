"""A whole table answered: `vigie score` against the usual script with pandas and the fitted pipeline, whole processes.

    python -m benchmarks.bulk_score [--rows 100000] [--rounds 3]

Both read the same CSV file, answer every row and write a CSV file of labels and probabilities, on one core each, in
turn. The pipeline that the script loads is the very one that the servable was compiled from. Texts: the airline tweets,
over and over; table: energy ratings with boosted trees. Times are of the work without the start of Python and the
imports, which both need; the last column has those too.
"""

from __future__ import annotations

import argparse
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.reference import reference_data

_SCRIPT = """
import pickle, sys, time
import numpy as np, pandas as pd, sklearn.pipeline
began = time.process_time()
folder, source, out = sys.argv[1:]
with open(f"{folder}/pipeline.pkl", "rb") as file:
    pipeline, columns, numbers, key = pickle.load(file)
table = pd.read_csv(source, dtype={name: str for name in columns if name not in numbers}, keep_default_na=False,
                    na_values={name: [""] for name in numbers})
X = table[columns].astype({name: object for name in columns if name not in numbers})
shares = pipeline.predict_proba(X)
answers = pd.DataFrame(shares, columns=[f"probability_{label}" for label in pipeline.classes_])
answers.insert(0, "label", pipeline.classes_[shares.argmax(axis=1)])
answers.insert(0, "key", table[key])
answers.to_csv(out, index=False)
print(time.process_time() - began)
"""

_VIGIE = """
import sys, time
from pathlib import Path
from vigie.core.project import load_project
from vigie.core.types import Silent
from vigie.pipelines.score.score import score
from vigie.settings import Settings
began = time.process_time()
folder, source, out = sys.argv[1:]
score(load_project(folder), Settings(), Path(source), Path(out), Silent(), fresh=True)
print(time.process_time() - began)
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    print(
        f"{'':10} {'rows':>8} {'script, rows/s':>15} {'vigie, rows/s':>14} {'times':>6} {'whole':>6} {'differ by':>10}"
    )
    for name, make in {"tweets": make_tweets, "buildings": make_buildings}.items():
        with tempfile.TemporaryDirectory() as folder:
            compare(name, Path(folder), make, given.rows, given.rounds)


def compare(name: str, folder: Path, make: Callable[[Path, int], None], rows: int, rounds: int) -> None:
    make(folder, rows)
    source = folder / "rows.csv"
    inner: dict[str, list[float]] = {"script": [], "vigie": []}
    outer: dict[str, list[float]] = {"script": [], "vigie": []}
    for _ in range(rounds):
        for who, code in {"script": _SCRIPT, "vigie": _VIGIE}.items():
            began = time.perf_counter()
            inner[who].append(run(code, folder, source, folder / f"{who}.csv"))
            outer[who].append(time.perf_counter() - began)
    script, vigie = median(inner["script"]), median(inner["vigie"])
    whole = median(outer["script"]) / median(outer["vigie"])
    print(
        f"{name:10} {rows:8,} {rows / script:15,.0f} {rows / vigie:14,.0f} {script / vigie:5.1f}× {whole:5.1f}×"
        f" {difference(folder):10.1e}",
        flush=True,
    )


def run(code: str, *arguments: Path) -> float:
    """Return the seconds that a process says it worked, on one core."""
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS"), "1")
    core = min(os.sched_getaffinity(0))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, *map(str, arguments)],
        env={**os.environ, **one, "PYTHONPATH": str(Path.cwd())},
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr[-2_000:])
    return float(done.stdout)


def difference(folder: Path) -> float:
    """Return the largest difference of a probability between the two files."""
    script, vigie = pd.read_csv(folder / "script.csv"), pd.read_csv(folder / "vigie.csv")
    names = [name for name in script.columns if name.startswith("probability_")]
    return float(np.abs(script[names].to_numpy() - vigie[names].to_numpy()).max())


def make_tweets(folder: Path, rows: int) -> None:
    from vigie.models.counting.logistic import tfidf_logreg

    table = pd.read_csv(reference_data() / "airline_tweets.csv.gz", dtype=str, keep_default_na=False)
    declared = """
name = "tweets"
data = { source = "rows.csv", key = "tweet_id" }
target = { column = "airline_sentiment", classes = { negative = ["negative"], other = ["neutral", "positive"] } }
features = { text = { type = "text" } }
"""
    labels = np.where(table["airline_sentiment"] == "negative", "negative", "other")
    publish(folder, declared, tfidf_logreg, table, labels, rows, "tweet_id")


def make_buildings(folder: Path, rows: int) -> None:
    from benchmarks.trees_runtime import CATEGORIES, LABEL, NUMBERS
    from vigie.models.trees import gradient_boosting

    table = pd.read_csv(reference_data() / "dpe_tertiaire_11k_text.csv.gz", dtype=str, keep_default_na=False)
    for name in NUMBERS:
        table[name] = pd.to_numeric(table[name])
    features = "\n".join(
        [f'[features.{name}]\ntype = "category"\nrequired = false\nmissing = ["non renseigné"]' for name in CATEGORIES]
        + [f'[features.{name}]\ntype = "number"\nrequired = false\nmissing = [0]' for name in NUMBERS]
    )
    declared = f"""
name = "buildings"
data = {{ source = "rows.csv", key = "n_dpe" }}
target = {{ column = "{LABEL}", classes = ["A", "B", "C", "D", "E", "F", "G"] }}
{features}
[derived.cost_per_m2]
ratio = ["frais_annuel_energie", "surface_utile"]
[derived.energy_per_m2]
ratio = ["conso_finale_energie", "surface_utile"]
[derived.no_year]
is_missing = "annee_construction"
"""
    publish(folder, declared, gradient_boosting, table, table[LABEL].to_numpy(str), rows, "n_dpe")


def publish(
    folder: Path, declared: str, recipe: Callable[..., Any], table: pd.DataFrame, labels: Any, rows: int, key: str
) -> None:
    """Fit, pickle the pipeline for the script, and make its compiled form the champion of a project."""
    from vigie.core.project import load_project
    from vigie.packaging.compile import compile_estimator
    from vigie.servable.folder import save_servable
    from vigie.servable.manifest import Facts
    from vigie.servable.store import Store

    (folder / "vigie.toml").write_text(declared, encoding="utf-8")
    project = load_project(folder)
    schema = project.schema
    numbers = [feature.name for feature in schema.features if feature.type == "number"]
    X = table[list(schema.names)].astype({name: object for name in schema.names if name not in numbers})
    pipeline = recipe(schema).fit(X, labels)
    (folder / "pipeline.pkl").write_bytes(pickle.dumps((pipeline, list(schema.names), numbers, key)))
    facts = Facts(name="fitted", recipe=recipe.__name__, project=project.name)
    save_servable(folder / "candidate", compile_estimator(pipeline, schema), schema, [], facts)
    store = Store(project.store_folder)
    store.publish(folder / "candidate", "1")
    store.set_champion("1")
    places = np.resize(np.arange(len(table)), rows)
    table.iloc[places].to_csv(folder / "rows.csv", index=False)


if __name__ == "__main__":
    main()

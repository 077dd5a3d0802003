"""Trees through scikit-learn, treelite and Vigie's flat walk: one row, ten thousand rows, and how equal they are.

    python -m benchmarks.trees_runtime [--repeats 300]

All engines answer in turn in one run, on one thread, the energy ratings of the reference data: encoded rows for all
three, raw rows for scikit-learn's pipeline and the servable. treelite is no dependency of Vigie: install it to compare.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it has no types; scikit-learn brings it

from benchmarks.reference import reference_data
from vigie.core.schema import Derived, Feature, Schema, Target, clean_row
from vigie.models.trees import gradient_boosting, random_forest
from vigie.packaging.trees import compile_trees
from vigie.servable.columns import Columns

LABEL = "etiquette_dpe"
CATEGORIES = (
    "methode_du_dpe", "categorie_erp", "secteur_activite", "type_energie_principale_chauffage", "type_energie_n_1",
    "type_usage_energie_n_1",
)  # fmt: skip
NUMBERS = (
    "conso_kwhep_m2_an", "emission_ges_kgco2_m2_an", "surface_utile", "conso_finale_energie",
    "conso_primaire_energie", "frais_annuel_energie", "annee_construction",
)  # fmt: skip
MANY = 10_000
TURN = 10


@dataclass(frozen=True, slots=True)
class Engine:
    """One way to get probabilities."""

    name: str
    one: Callable[[int], Any]
    """Answers row number so and so, alone."""
    many: Callable[[], Any]
    """Answers all rows."""


def make_schema() -> Schema:
    return Schema(
        features=(
            *(Feature(name=name, type="category", required=False, missing=("non renseigné",)) for name in CATEGORIES),
            *(Feature(name=name, type="number", required=False, missing=(0,)) for name in NUMBERS),
        ),
        derived=(
            Derived(name="cost_per_m2", ratio=("frais_annuel_energie", "surface_utile")),
            Derived(name="energy_per_m2", ratio=("conso_finale_energie", "surface_utile")),
            Derived(name="no_year", is_missing="annee_construction"),
        ),
        target=Target(column=LABEL, classes={letter: (letter,) for letter in "ABCDEFG"}),
    )


def read_rows(schema: Schema) -> tuple[pd.DataFrame, Any]:
    table = pd.read_csv(reference_data() / "dpe_tertiaire_11k_text.csv.gz", dtype=str, keep_default_na=False)
    frame = pd.DataFrame({name: pd.to_numeric(table[name]) for name in NUMBERS})
    frame = frame.mask(frame == 0).assign(**{name: table[name].astype(object) for name in CATEGORIES})
    return frame[list(schema.names)], table[LABEL].to_numpy(str)


def make_engines(pipeline: Any, schema: Schema, frame: pd.DataFrame) -> list[Engine]:
    """Return the engines; the first is the one the others are compared with."""
    encoder, model = (step for _, step in pipeline.steps)
    encoded = encoder.transform(frame)
    runtime = compile_trees(pipeline, schema)
    rows = [clean_row(schema, row) for row in frame.to_dict("records")]
    columns = Columns(schema, encoder.spec_)
    single = encoded.astype(np.float32).astype(np.float64) if runtime.spec.single else encoded

    def answer(numbers: Any) -> Any:
        return runtime._answer(numbers)  # noqa: SLF001 - the trees alone, to compare like with like

    return [
        Engine(
            "scikit-learn, encoded",
            lambda row: model.predict_proba(encoded[[row]]),
            lambda: model.predict_proba(encoded),
        ),
        *_treelite(model, single),
        Engine("flat walk, encoded", lambda row: answer(encoded[[row]]), lambda: answer(encoded)),
        Engine(
            "scikit-learn, raw row",
            lambda row: pipeline.predict_proba(frame.iloc[[row]]),
            lambda: pipeline.predict_proba(frame),
        ),
        Engine(
            "flat walk, raw row",
            lambda row: runtime.predict_proba([rows[row]]),
            lambda: runtime.predict_proba(rows),
        ),
        Engine("of that, preparation", lambda row: columns.encode_row(rows[row]), lambda: encoder.transform(frame)),
    ]


def _treelite(model: Any, encoded: Any) -> list[Engine]:
    try:
        import treelite  # type: ignore[import-untyped,import-not-found,unused-ignore]
    except ModuleNotFoundError:
        print("treelite is not installed: its rows are left out ('pip install treelite' adds them)")
        return []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # it casts the code of missing categories to an integer
        compiled = treelite.sklearn.import_model(model)

    def predict(numbers: Any) -> Any:
        return treelite.gtil.predict(compiled, numbers, nthread=1).reshape(len(numbers), -1)

    return [Engine("treelite, encoded", lambda row: predict(encoded[[row]]), lambda: predict(encoded))]


def microseconds(engines: list[Engine], repeats: int, n_rows: int) -> dict[str, float]:
    """Return the median time of one row.

    Engines take turns, so that a busy machine troubles all alike; a turn is ten rows, so that none always finds its
    arrays swept out of the processor's caches by the others.
    """
    spent: dict[str, list[float]] = {engine.name: [] for engine in engines}
    for turn in range(repeats // TURN):
        for engine in engines:
            for row in range(turn * TURN, (turn + 1) * TURN):
                began = time.perf_counter()
                engine.one(row % n_rows)
                spent[engine.name].append(time.perf_counter() - began)
    return {name: median(times) * 1e6 for name, times in spent.items()}


def rows_per_second(engine: Engine, n_rows: int) -> float:
    """Return the best of three."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        engine.many()
        times.append(time.perf_counter() - began)
    return n_rows / min(times)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--repeats", type=int, default=300)
    repeats = arguments.parse_args().repeats
    schema = make_schema()
    X, y = read_rows(schema)
    frame = X[:MANY]
    recipes = {
        "gradient-boosting": gradient_boosting(schema),
        "random-forest": random_forest(schema, n_jobs=1),
    }
    for name, pipeline in recipes.items():
        with threadpool_limits(1):
            report(name, make_engines(pipeline.fit(X, y), schema, frame), repeats)


def report(name: str, engines: list[Engine], repeats: int) -> None:
    expected = engines[0].many()
    times = microseconds(engines, repeats, MANY)
    print(f"\n{name:24} {'one row, µs':>12} {'rows/s':>10} {'largest difference':>20}")
    for engine in engines:
        given = engine.many()
        same = given.shape == expected.shape
        difference = f"{np.abs(given - expected).max():.1e}" if same else "-"
        print(f"{engine.name:24} {times[engine.name]:12,.0f} {rows_per_second(engine, MANY):10,.0f} {difference:>20}")


if __name__ == "__main__":
    main()

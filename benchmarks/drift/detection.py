"""What the drift report finds, and what it cries for nothing: real rows, windows drawn at random.

    python -m benchmarks.drift.detection [--windows 200]

The reference is made as `vigie train` makes it: sketches of training rows, and the answers of a model to validation
rows. *Undrifted* windows are drawn from rows that neither saw; a window is a false alarm if anything at all in it is
called drifted. *Drifted* windows are drawn from rows to which something has happened, and count as detected if the
column that it happened to is called drifted.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.reference import reference_data
from vigie.core.declarations.drift import DriftRule
from vigie.core.schema import Feature, Schema, Target, clean_row
from vigie.core.types import Row
from vigie.models.catalogue import build, find_recipe
from vigie.monitoring.drift.comparison import Window, compare_window
from vigie.monitoring.drift.findings import DriftReport
from vigie.monitoring.drift.importance import answer_importance
from vigie.monitoring.drift.reference import Reference, make_reference, sketch_columns
from vigie.packaging.compile import compile_estimator

SIZES = (100, 300, 1_000)
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Model:
    """A model with what its training rows were like."""

    schema: Schema
    reference: Reference
    answer: Callable[[Sequence[Row]], Any]

    def look(self, rows: Rows) -> DriftReport:
        """Answer the rows and compare them with the training rows."""
        cleaned = [clean_row(self.schema, row) for row in rows]
        answers = self.answer(cleaned)
        labels = [self.schema.labels[place] for place in answers.argmax(axis=1).tolist()]
        columns = {name: [row[name] for row in cleaned] for name in self.schema.names}
        window = Window(0, 1, len(rows), columns, labels, answers.max(axis=1))
        return compare_window(self.reference, self.schema, window, DriftRule())


def train(schema: Schema, recipe: str, rows: Rows, labels: Sequence[str]) -> tuple[Model, Rows]:
    """Return a model of three fifths of the rows, and the fifth that neither training nor validation saw."""
    order = np.random.default_rng(0).permutation(len(rows))
    fit, validation, rest = np.split(order, [len(rows) * 3 // 5, len(rows) * 4 // 5])
    cleaned = [clean_row(schema, row) for row in rows]
    frame = pd.DataFrame([cleaned[place] for place in fit], columns=list(schema.names))
    for feature in schema.features:
        numeric = feature.type in ("number", "integer")
        frame[feature.name] = frame[feature.name].astype("float64" if numeric else object)
    estimator = build(find_recipe(recipe, Path()), schema, 0, {})
    runtime = compile_estimator(estimator.fit(frame, np.array([labels[place] for place in fit])), schema)
    asked = [cleaned[place] for place in validation]
    columns = {name: [cleaned[place][name] for place in fit] for name in schema.names}
    importance = answer_importance(runtime.predict_proba, asked, schema.names)
    answers = runtime.predict_proba(asked)
    reference = make_reference(sketch_columns(schema, columns), schema.labels, answers, importance)
    return Model(schema, reference, runtime.predict_proba), [rows[place] for place in rest]


def read(name: str, header: Sequence[str] | None = None) -> Rows:
    with gzip.open(reference_data() / name, "rt", encoding="utf-8", newline="") as file:
        return [dict(row) for row in csv.DictReader(file, header)]


def text_schema(classes: Sequence[str]) -> Schema:
    values: dict[str, tuple[str, ...]] = {name: (name,) for name in classes}
    return Schema(features=(Feature(name="text", type="text"),), target=Target(column="label", classes=values))


def airline() -> tuple[Model, Rows]:
    """Negative or not, of English tweets to airlines."""
    rows = read("airline_tweets.csv.gz")
    unique = list({row["text"]: row for row in rows}.values())  # the same text in training and a window is no drift
    labels = ["negative" if row["airline_sentiment"] == "negative" else "other" for row in unique]
    return train(text_schema(["negative", "other"]), "tfidf-logreg", unique, labels)


def april() -> tuple[Model, Rows]:
    """April's tweets: of Sentiment140's negative ones, by whether they have an exclamation mark.

    The labels of that file tell the month as well, so they cannot be learned; any other question does.
    """
    rows = [row for row in read("sentiment140_100k.csv.gz") if row["target"] == "0"][:25_000]
    labels = ["cry" if "!" in row["text"] else "calm" for row in rows]
    return train(text_schema(["cry", "calm"]), "tfidf-logreg", rows, labels)


NUMBERS = (
    "conso_kwhep_m2_an", "emission_ges_kgco2_m2_an", "surface_utile", "conso_finale_energie", "conso_primaire_energie",
    "frais_annuel_energie", "annee_construction",
)  # fmt: skip
CODES = (
    "version_dpe", "methode_du_dpe", "categorie_erp", "secteur_activite", "type_energie_principale_chauffage",
    "type_energie_n_1", "type_usage_energie_n_1",
)  # fmt: skip


def dpe_rows(name: str) -> Rows:
    return [{**row, **{column: float(row[column]) for column in NUMBERS}} for row in read(name)]


def dpe() -> tuple[Model, Rows]:
    """The energy rating, from codes and figures."""
    features = [Feature(name=name, type="number", required=False, missing=(-1.0,)) for name in NUMBERS]
    features += [Feature(name=name, type="category", required=False) for name in CODES]
    classes: dict[str, tuple[str, ...]] = {letter: (str(number),) for number, letter in enumerate("ABCDEFG", start=1)}
    schema = Schema(features=tuple(features), target=Target(column="etiquette_dpe", classes=classes, ordered=True))
    rows = dpe_rows("dpe_tertiaire_11k.csv.gz")
    return train(schema, "random-forest", rows, ["ABCDEFG"[int(row["etiquette_dpe"]) - 1] for row in rows])


def windows(rows: Rows, size: int, count: int, seed: int) -> Iterable[Rows]:
    """Draw windows, each without a row twice."""
    generator = np.random.default_rng(seed)
    for _ in range(count):
        yield [rows[place] for place in generator.permutation(len(rows))[:size].tolist()]


def share(model: Model, rows: Rows, size: int, count: int, column: str = "") -> float:
    """Return the share of windows in which the column, or anything at all, is called drifted."""
    found = [{one.column for one in model.look(window).drifted} for window in windows(rows, size, count, seed=size)]
    return sum(column in names if column else bool(names) for names in found) / count


def show(name: str, model: Model, rows: Rows, count: int, column: str = "") -> None:
    cells = [
        f"{share(model, rows, size, count, column):>10.1%}" if size <= len(rows) else f"{'–':>10}" for size in SIZES
    ]
    print(f"{name:<64}{''.join(cells)}", flush=True)


def in_megawatt_hours(rows: Rows) -> Rows:
    return [{**row, "conso_finale_energie": row["conso_finale_energie"] / 1_000} for row in rows]


def with_text(
    name: str, column: str, header: Sequence[str] | None = None, keep: Mapping[str, str] | None = None
) -> Rows:
    """Return the texts of a file as rows; `keep` says which rows, by column and what is in its value."""
    return [
        {"text": row[column]}
        for row in read(name, header)
        if all(part in row[key] for key, part in (keep or {}).items())
    ]


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--windows", type=int, default=200)
    count = parser.parse_args().windows
    head = "".join(f"{f'{size:,} rows':>10}" for size in SIZES)
    tweets, unseen_tweets = airline()
    spring, unseen_spring = april()
    ratings, unseen_ratings = dpe()
    print(f"{f'{count} undrifted windows: share with a false alarm':<64}{head}")
    show("airline tweets (text, answers)", tweets, unseen_tweets, count)
    show("Sentiment140, April (text, answers)", spring, unseen_spring, count)
    show("DPE (14 columns, answers)", ratings, unseen_ratings, count)
    few = max(count // 4, 1)
    print(f"\n{f'{few} drifted windows: share detected':<64}{head}")
    keys = {row["n_dpe"] for row in unseen_ratings}
    shifted = [row for row in dpe_rows("dpe_tertiaire_5606_shifted_codes.csv.gz") if row["n_dpe"] in keys]
    show("encoder accident: secteur_activite, codes shifted by one", ratings, shifted, few, "secteur_activite")
    megawatts = in_megawatt_hours(unseen_ratings)
    show("conso_finale_energie in MWh instead of kWh", ratings, megawatts, few, "conso_finale_energie")
    french = with_text("avis_assurance_fr_test.csv.gz", "avis")
    show("French reviews sent to the English tweets model", tweets, french, few, "text")
    june = with_text("sentiment140_100k.csv.gz", "text", keep={"target": "4"})
    show("June tweets sent to April's model (positive, April's negative)", spring, june, few, "text")
    raw = ("target", "id", "date", "flag", "user", "text")
    same = with_text("sentiment140_random_10k_raw.csv.gz", "text", raw, {"target": "0", "date": " Jun "})
    show("June tweets, negative as April's", spring, same, few, "text")
    print(json.dumps({"rule": DriftRule().model_dump()}))


if __name__ == "__main__":
    main()

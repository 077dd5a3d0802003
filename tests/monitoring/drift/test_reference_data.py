"""Real accidents in real data: found in one window, and nothing else."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vigie.core.declarations.drift import DriftRule
from vigie.core.schema import Feature, Schema, Target
from vigie.monitoring.drift.comparison import Window, compare_window
from vigie.monitoring.drift.findings import DriftReport
from vigie.monitoring.drift.reference import make_reference, sketch_columns

pytestmark = pytest.mark.reference

TARGET = Target(column="y", classes={"a": ("a",), "b": ("b",)})
TEXT = Schema(features=(Feature(name="text", type="text"),), target=TARGET)
NUMBERS = ("surface_utile", "conso_finale_energie", "frais_annuel_energie", "annee_construction")
CODES = ("secteur_activite", "categorie_erp", "type_energie_n_1")
TABLE = Schema(
    features=tuple(
        Feature(name=name, type="number" if name in NUMBERS else "category", required=False)
        for name in (*NUMBERS, *CODES)
    ),
    target=TARGET,
)

Columns = dict[str, list[Any]]


def read(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def look(schema: Schema, then: Columns, now: Columns) -> DriftReport:
    reference = make_reference(sketch_columns(schema, then), ["a", "b"], np.full((100, 2), 0.5), {})
    n = len(next(iter(now.values())))
    return compare_window(reference, schema, Window(0, 1, n, now), DriftRule())


def drifted(report: DriftReport) -> set[str]:
    return {column.column for column in report.drifted}


def table(rows: list[dict[str, str]]) -> Columns:
    return {name: [float(row[name]) if name in NUMBERS else row[name] for row in rows] for name in TABLE.names}


@pytest.fixture(scope="module")
def certificates(reference_data: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Energy certificates of training, and others."""
    rows = read(reference_data / "dpe_tertiaire_11k.csv.gz")
    order = np.random.default_rng(0).permutation(len(rows)).tolist()
    return [rows[place] for place in order[:7_000]], [rows[place] for place in order[7_000:]]


def test_encoder_accident_is_found_and_nothing_else(
    reference_data: Path, certificates: tuple[list[dict[str, str]], list[dict[str, str]]]
) -> None:
    then, rest = certificates
    shifted = {row["n_dpe"]: row for row in read(reference_data / "dpe_tertiaire_5606_shifted_codes.csv.gz")}
    window = [row for row in rest if row["n_dpe"] in shifted][:300]
    assert drifted(look(TABLE, table(then), table(window))) == set()
    now = table([shifted[row["n_dpe"]] for row in window])
    assert drifted(look(TABLE, table(then), now)) == {"secteur_activite"}


def test_megawatt_hours_are_found_and_named(
    certificates: tuple[list[dict[str, str]], list[dict[str, str]]],
) -> None:
    then, rest = certificates
    now = table(rest[:300])
    now["conso_finale_energie"] = [value / 1_000 for value in now["conso_finale_energie"]]
    report = look(TABLE, table(then), now)
    assert drifted(report) == {"conso_finale_energie"}
    assert report.columns[0].unit_factor == 1_000


def test_french_reviews_are_found_among_english_tweets(reference_data: Path) -> None:
    tweets = [row["text"] for row in read(reference_data / "airline_tweets.csv.gz")]
    order = np.random.default_rng(0).permutation(len(tweets)).tolist()
    then = {"text": [tweets[place] for place in order[:8_000]]}
    assert drifted(look(TEXT, then, {"text": [tweets[place] for place in order[8_000:8_300]]})) == set()
    french = [row["avis"] for row in read(reference_data / "avis_assurance_fr_test.csv.gz")]
    report = look(TEXT, then, {"text": french[:100]})
    assert {test.name for test in report.columns[0].real(0.01)} == {"language", "unknown", "words", "length"}


def test_june_is_found_after_april(reference_data: Path) -> None:
    rows = read(reference_data / "sentiment140_100k.csv.gz")
    april, june = ([row["text"] for row in rows if row["target"] == target] for target in ("0", "4"))
    then = {"text": april[:10_000]}
    assert drifted(look(TEXT, then, {"text": april[10_000:10_300]})) == set()
    report = look(TEXT, then, {"text": june[:300]})
    assert drifted(report) == {"text"}
    assert report.columns[0].words

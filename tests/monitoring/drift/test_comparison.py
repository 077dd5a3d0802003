"""What is called drift, what is not, and the cold cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from vigie.core.declarations.drift import DriftRule
from vigie.core.schema import Feature, Schema
from vigie.monitoring.drift.comparison import Window, compare_window
from vigie.monitoring.drift.findings import CONFIDENCE, PREDICTION, ColumnDrift, DriftReport
from vigie.monitoring.drift.reference import Reference

Rows = dict[str, list[Any]]
Look = Callable[..., DriftReport]
MakeRows = Callable[[int, int], Rows]


def column(report: DriftReport, name: str) -> ColumnDrift:
    return next(one for one in report.columns if one.column == name)


def drifted(report: DriftReport) -> set[str]:
    return {one.column for one in report.drifted}


def test_compare_window_without_drift_seldom_finds_any(look: Look, make_rows: MakeRows) -> None:
    found = [drifted(look(make_rows(150, seed))) for seed in range(1, 31)]
    assert sum(bool(names) for names in found) <= 1


def test_compare_window_of_a_million_rows_does_not_cry_wolf(reference: Reference, schema: Schema) -> None:
    # Two in a hundred more: certain to be no chance, and not worth telling.
    n = 1_000_000
    generator = np.random.default_rng(0)
    columns = {
        "surface": generator.lognormal(5.02, 1, n),
        "heating": generator.choice(["gas", "wood", "oil", "electricity"], n, p=[0.52, 0.19, 0.19, 0.1]).tolist(),
        "new_building": generator.random(n) < 0.32,
        "fixed": np.full(n, 7.0),
    }
    inputs = Schema(features=schema.features[1:], target=schema.target)
    report = compare_window(reference, inputs, Window(0, 1, n, columns), DriftRule(min_missing=0.2))
    heating = column(report, "heating").test("distribution")
    assert heating is not None
    assert heating.corrected < 0.5
    assert drifted(report) == {"text"}  # which is gone


def test_compare_window_finds_another_unit_and_says_which(look: Look, make_rows: MakeRows) -> None:
    now = make_rows(200, 1)
    now["surface"] = [None if value is None else value / 1_000 for value in now["surface"]]
    report = look(now)
    first = report.columns[0]
    assert (first.column, first.status, first.unit_factor) == ("surface", "drifted", 1_000.0)
    assert first.value is not None
    assert first.value > 0.9
    assert first.unseen > 150


def test_compare_window_finds_new_categories(look: Look, make_rows: MakeRows) -> None:
    now = make_rows(200, 2)
    now["heating"] = ["hydrogen" if value == "oil" else value for value in now["heating"]]
    found = column(look(now), "heating")
    assert found.status == "drifted"
    assert found.new_values == {"hydrogen": now["heating"].count("hydrogen")}


def test_compare_window_finds_a_column_that_went_missing(look: Look, make_rows: MakeRows) -> None:
    now = make_rows(200, 3)
    now["surface"] = [None] * 200
    found = column(look(now), "surface")
    assert (found.status, found.missing_now, found.rows) == ("drifted", 1.0, 0)


def test_compare_window_finds_another_language(look: Look, make_rows: MakeRows) -> None:
    now = make_rows(200, 4)
    now["text"] = [
        f"l'avion est en retard et je ne suis pas content de votre service numéro {n % 7}" for n in range(200)
    ]
    found = column(look(now), "text")
    assert {test.name for test in found.real(0.01)} >= {"language", "unknown", "words"}
    assert "content" in found.new_words


def test_compare_window_finds_a_new_topic_and_names_its_words(look: Look, make_rows: MakeRows) -> None:
    now = make_rows(300, 5)
    now["text"] = [text.replace("flight", "refund").replace("bag", "refund") for text in now["text"]]
    found = column(look(now), "text")
    assert found.area is not None
    assert found.area > 0.6
    assert found.words[0].word == "refund"
    assert found.words[0].now > found.words[0].then
    assert {word.word for word in found.words if word.now < word.then} >= {"flight", "bag"}


def test_compare_window_ranks_by_what_it_does_to_the_answers(look: Look, make_rows: MakeRows) -> None:
    now = make_rows(300, 6)
    now["surface"] = [None if value is None else value * 1.8 for value in now["surface"]]  # the model looks at it
    now["heating"] = ["wood"] * 300  # and hardly at this
    names = [one.column for one in look(now).drifted]
    assert names == ["surface", "heating"]


def test_compare_window_looks_at_the_answers_too(look: Look, make_rows: MakeRows) -> None:
    unsure = np.random.default_rng(0).uniform(0.5, 0.6, 200)
    report = look(make_rows(200, 7), labels=["b"] * 150 + ["a"] * 50, confidences=unsure)
    assert drifted(report) == {PREDICTION, CONFIDENCE}


@pytest.mark.parametrize(("n", "problem"), [(0, "no rows"), (1, "few rows"), (99, "few rows"), (100, "")])
def test_compare_window_of_few_rows_says_so(look: Look, make_rows: MakeRows, n: int, problem: str) -> None:
    report = look(make_rows(n, 8))
    assert (report.problem, report.rows, report.min_rows) == (problem, n, 100)
    assert bool(report.columns) == (not problem)


def test_compare_window_of_a_mostly_missing_column_tests_nothing(look: Look, make_rows: MakeRows) -> None:
    now = make_rows(200, 9)
    now["heating"] = [*now["heating"][:20], *([None] * 180)]
    found = look(now, DriftRule(min_missing=0.95))
    assert (column(found, "heating").status, column(found, "heating").value) == ("few", None)


def test_compare_window_of_another_schema_says_what_is_gone_and_new(
    reference: Reference, schema: Schema, make_rows: MakeRows
) -> None:
    features = (*schema.features[:-1], Feature(name="floor", type="integer"))
    changed = Schema(features=features, target=schema.target)
    rows = make_rows(200, 10) | {"floor": [1] * 200}
    report = compare_window(reference, changed, Window(0, 1, 200, rows), DriftRule())
    assert column(report, "fixed").status == "gone"
    assert column(report, "floor").status == "new"


def test_compare_window_of_a_changed_type_compares_nothing(
    reference: Reference, schema: Schema, make_rows: MakeRows
) -> None:
    features = (Feature(name="text", type="category"), *schema.features[1:])
    changed = Schema(features=features, target=schema.target)
    report = compare_window(reference, changed, Window(0, 1, 200, make_rows(200, 11)), DriftRule())
    assert column(report, "text").status == "new"


def test_compare_window_of_hidden_texts_says_so(look: Look, make_rows: MakeRows) -> None:
    now = make_rows(200, 12)
    now["text"] = ["hmac-sha256:00"] * 150 + [None] * 50
    found = column(look(now, hidden=frozenset({"text"})), "text")
    assert (found.status, found.value, found.missing_now) == ("hidden", None, 0.25)


def test_compare_window_counts_what_the_declaration_does_not_allow(look: Look, make_rows: MakeRows) -> None:
    now = make_rows(200, 13)
    now["surface"] = [-1.0, "large", *now["surface"][2:]]
    now["new_building"] = ["yes", *now["new_building"][1:]]
    report = look(now)
    assert (column(report, "surface").invalid, column(report, "new_building").invalid) == (2, 1)


def test_report_goes_through_json(look: Look, make_rows: MakeRows) -> None:
    report = look(make_rows(150, 14))
    assert DriftReport.model_validate_json(report.model_dump_json()) == report

"""Every text exists in both languages, and what happened is said as it happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from vigie.core.schema import Schema
from vigie.core.types import Language
from vigie.monitoring.drift.findings import ColumnDrift, DriftReport
from vigie.monitoring.drift.phrases import TEXTS
from vigie.monitoring.drift.wording import headline, in_both, sentences

Rows = dict[str, list[Any]]
Look = Callable[..., DriftReport]
MakeRows = Callable[[int, int], Rows]


def told(report: DriftReport, schema: Schema, name: str, language: Language = "en") -> str:
    column = next(one for one in report.columns if one.column == name)
    return " ".join(sentences(column, schema, report.level, language)).replace("\N{NO-BREAK SPACE}", " ")


def test_texts_are_there_in_both_languages() -> None:
    assert all(words.en and words.fr for words in TEXTS.values())


@pytest.mark.parametrize(
    ("change", "said", "dit"),
    [
        (lambda value: value / 1_000, "Another unit? Times 1000", "Une autre unité ? Multipliées par 1000"),
        (lambda value: value * 2, "Values are higher", "Les valeurs sont plus hautes"),
        (lambda value: value / 2, "Values are lower", "Les valeurs sont plus basses"),
    ],
)
def test_sentences_of_numbers_say_where_they_went(
    look: Look, make_rows: MakeRows, schema: Schema, change: Callable[[float], float], said: str, dit: str
) -> None:
    now = make_rows(400, 1)
    now["surface"] = [None if value is None else change(value) for value in now["surface"]]
    report = look(now)
    assert told(report, schema, "surface").startswith(said)
    assert told(report, schema, "surface", "fr").startswith(dit)


def test_sentences_of_categories_name_new_values_and_moved_shares(
    look: Look, make_rows: MakeRows, schema: Schema
) -> None:
    now = make_rows(300, 2)
    now["heating"] = ["hydrogen" if value == "gas" else value for value in now["heating"]]
    now["new_building"] = [True] * 300
    report = look(now)
    assert "have a value never met in training: 'hydrogen'." in told(report, schema, "heating")
    assert "'gas' 49% → 0%" in told(report, schema, "heating")
    assert "yes 3" in told(report, schema, "new_building")
    assert "oui 3" in told(report, schema, "new_building", "fr")


def test_sentences_of_missing_and_invalid_values_count_them(look: Look, make_rows: MakeRows, schema: Schema) -> None:
    now = make_rows(200, 3)
    now["surface"] = [-1.0] * 20 + [None] * 180
    report = look(now)
    assert "90% are missing; it was 10%." in told(report, schema, "surface")
    assert "20 values are not what the project declares." in told(report, schema, "surface")


def test_sentences_of_texts_say_what_makes_them_different(look: Look, make_rows: MakeRows, schema: Schema) -> None:
    now = make_rows(200, 4)
    now["text"] = [f"{text} {text} refund zeppelin" for text in now["text"]]
    found = told(look(now), schema, "text")
    assert "Texts are longer" in found
    assert "zeppelin" in found
    assert "More often now: " in found


def test_sentences_of_answers_say_what_is_answered_more(look: Look, make_rows: MakeRows, schema: Schema) -> None:
    report = look(make_rows(200, 5), labels=["b"] * 200, confidences=[0.55] * 200)
    assert "a 9" in told(report, schema, "(prediction)")
    assert told(report, schema, "(confidence)").startswith("The model is less sure of its answers")


@pytest.mark.parametrize("status", ["few", "hidden", "gone", "new"])
def test_sentences_of_what_was_not_compared_say_why(schema: Schema, status: Any) -> None:
    column = ColumnDrift(column="surface", kind="number", status=status)
    found = in_both(column, schema, 0.01)
    assert found.en == TEXTS[status].en
    assert found.fr


@pytest.mark.parametrize("problem", ["no champion", "no reference", "no rows", "few rows"])
def test_headline_of_a_problem_says_what_to_do(schema: Schema, problem: Any) -> None:
    report = DriftReport(since=0, at=1, rows=7, version="3", min_rows=100, problem=problem)
    for language in ("en", "fr"):
        found = headline(report, schema, language)
        assert "{" not in found
        assert problem != "few rows" or ("7" in found and "100" in found)


def test_headline_counts_what_has_changed(look: Look, make_rows: MakeRows, schema: Schema) -> None:
    now = make_rows(200, 6)
    assert headline(look(now), schema, "en") == TEXTS["nothing"].en
    now["heating"] = ["gas"] * 200
    assert headline(look(now), schema, "en") == "One thing of 5 has changed since training: heating."
    now["surface"] = [None] * 200
    assert headline(look(now), schema, "fr").startswith("2 sur 5 ont changé")

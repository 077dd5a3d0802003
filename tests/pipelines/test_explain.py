"""Explanations from servables alone: of one row, and of a whole model."""

from __future__ import annotations

import json

import pytest

from vigie.core.errors import CandidateNotFoundError, NoChampionError, PayloadError
from vigie.core.project import Project
from vigie.core.schema import Feature, Schema, Target
from vigie.core.types import Silent
from vigie.pipelines.explain import ModelExplanation, check_row, explain_model, explain_row
from vigie.pipelines.served import find_served
from vigie.settings import Settings


def explained(project: Project, settings: Settings, name: str) -> ModelExplanation:
    with Silent().stage("explaining") as stage:
        return explain_model(project, settings, name, stage, top=8)


def test_explain_row_json_names_the_words_that_weigh(tweets: Project, settings: Settings) -> None:
    found = explain_row(tweets, settings, "words", json.dumps({"text": "worst airline ever, three hours late"}))
    assert (found.label, found.truth) == ("negative", None)
    assert sum(found.probabilities.values()) == pytest.approx(1)
    assert {"worst", "late"} & {contribution.name for contribution in found.because}
    sizes = [abs(contribution.weight) for contribution in found.because]
    assert sizes == sorted(sizes, reverse=True)


def test_explain_row_key_of_a_validation_row_knows_its_label(tweets: Project, settings: Settings) -> None:
    rows = find_served(tweets, settings, "words").rows
    found = explain_row(tweets, settings, "lexicon", rows.keys[5])
    assert found.truth == rows.y[5]
    assert found.row["text"] == rows.X["text"][5]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("{", "no JSON object"),
        ('{"txt": "late"}', "did you mean text"),
        ("{}", "text is missing"),
        ('{"text": 3}', "must be a text"),
        ("no-such-key", "No validation row"),
    ],
)
def test_explain_row_wrong_row_is_refused_with_what_is_wrong(
    tweets: Project, settings: Settings, row: str, told: str
) -> None:
    with pytest.raises(PayloadError, match=told):
        explain_row(tweets, settings, "words", row)


def test_explain_unknown_names_are_refused(tweets: Project, settings: Settings) -> None:
    with pytest.raises(CandidateNotFoundError, match="Did you mean 'words'"):
        explain_row(tweets, settings, "wrods", "{}")
    with pytest.raises(NoChampionError):
        explain_row(tweets, settings, "champion", "{}")


def test_explain_model_linear_text_lists_its_own_weights(tweets: Project, settings: Settings) -> None:
    found = explained(tweets, settings, "words")
    assert set(found.terms) == {"negative", "other"}
    assert {"thank", "thanks", "great", "love"} & {term.name for term in found.terms["other"]}
    assert (found.words, found.importances) == ({}, [])


def test_explain_model_of_any_other_kind_takes_words_away(tweets: Project, settings: Settings) -> None:
    found = explained(tweets, settings, "lexicon")
    assert found.terms == {}
    assert {"thank", "thanks", "great", "love", "happy"} & {word.word for word in found.words["other"]}
    assert explained(tweets, settings, "majority").words == {"negative": [], "other": []}


def test_check_row_names_every_fault() -> None:
    schema = Schema(
        features=(
            Feature(name="age", type="integer"),
            Feature(name="paid", type="boolean"),
            Feature(name="town", type="category", required=False),
        ),
        target=Target(column="y", classes={"a": ("a",), "b": ("b",)}),
    )
    assert check_row(schema, {"age": 3, "paid": True}) == {"age": 3, "paid": True}
    with pytest.raises(PayloadError) as refused:
        check_row(schema, {"age": True, "paid": 1, "town": 3, "twon": "x"})
    assert [path for path, _ in refused.value.details] == ["twon", "age", "paid", "town"]

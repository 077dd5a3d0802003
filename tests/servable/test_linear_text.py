"""The runtime of linear text models, against the formula written out and scikit-learn's own pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.pipeline import Pipeline

from vigie.core.errors import ServableCorruptError
from vigie.core.schema import Schema, Target
from vigie.models.counting.bayes import naive_bayes, nb_logreg
from vigie.models.counting.logistic import counts_logreg, hashing_logreg, tfidf_logreg
from vigie.models.counting.machines import tfidf_svc
from vigie.packaging.linear import compile_text
from vigie.servable.folder import load_servable, save_servable
from vigie.servable.linear_text import LinearTextRuntime
from vigie.servable.manifest import Facts
from vigie.servable.term_sums import words_of

TEXTS = [
    "@air my flight was LATE again and again!!!", "late late late, never again", "bag lost, nobody answers http://t.co/x",
    "my bag is lost 😡😡", "thank you for the great crew!", "great flight, thanks", "the best crew ever 😀", "",
    "is the flight to Paris late?", "when do you open flights to Rome",
]  # fmt: skip
TWO = ["negative"] * 4 + ["other"] * 6
THREE = ["negative"] * 4 + ["positive"] * 3 + ["neutral"] * 3


def named(value: object) -> str:
    return getattr(value, "__name__", str(value))


@pytest.fixture
def three(schema: Schema) -> Schema:
    target = Target(
        column="sentiment", classes={"positive": ("positive",), "negative": ("negative",), "neutral": ("neutral",)}
    )
    return schema.model_copy(update={"target": target})


def fitted(pipeline: Pipeline, labels: list[str]) -> Any:
    return pipeline.fit(pd.DataFrame({"text": TEXTS * 3}, dtype=object), np.array(labels * 3))


def expected(pipeline: Any, texts: list[str], schema: Schema) -> Any:
    places = [list(pipeline.classes_).index(label) for label in schema.labels]
    return pipeline.predict_proba(pd.DataFrame({"text": texts}, dtype=object))[:, places]


NEW = [*TEXTS, "late", "zzz qqq", "THANKS great great great bag!?", "é" * 50, "late " * 5_000, "\0\x1c \u2028 late"]


@pytest.mark.parametrize("recipe", [tfidf_logreg, tfidf_svc])
@pytest.mark.parametrize(
    "params",
    [
        {},
        {"chars": ()},
        {"words": (), "chars": (1, 5)},
        {"contrast": 0.0, "words": (2, 3), "C": 3.0},
        {"stop_words": True, "style": "plain", "min_df": 1},
    ],
    ids=str,
)
def test_runtime_gives_the_pipelines_numbers(
    recipe: Any, params: dict[str, Any], schema: Schema, three: Schema
) -> None:
    for target, labels in ((schema, TWO), (three, THREE)):
        pipeline = fitted(recipe(target, seed=1, **params), labels)
        runtime = compile_text(pipeline, target)
        result = runtime.predict_proba([{"text": text} for text in NEW])
        assert np.abs(result - expected(pipeline, NEW, target)).max() <= 1e-12
        alone = np.concatenate([runtime.predict_proba([{"text": text}]) for text in NEW])
        assert np.abs(result - alone).max() <= 1e-15


@pytest.mark.parametrize(
    ("recipe", "params"),
    [
        (counts_logreg, {}),
        (counts_logreg, {"chars": (2, 3), "contrast": 0.5}),
        (counts_logreg, {"binary": True, "preparation": "stem", "stop_words": True}),
        (hashing_logreg, {"buckets": 64}),
        (hashing_logreg, {"buckets": 1_000, "chars": (), "contrast": 0.1, "preparation": "lemma"}),
        (naive_bayes, {}),
        (naive_bayes, {"kind": "multinomial", "binary": False, "chars": (1, 2)}),
        (nb_logreg, {"chars": (2, 3), "letters_of": "text"}),
        (tfidf_logreg, {"preparation": "lemma", "chars": (), "max_features": 20}),
        (tfidf_logreg, {"preparation": "stem", "letters_of": "text", "sublinear_tf": False}),
        (tfidf_logreg, {"penalty": "elasticnet", "stop_words": True}),
        (tfidf_svc, {"preparation": "stem", "letters_of": "text", "style": "none"}),
    ],
    ids=named,
)
def test_runtime_gives_the_numbers_of_every_counting_recipe(
    recipe: Any, params: dict[str, Any], schema: Schema, three: Schema
) -> None:
    for target, labels in ((schema, TWO), (three, THREE)):
        pipeline = fitted(recipe(target, seed=1, **params), labels)
        runtime = compile_text(pipeline, target)
        assert isinstance(runtime, LinearTextRuntime)
        result = runtime.predict_proba([{"text": text} for text in NEW])
        assert np.abs(result - expected(pipeline, NEW, target)).max() <= 1e-10
        alone = np.concatenate([runtime.predict_proba([{"text": text}]) for text in NEW])
        assert np.abs(result - alone).max() <= 1e-12
        explained = runtime.explain({"text": NEW[0]}, 0, top=100)
        assert {contribution.name for contribution in explained} <= set(words_of(runtime.terms.text({"text": NEW[0]})))


def test_predict_proba_of_no_rows_is_empty(schema: Schema) -> None:
    assert compile_text(fitted(tfidf_logreg(schema), TWO), schema).predict_proba([]).shape == (0, 2)


def test_predict_proba_of_a_missing_text_is_that_of_an_empty_one(schema: Schema) -> None:
    runtime = compile_text(fitted(tfidf_logreg(schema), TWO), schema)
    assert runtime.predict_proba([{"text": None}, {}]).tolist() == runtime.predict_proba([{"text": ""}] * 2).tolist()


def test_predict_proba_over_many_rows_is_that_of_each(schema: Schema) -> None:
    runtime = compile_text(fitted(tfidf_logreg(schema), TWO), schema)
    rows = [{"text": f"{text} {number}"} for number in range(60) for text in NEW[:12]]
    alone = np.concatenate([runtime.predict_proba([row]) for row in rows])
    assert np.abs(runtime.predict_proba(rows) - alone).max() <= 1e-15


def test_predict_proba_of_one_megabyte_answers(schema: Schema) -> None:
    runtime = compile_text(fitted(tfidf_logreg(schema), TWO), schema)
    rows = [{"text": "late flight " * 90_000}, {"text": "abcdefgh" * 130_000}]
    assert runtime.predict_proba(rows).sum(axis=1) == pytest.approx([1, 1])


def test_saved_runtime_answers_the_same_without_scikit_learn(tmp_path: Path, schema: Schema, facts: Facts) -> None:
    runtime = compile_text(fitted(tfidf_logreg(schema, stop_words=True), TWO), schema)
    save_servable(tmp_path / "s", runtime, schema, [{"text": text} for text in NEW], facts)
    loaded = load_servable(tmp_path / "s")
    rows = [{"text": text} for text in NEW]
    assert loaded.predict_proba(rows).tolist() == runtime.predict_proba(rows).tolist()
    assert loaded.explain(rows[0], "negative") == runtime.explain(rows[0], 0)


def test_load_with_a_table_of_another_size_is_refused(tmp_path: Path, schema: Schema, facts: Facts) -> None:
    runtime = compile_text(fitted(tfidf_logreg(schema), TWO), schema)
    assert isinstance(runtime, LinearTextRuntime)
    runtime.terms.table = runtime.terms.table[:-1]
    save_servable(tmp_path / "s", runtime, schema, [], facts)
    with pytest.raises(ServableCorruptError, match="not of the vocabularies' size"):
        load_servable(tmp_path / "s")


@pytest.mark.parametrize("letters_of", ["words", "text"])
@pytest.mark.parametrize("recipe", [tfidf_logreg, tfidf_svc, counts_logreg, hashing_logreg, nb_logreg])
def test_explain_adds_up_to_the_log_odds(recipe: Any, letters_of: str, schema: Schema) -> None:
    pipeline = recipe(schema, letters_of=letters_of, chars=(2, 3), preparation="stem")
    runtime = compile_text(fitted(pipeline, TWO), schema)
    assert isinstance(runtime, LinearTextRuntime)
    text = "the BAG was late, late again and nobody answers... great!"
    probability = runtime.predict_proba([{"text": text}])[0, 0]
    bias = -runtime.intercept.item()  # of class 0, which is the first of two
    for label, sign in ((0, 1), (1, -1)):
        total = sum(contribution.weight for contribution in runtime.explain({"text": text}, label, top=99))
        assert total + sign * bias == pytest.approx(sign * np.log(probability / (1 - probability)), abs=1e-9)


def test_explain_names_words_and_the_side_they_are_on(schema: Schema) -> None:
    runtime = compile_text(fitted(tfidf_logreg(schema), TWO), schema)
    weights = {c.name: c.weight for c in runtime.explain({"text": "Late, but GREAT crew!"}, 0)}
    assert weights["late"] > 0 > weights["great"]
    assert set(weights) <= {"late", "but", "great", "crew!"}


def test_explain_of_several_classes_names_what_sets_one_apart(three: Schema) -> None:
    runtime = compile_text(fitted(tfidf_logreg(three), THREE), three)
    heaviest = runtime.explain({"text": "great crew when late"}, three.labels.index("positive"), top=2)
    assert {contribution.name for contribution in heaviest} <= {"great", "crew"}
    assert all(contribution.weight > 0 for contribution in heaviest)


def test_explain_of_an_empty_text_is_empty(schema: Schema) -> None:
    assert compile_text(fitted(tfidf_logreg(schema), TWO), schema).explain({"text": ""}, 0) == []


@pytest.mark.parametrize("labels", [TWO, THREE])
def test_strongest_terms_are_those_that_push_furthest_when_alone(
    labels: list[str], schema: Schema, three: Schema
) -> None:
    shape = schema if labels is TWO else three
    runtime: Any = compile_text(
        fitted(tfidf_logreg(shape, min_df=1, words=(1, 1), chars=(), contrast=0.0), labels), shape
    )
    for number in range(len(shape.labels)):
        strongest = runtime.strongest(number, 5)
        weights = [contribution.weight for contribution in strongest]
        assert weights == sorted(weights, reverse=True)
        for contribution in strongest:
            alone = runtime.explain({"text": contribution.name}, number)
            assert [one.weight for one in alone] == pytest.approx([contribution.weight])
    assert "late" in [contribution.name for contribution in runtime.strongest(shape.labels.index("negative"))]


def test_strongest_terms_of_hashes_have_no_names(schema: Schema) -> None:
    runtime: Any = compile_text(fitted(hashing_logreg(schema), TWO), schema)
    assert runtime.strongest(0) == []

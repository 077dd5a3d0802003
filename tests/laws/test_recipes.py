"""Laws that every recipe of the catalogue obeys, and every servable made from one.

A recipe that joins the catalogue is under these laws from then on: it is fitted on the rows below, which hold a text
and a table, so that nothing about it need be declared here.
"""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from sklearn.base import clone

from vigie.core.errors import ColumnNotFoundError
from vigie.core.schema import Derived, Feature, Schema, Target
from vigie.core.types import Row
from vigie.models.catalogue import RECIPES, build, find_recipe
from vigie.packaging.package import package
from vigie.packaging.prove import to_rows
from vigie.servable.folder import load_servable
from vigie.servable.manifest import Facts
from vigie.servable.servable import Servable

FEATURES = (
    Feature(name="remark", type="text", required=False),
    Feature(name="surface", type="number", required=False),
    Feature(name="year", type="integer", required=False, missing=(-1,)),
    Feature(name="energy", type="category", required=False),
    Feature(name="heated", type="boolean", required=False),
)
DERIVED = (
    Derived(name="log_surface", log="surface"),
    Derived(name="no_year", is_missing="year"),
    Derived(name="fossil", group="energy", of={"fossil": ("gas", "oil")}),
)
BORDERS = {2: (1980.0,), 3: (1965.0, 1995.0)}
"""Of years, for one band per class: a rule that is often right, for the recipe that needs one."""
CLASSES: dict[int, dict[str, tuple[str, ...]]] = {
    2: {"poor": ("poor",), "good": ("good",)},
    3: {"poor": ("poor",), "good": ("good",), "fair": ("fair",)},
}
WORDS = {
    "poor": ["cold and damp, awful", "terrible windows 😡", "HATE the draught!!!", "bad walls, sad"],
    "fair": ["it has windows", "walls are walls", "an ordinary house", "some draught, some sun"],
    "good": ["love it, warm", "great windows 😀", "wonderful sun :)", "nice and dry"],
}
FREE: frozenset[str] = frozenset({"dummy"})
"""Recipes that look at no column, so that they miss none."""

QUICK: dict[str, dict[str, Any]] = {
    "attention": {"embeddings": "none", "size": 16, "hidden": 8, "lr": 0.02, "epochs": 6},
    "bilstm": {"embeddings": "word2vec", "size": 16, "hidden": 8, "lr": 0.02, "epochs": 6},
    "cnn": {"embeddings": "words.vec", "hidden": 8, "lr": 0.02, "epochs": 6},
    "fasttext-logreg": {"size": 16},
    "hashing-logreg": {"buckets": 4_096},
    "rules-boosting": {"rules": ["by_year"], "max_iter": 40},
    "vectors-logreg": {"embeddings": "words.vec"},
    "word2vec-logreg": {"size": 16},
}
"""Parameters for recipes that are slow with their own, or that need a column's name or a file: one lies beside this."""

PRETRAINED: dict[str, dict[str, Any]] = {
    "encoder-logreg": {"C": 100.0},
    "fine-tuned": {"epochs": 10, "lr": 5e-3, "head_lr": 2e-2, "batch_size": 16},
}
"""Recipes over a pretrained model: they get one of chance weights, so that nothing is fetched."""

NAMES = sorted(RECIPES)
both_numbers_of_classes = pytest.mark.parametrize("n_classes", [2, 3])
every_recipe = pytest.mark.parametrize("name", NAMES)


def make_schema(n_classes: int) -> Schema:
    derived = (*DERIVED, Derived(name="by_year", bands="year", at=BORDERS[n_classes]))
    return Schema(features=FEATURES, derived=derived, target=Target(column="state", classes=CLASSES[n_classes]))


def make_rows(n_classes: int, seed: int, count: int = 240) -> tuple[pd.DataFrame, NDArray[np.str_]]:
    """Return invented houses with holes in every column; the remark and the table both tell the class, not always."""
    draw = np.random.default_rng(seed)
    y = draw.choice(sorted(CLASSES[n_classes]), count)
    told = np.where(draw.random(count) < 0.85, y, draw.choice(sorted(CLASSES[n_classes]), count))
    step = np.array([["poor", "fair", "good"].index(label) for label in told], dtype=np.float64)
    frame = pd.DataFrame(
        {
            "remark": pd.Series([" ".join(draw.choice(WORDS[label], 2)) for label in told], dtype=object),
            "surface": np.round(60 + 40 * step + draw.normal(0, 15, count), 1),
            "year": np.round(1950 + 30 * step + draw.normal(0, 10, count)),
            "energy": pd.Series(draw.choice(["oil", "gas", "wood"], count), dtype=object),
            "heated": (step > draw.random(count)).astype(np.float64),
        }
    )
    for column in frame:
        holes = draw.random(count) < 0.08
        frame[column] = frame[column].mask(holes, None if frame[column].dtype == object else np.nan)
    frame.loc[count - 2, ["remark", "energy"]] = ["", "uranium"]
    return frame.astype({"remark": object, "energy": object}), y


@cache
def fitted(name: str, n_classes: int) -> Any:
    """Return a recipe's estimator, fitted; nobody may fit it again."""
    recipe = find_recipe(name, Path(__file__).parent)
    params = {"model": tiny_encoder(), **PRETRAINED[name]} if name in PRETRAINED else QUICK.get(name, {})
    return build(recipe, make_schema(n_classes), 7, params).fit(*make_rows(n_classes, seed=1))


@cache
def tiny_encoder() -> str:
    """Return a folder with a BERT of one layer and chance weights, whose tokenizer was trained on the rows' words."""
    import tokenizers  # here, since the laws of the other recipes need none of the three
    import torch
    import transformers

    folder = tempfile.mkdtemp(prefix="vigie-laws-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer = tokenizers.BertWordPieceTokenizer()
    remarks = [remark for texts in WORDS.values() for remark in texts]
    tokenizer.train_from_iterator(remarks, vocab_size=300, special_tokens=special, show_progress=False)
    fast = transformers.BertTokenizer(tokenizer_object=tokenizer._tokenizer)
    fast.save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=len(fast), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=64,
    )  # fmt: skip
    with torch.random.fork_rng():
        torch.manual_seed(0)
        transformers.BertModel(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def servables(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Recipe and number of classes → its servable, made, saved and loaded once."""

    @cache
    def make(name: str, n_classes: int) -> Servable:
        folder = tmp_path_factory.mktemp("servable")
        X, _ = make_rows(n_classes, seed=2)
        facts = Facts(name=name, recipe=name, project="laws")
        package(folder, fitted(name, n_classes), make_schema(n_classes), X, facts)
        return load_servable(folder)

    return make


def company(servable: Servable) -> float:
    """Return how much an answer may change with the rows beside it: a network's 32-bit sums are cut by the batch."""
    return servable.runtime.tolerance if servable.runtime.tolerance > 1e-5 else 1e-12


@every_recipe
@both_numbers_of_classes
def test_probabilities_are_of_all_classes_and_sum_to_one(name: str, n_classes: int) -> None:
    model = fitted(name, n_classes)
    X, _ = make_rows(n_classes, seed=2)
    probabilities = model.predict_proba(X)
    assert list(model.classes_) == sorted(CLASSES[n_classes])
    assert probabilities.shape == (len(X), n_classes)
    assert (probabilities >= 0).all()
    assert probabilities.sum(axis=1) == pytest.approx(1, abs=1e-9)


@every_recipe
def test_predict_is_the_class_of_highest_probability(name: str) -> None:
    model = fitted(name, 3)
    X, _ = make_rows(3, seed=2)
    assert (model.predict(X) == model.classes_[model.predict_proba(X).argmax(axis=1)]).all()


@every_recipe
@both_numbers_of_classes
def test_a_recipe_learns_unless_it_looks_at_nothing(name: str, n_classes: int) -> None:
    X, y = make_rows(n_classes, seed=2)
    right = float((fitted(name, n_classes).predict(X) == y).mean())
    assert right > 1 / n_classes + 0.15 or name in FREE


@every_recipe
def test_inputs_are_left_as_they_were(name: str) -> None:
    X, y = make_rows(3, seed=1)
    before, labels = X.copy(deep=True), y.copy()
    clone(fitted(name, 3)).fit(X, y).predict_proba(X)
    pd.testing.assert_frame_equal(X, before)
    assert (y == labels).all()


@every_recipe
def test_same_seed_gives_the_same_model(name: str) -> None:
    X, _ = make_rows(3, seed=2)
    again = clone(fitted(name, 3)).fit(*make_rows(3, seed=1))
    # Threads of a forest add up in any order, so the last digit may differ.
    assert np.abs(again.predict_proba(X) - fitted(name, 3).predict_proba(X)).max() <= 1e-12


@every_recipe
def test_clone_keeps_every_parameter(name: str) -> None:
    model = fitted(name, 3)
    assert repr(clone(model).get_params()) == repr(clone(clone(model)).get_params())
    assert type(clone(model).set_params(**clone(model).get_params(deep=False))) is type(model)


@every_recipe
def test_order_of_columns_and_more_columns_change_nothing(name: str) -> None:
    X, _ = make_rows(3, seed=2)
    model = fitted(name, 3)
    other = X[list(reversed(X.columns))].assign(extra=1.0)
    assert np.abs(model.predict_proba(other) - model.predict_proba(X)).max() <= 1e-12


@every_recipe
def test_one_row_is_answered_as_among_others(name: str, servables: Any) -> None:
    X, _ = make_rows(3, seed=2)
    model = fitted(name, 3)
    together, allowed = model.predict_proba(X), company(servables(name, 3))
    for place in (0, 1, len(X) - 2):
        assert model.predict_proba(X.iloc[[place]])[0] == pytest.approx(together[place], abs=allowed)


@pytest.mark.parametrize("name", sorted(set(NAMES) - FREE))
def test_a_missing_column_is_named(name: str) -> None:
    X, _ = make_rows(3, seed=2)
    missed = []
    for column in X.columns:
        try:
            fitted(name, 3).predict_proba(X.drop(columns=column))
        except ColumnNotFoundError as error:
            missed.append(error.column == column)
    assert missed
    assert all(missed)


@every_recipe
def test_empty_missing_and_unseen_values_are_answered(name: str) -> None:
    X, _ = make_rows(3, seed=2)
    X = X.head(6).copy()
    X["remark"] = pd.Series(["", None, "\0", "日本語 😀", "x" * 100_000, "never seen words"], dtype=object)
    X["energy"] = pd.Series([None, "", "uranium", "é", "OIL", "oil"], dtype=object)
    X["surface"] = [np.nan, 0.0, -5.0, 1e300, -1e300, 50.0]
    assert np.isfinite(fitted(name, 3).predict_proba(X)).all()


@every_recipe
@both_numbers_of_classes
def test_servable_gives_the_estimators_numbers(name: str, n_classes: int, servables: Any) -> None:
    servable: Servable = servables(name, n_classes)
    X, _ = make_rows(n_classes, seed=3)
    model = fitted(name, n_classes)
    places = [list(model.classes_).index(label) for label in servable.labels]
    given = servable.predict_proba(to_rows(servable.schema, X))
    assert np.abs(given - model.predict_proba(X)[:, places]).max() <= servable.manifest.proof.tolerance  # type: ignore[union-attr]


@every_recipe
def test_servable_answers_one_row_as_among_others(name: str, servables: Any) -> None:
    rows = to_rows(make_schema(3), make_rows(3, seed=3)[0])[:40]
    together = servables(name, 3).predict_proba(rows)
    alone = np.concatenate([servables(name, 3).predict_proba([row]) for row in rows])
    assert np.abs(together - alone).max() <= company(servables(name, 3))


@every_recipe
def test_servable_takes_a_row_as_it_comes_by_http(name: str, servables: Any) -> None:
    row: Row = {"remark": "warm 😀", "surface": 80, "year": 1990, "energy": "gas", "heated": True}
    answer = servables(name, 3).predict_proba([json.loads(json.dumps(row)), {}, dict.fromkeys(row), {"year": -1}])
    assert answer.sum(axis=1) == pytest.approx(np.ones(4))
    assert answer[1].tolist() == answer[2].tolist() == answer[3].tolist()


@every_recipe
def test_servable_explains_with_finite_weights_heaviest_first(name: str, servables: Any) -> None:
    row = {"remark": "awful draught, terrible", "surface": 50.0, "year": 1930, "energy": "oil", "heated": False}
    found = servables(name, 3).explain(row, "poor", top=3)
    weights = [abs(contribution.weight) for contribution in found]
    assert weights == sorted(weights, reverse=True)
    assert np.isfinite(weights).all()
    assert len(found) <= 3
    assert found or name in FREE

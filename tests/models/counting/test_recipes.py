"""The recipes that count words and groups of letters."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from vigie.core.errors import EmptyVocabularyError, FitError, OneClassError
from vigie.core.schema import Feature, Schema
from vigie.models.counting.bayes import naive_bayes, nb_logreg
from vigie.models.counting.layers import tfidf_mlp
from vigie.models.counting.logistic import counts_logreg, hashing_logreg, tfidf_logreg
from vigie.models.counting.machines import tfidf_kernel_svc, tfidf_svc

QUICK: dict[Any, dict[str, Any]] = {
    hashing_logreg: {"buckets": 1_000},
    tfidf_mlp: {"layers": (8,), "batch_size": 4, "learning_rate": 0.01},
}
RECIPES = [
    counts_logreg, hashing_logreg, naive_bayes, nb_logreg, tfidf_kernel_svc, tfidf_logreg, tfidf_mlp, tfidf_svc,
]  # fmt: skip
WITH_VOCABULARY = [recipe for recipe in RECIPES if recipe is not hashing_logreg]
LOGISTIC = [counts_logreg, hashing_logreg, tfidf_logreg]

every_recipe = pytest.mark.parametrize("recipe", RECIPES)


def three_classes(schema: Schema) -> Schema:
    classes = {name: (name,) for name in ("positif", "neutre", "negatif")}
    return schema.model_copy(update={"target": schema.target.model_copy(update={"classes": classes})})


def build(recipe: Any, schema: Schema, **params: Any) -> Any:
    least = {} if recipe is hashing_logreg else {"min_df": 1}
    return recipe(schema, **least, **QUICK.get(recipe, {}), **params)


@every_recipe
def test_recipe_reads_the_first_text_only(recipe: Any, schema: Schema, reviews: tuple[pd.DataFrame, Any]) -> None:
    X, y = pd.concat([reviews[0]] * 5, ignore_index=True), np.tile(reviews[1], 5)
    model = build(recipe, schema).fit(X, y)
    changed = X.assign(stars=0.0, title="y")
    assert (model.predict_proba(X) == model.predict_proba(changed)).all()
    assert model.predict(pd.DataFrame({"review": ["merci, parfait", "nul, à fuir"]})).tolist() == ["positif", "negatif"]


@every_recipe
@pytest.mark.parametrize("preparation", ["stem", "lemma"])
def test_recipe_with_a_preparation_reads_words_in_one_form(
    recipe: Any, preparation: str, schema: Schema, reviews: tuple[pd.DataFrame, Any]
) -> None:
    X, y = pd.concat([reviews[0]] * 5, ignore_index=True), np.tile(reviews[1], 5)
    model = build(recipe, schema, preparation=preparation, words=(1, 1), chars=()).fit(X, y)
    one, other = (pd.DataFrame({"review": [text]}) for text in ("réponses rapides", "réponse rapide"))
    assert (model.predict_proba(one) == model.predict_proba(other)).all()


@every_recipe
def test_recipe_with_stop_words_leaves_them_out_and_keeps_negations(
    recipe: Any, schema: Schema, reviews: tuple[pd.DataFrame, Any]
) -> None:
    X, y = pd.concat([reviews[0]] * 5, ignore_index=True), np.tile(reviews[1], 5)
    model = build(recipe, schema, chars=(), words=(1, 1), stop_words=True, preparation="stem").fit(X, y)

    def answer(text: str) -> list[float]:
        answers: list[float] = model.predict_proba(pd.DataFrame({"review": [text]}))[0].tolist()
        return answers

    assert answer("je dans le service") == answer("service")
    assert "pas" not in model.named_steps["features"].tokenizer.stop_words


def test_stop_words_are_left_out_of_the_vocabulary(schema: Schema, reviews: tuple[Any, Any]) -> None:
    X, y = reviews
    X = X.assign(review=[f"je ne suis pas dans l'avion {text}" for text in X["review"]])
    model = tfidf_logreg(schema, chars=(), words=(1, 1), stop_words=True, min_df=1).fit(X, y)
    words = set(model.named_steps["features"].vocabulary_)
    assert {"ne", "pas", "avion"} <= words
    assert not {"je", "dans", "l'"} & words


@every_recipe
def test_recipe_takes_three_classes(recipe: Any, schema: Schema, reviews: tuple[Any, Any]) -> None:
    X, _ = reviews
    y = np.array(["negatif", "neutre", "positif", "neutre"] * 6)
    X = pd.concat([X] * 3, ignore_index=True)
    probabilities = build(recipe, three_classes(schema)).fit(X, y).predict_proba(X)
    assert probabilities.shape == (24, 3)
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(24))


@pytest.mark.parametrize("recipe", LOGISTIC)
@pytest.mark.parametrize("penalty", ["l1", "elasticnet"])
@pytest.mark.parametrize("classes", [2, 3])
def test_l1_leaves_weights_at_zero(
    recipe: Any, penalty: str, classes: int, schema: Schema, reviews: tuple[Any, Any]
) -> None:
    X, y = pd.concat([reviews[0]] * 3, ignore_index=True), np.tile(reviews[1], 3)
    if classes == 3:
        y, schema = np.where(np.arange(24) % 4 == 1, "neutre", y), three_classes(schema)
    used = {
        name: np.count_nonzero(build(recipe, schema, penalty=name, chars=(), C=1.0).fit(X, y)[-1].coef_)
        for name in ("l2", penalty)
    }
    assert 0 < used[penalty] < used["l2"]


@every_recipe
def test_recipe_without_words_and_chars_is_refused(recipe: Any, schema: Schema) -> None:
    with pytest.raises(ValueError, match="one of words and chars"):
        recipe(schema, words=(), chars=())


@every_recipe
def test_recipe_without_a_text_is_refused(recipe: Any, schema: Schema) -> None:
    with pytest.raises(FitError, match="it reads a text"):
        recipe(schema.model_copy(update={"features": (Feature(name="stars", type="integer"),)}))


@pytest.mark.parametrize(
    ("recipe", "params", "message"),
    [
        (tfidf_logreg, {"preparation": "porter"}, "none, stem, lemma"),
        (tfidf_svc, {"letters_of": "lines"}, "'words' or 'text'"),
        (counts_logreg, {"penalty": "l3"}, "l2, l1, elasticnet"),
        (naive_bayes, {"kind": "gaussian"}, "'complement' or 'multinomial'"),
    ],
)
def test_recipe_with_an_unknown_choice_names_the_known(
    recipe: Any, params: dict[str, str], message: str, schema: Schema
) -> None:
    with pytest.raises(ValueError, match=message):
        recipe(schema, **params)


@every_recipe
def test_recipe_on_one_class_says_so(recipe: Any, schema: Schema, reviews: tuple[Any, Any]) -> None:
    X, y = reviews
    with pytest.raises(OneClassError, match="All 4 training rows are of the class 'negatif'"):
        recipe(schema).fit(X[:4], y[:4])


@pytest.mark.parametrize("recipe", WITH_VOCABULARY)
@pytest.mark.parametrize("params", [{"chars": ()}, {"words": ()}, {}, {"preparation": "stem"}], ids=str)
def test_recipe_on_empty_texts_says_what_to_do(
    recipe: Any, params: dict[str, Any], schema: Schema, reviews: tuple[Any, Any]
) -> None:
    params = {"chars": (2, 4), **params}
    X, y = reviews
    with pytest.raises(EmptyVocabularyError, match=r"vocabulary is empty.*of the 8 training texts.*lower min_df"):
        recipe(schema, **params).fit(X.assign(review=""), y)


def test_terms_that_are_too_rare_are_an_empty_vocabulary(schema: Schema, reviews: tuple[Any, Any]) -> None:
    with pytest.raises(EmptyVocabularyError, match="no word is in at least 7 of the 8"):
        tfidf_logreg(schema, min_df=7, chars=()).fit(*reviews)


@pytest.mark.parametrize("recipe", [*LOGISTIC, naive_bayes])
def test_recipe_fits_a_text_of_one_megabyte(recipe: Any, schema: Schema, reviews: tuple[Any, Any]) -> None:
    X, y = pd.concat([reviews[0]] * 3, ignore_index=True), np.tile(reviews[1], 3)
    X.loc[0, "review"] = "très mauvais service, à fuir " * 18_000 + "abcdefgh" * 62_500
    model = build(recipe, schema, preparation="stem").fit(X, y)
    assert np.isfinite(model.predict_proba(X)).all()

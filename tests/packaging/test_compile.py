"""What a runtime carries is compiled; anything else is refused with the reason."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.naive_bayes import BernoulliNB, ComplementNB, MultinomialNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import FunctionTransformer, MaxAbsScaler
from sklearn.svm import SVC, LinearSVC

from vigie.core.errors import NotServableError
from vigie.core.schema import Feature, Schema, Target
from vigie.models.class_contrast import ClassContrast
from vigie.models.counting.projection import Projection
from vigie.models.counting.words import PreparedWords
from vigie.models.dummy import dummy
from vigie.models.lexicon import LexiconScores
from vigie.models.text_column import TextColumn
from vigie.packaging.compile import compile_estimator, compile_light
from vigie.packaging.labels import in_schema_order
from vigie.packaging.prove import prove_equal

SCHEMA = Schema(
    features=(Feature(name="text", type="text"),),
    target=Target(column="y", classes={"other": ("o",), "never": ("n",), "bad": ("b",)}),
)
X = pd.DataFrame({"text": ["bad bad thing", "good thing", "BAD luck", "good luck then"] * 4}, dtype=object)
Y = np.array(["bad", "other", "bad", "other"] * 4)


LOGISTIC = LogisticRegression()
TFIDF = TfidfVectorizer()


def union(second: Any, **weights: float) -> FeatureUnion:
    return FeatureUnion([("a", TfidfVectorizer()), ("b", second)], transformer_weights=weights)


def net(*layers: int) -> MLPClassifier:
    return MLPClassifier(layers, solver="lbfgs", max_iter=3_000, random_state=0)


def pipeline(features: Any, model: Any, *between: Any) -> Pipeline:
    steps = [("text", TextColumn(SCHEMA.features[0], "plain")), ("features", features)]
    return Pipeline([*steps, *((f"step{n}", step) for n, step in enumerate(between)), ("model", model)])


@pytest.mark.parametrize(
    "estimator",
    [
        dummy(SCHEMA),
        pipeline(TfidfVectorizer(), LOGISTIC),
        pipeline(TfidfVectorizer(use_idf=False, stop_words="english", ngram_range=(1, 3)), LOGISTIC),
        pipeline(TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3)), LogisticRegression(fit_intercept=False)),
        pipeline(
            union(TfidfVectorizer(analyzer="char_wb"), b=0.3), CalibratedClassifierCV(LinearSVC(), ensemble=False, cv=2)
        ),
        pipeline(TfidfVectorizer(norm=None, binary=True), LOGISTIC),
        pipeline(TfidfVectorizer(analyzer="char", ngram_range=(1, 3)), LOGISTIC),
        pipeline(CountVectorizer(ngram_range=(1, 2)), LOGISTIC),
        pipeline(CountVectorizer(binary=True), MultinomialNB()),
        pipeline(TfidfVectorizer(), ComplementNB(norm=True)),
        pipeline(HashingVectorizer(n_features=64, alternate_sign=False, binary=True), LOGISTIC),
        pipeline(HashingVectorizer(n_features=1, alternate_sign=False, norm=None), LOGISTIC),
        pipeline(union(CountVectorizer(), b=2.0), MultinomialNB(fit_prior=False)),
        pipeline(CountVectorizer(tokenizer=PreparedWords("en", "stem", ("then",)), token_pattern=None), LOGISTIC),
        pipeline(TfidfVectorizer(), LOGISTIC, ClassContrast(), Projection(3)),
        pipeline(TfidfVectorizer(), net(4, 3), ClassContrast()),
        pipeline(CountVectorizer(), net()),
        pipeline(LexiconScores(), LOGISTIC),
        pipeline(LexiconScores("textblob"), LOGISTIC),
    ],
    ids=lambda estimator: type(estimator).__name__,
)
def test_compile_estimator_keeps_the_numbers_and_gives_a_class_never_seen_nothing(estimator: Any) -> None:
    estimator.fit(X, Y)
    runtime = compile_estimator(estimator, SCHEMA)
    expected = in_schema_order(estimator.predict_proba(X), estimator.classes_, SCHEMA)
    assert prove_equal(expected, runtime, SCHEMA, X).max_difference < runtime.tolerance / 10
    assert runtime.predict_proba([{"text": "bad"}])[0, 1] == 0.0


@pytest.mark.parametrize(
    ("estimator", "reason"),
    [
        (pipeline(HashingVectorizer(n_features=8), LOGISTIC), "alternate_sign=True"),
        (pipeline(TfidfVectorizer(norm="l1"), LOGISTIC), "norm='l1'"),
        (pipeline(TfidfVectorizer(tokenizer=str.split, token_pattern=None), LOGISTIC), "tokenizer="),
        (pipeline(TFIDF, BernoulliNB()), "BernoulliNB"),
        (pipeline(TFIDF, CalibratedClassifierCV(SVC(), ensemble=False, cv=2)), "not projected"),
        (pipeline(TFIDF, LOGISTIC, Projection(2), ClassContrast()), "Projection"),
        (pipeline(TFIDF, LOGISTIC, MaxAbsScaler()), "MaxAbsScaler"),
        (pipeline(TFIDF, CalibratedClassifierCV(LinearSVC(), cv=2)), "ensemble=False"),
        (pipeline(TFIDF, CalibratedClassifierCV(LOGISTIC, ensemble=False, cv=2)), "LogisticRegression"),
        (pipeline(union(FunctionTransformer(lambda texts: np.ones((len(texts), 1)))), LOGISTIC), "'b'"),
        (pipeline(union(CountVectorizer(binary=True)), LOGISTIC), "binary"),
        (pipeline(union(TfidfVectorizer(sublinear_tf=True)), LOGISTIC), "sublinear_tf"),
        (DummyClassifier(strategy="uniform"), "strategy='uniform'"),
        (SGDClassifier(), "A SGDClassifier"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_compile_light_refuses_what_no_light_runtime_carries(estimator: Any, reason: str) -> None:
    if reason != "A SGDClassifier":  # it takes no frame
        estimator.fit(X, Y)
    with pytest.raises(NotServableError, match="cannot be made into a servable") as refusal:
        compile_light(estimator, SCHEMA)
    assert reason in str(refusal.value)


def test_compile_estimator_with_a_class_the_schema_lacks_is_refused() -> None:
    with pytest.raises(NotServableError, match="the class 'worse'"):
        compile_estimator(dummy(SCHEMA).fit(X, np.where(Y == "bad", "worse", Y)), SCHEMA)


def test_options_that_no_light_runtime_knows_are_answered_by_scikit_learn() -> None:
    estimator = pipeline(TfidfVectorizer(norm="l1"), LOGISTIC).fit(X, Y)
    runtime = compile_estimator(estimator, SCHEMA)
    expected = in_schema_order(estimator.predict_proba(X), estimator.classes_, SCHEMA)
    assert runtime.kind == "skops"
    assert prove_equal(expected, runtime, SCHEMA, X).max_difference < 1e-12

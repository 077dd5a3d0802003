"""From a fitted pipeline over a text to the runtime that answers without scikit-learn."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.svm import LinearSVC

from vigie.core.errors import NotServableError
from vigie.core.schema import Schema
from vigie.models.class_contrast import ClassContrast
from vigie.models.lexicon import VaderScores
from vigie.models.text_column import TextColumn
from vigie.packaging.labels import label_numbers
from vigie.servable.lexicon import LexiconRuntime, LexiconSpec
from vigie.servable.linear_text import LinearTextRuntime, LinearTextSpec
from vigie.servable.link import Link
from vigie.servable.terms import TermsSpec


class _Scores(NamedTuple):
    """A linear model as what it adds up."""

    weights: NDArray[np.float64]
    """Shape (n_features, n_scores)."""
    intercept: NDArray[np.float64]
    link: Link
    classes: tuple[int, ...]


class _Block(NamedTuple):
    """One fitted vectoriser and what a union multiplies it by."""

    name: str
    vectorizer: TfidfVectorizer
    factor: float


def is_text(estimator: object) -> bool:
    """Say whether `compile_text` is the one to take this estimator."""
    return isinstance(estimator, Pipeline) and isinstance(estimator.steps[0][1], TextColumn)


def compile_text(pipeline: Pipeline, schema: Schema) -> LinearTextRuntime | LexiconRuntime:
    """Return the runtime of a fitted pipeline of `TextColumn`, terms or VADER's scores, and a linear model.

    Raises
    ------
    NotServableError
        If a step is none of those the runtimes know.
    """
    column, features, *scales, model = (step for _, step in pipeline.steps)
    scores = _linear_scores(model, schema)
    if isinstance(features, VaderScores) and not scales:
        spec = LexiconSpec(feature=column.feature.name, style=column.style, link=scores.link, classes=scores.classes)
        return LexiconRuntime(schema, spec, scores.weights, scores.intercept)
    for scale in scales:
        if not isinstance(scale, ClassContrast):
            raise NotServableError(f"A pipeline with a {type(scale).__name__}")
        scores = scores._replace(weights=scores.weights * scale.weights_[:, None])
    return _compile_terms(column, _blocks(features), scores, schema)


def _compile_terms(column: TextColumn, blocks: list[_Block], scores: _Scores, schema: Schema) -> LinearTextRuntime:
    sublinear = {block.vectorizer.sublinear_tf for block in blocks}
    if len(sublinear) > 1:
        raise NotServableError("A union of TfidfVectorizers", "sublinear_tf must be the same for all")
    vocabularies = [list(map(str, block.vectorizer.get_feature_names_out())) for block in blocks]
    if any("\n" in term for vocabulary in vocabularies for term in vocabulary):
        raise NotServableError("A TfidfVectorizer", "a term of its vocabulary holds a line break")
    spec = LinearTextSpec(
        feature=column.feature.name,
        style=column.style,
        blocks=tuple(_terms_spec(block) for block in blocks),
        sublinear_tf=sublinear.pop(),
        link=scores.link,
        classes=scores.classes,
    )
    return LinearTextRuntime(schema, spec, vocabularies, _table(blocks, scores.weights), scores.intercept)


def _table(blocks: list[_Block], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return idf and idf · weight of each term, with a row of zeros before each block."""
    parts, start = [], 0
    for block in blocks:
        size = len(block.vectorizer.vocabulary_)
        idf = block.vectorizer.idf_[:, None] if block.vectorizer.use_idf else np.ones((size, 1))
        own = weights[start : start + size] * block.factor
        parts += [np.zeros((1, 1 + weights.shape[1])), np.hstack([idf, idf * own])]
        start += size
    return np.vstack(parts)


def _blocks(features: Any) -> list[_Block]:
    if isinstance(features, TfidfVectorizer):
        return [_Block("terms", features, 1.0)]
    if not isinstance(features, FeatureUnion):
        raise NotServableError(f"A pipeline with a {type(features).__name__}")
    factors = features.transformer_weights or {}
    for name, part in features.transformer_list:
        if not isinstance(part, TfidfVectorizer):
            raise NotServableError(f"A union with '{name}', which is no TfidfVectorizer")
    return [_Block(name, part, float(factors.get(name, 1.0))) for name, part in features.transformer_list]


def _terms_spec(block: _Block) -> TermsSpec:
    given = block.vectorizer
    carried = {
        "analyzer": ("word", "char_wb"), "norm": ("l2",), "binary": (False,), "preprocessor": (None,),
        "tokenizer": (None,), "strip_accents": (None,), "input": ("content",),
    }  # fmt: skip
    for name, values in carried.items():
        if getattr(given, name) not in values:
            raise NotServableError(f"A TfidfVectorizer with {name}={getattr(given, name)!r}")
    of_words = given.analyzer == "word"
    return TermsSpec(
        name=block.name,
        analyzer=given.analyzer,
        ngram_range=tuple(given.ngram_range),
        token_pattern=given.token_pattern if of_words else "",
        stop_words=tuple(sorted(given.get_stop_words() or ())) if of_words else (),
        lowercase=given.lowercase,
    )


def _linear_scores(model: Any, schema: Schema) -> _Scores:
    if isinstance(model, CalibratedClassifierCV):
        return _calibrated_scores(model, schema)
    if not isinstance(model, LogisticRegression):
        raise NotServableError(f"A {type(model).__name__} over a text")
    link: Link = "sigmoid" if len(model.classes_) == 2 else "softmax"
    return _Scores(model.coef_.T, np.atleast_1d(model.intercept_), link, label_numbers(model.classes_, schema))


def _calibrated_scores(model: CalibratedClassifierCV, schema: Schema) -> _Scores:
    """Return the machine's scores with each class's sigmoid 1 / (1 + exp(a · score + b)) put into them."""
    if len(model.calibrated_classifiers_) != 1 or model.method != "sigmoid":
        raise NotServableError("A CalibratedClassifierCV", "only method='sigmoid' with ensemble=False is carried")
    (fitted,) = model.calibrated_classifiers_
    machine = fitted.estimator
    if not isinstance(machine, LinearSVC):
        raise NotServableError(f"A CalibratedClassifierCV of a {type(machine).__name__}")
    slope = -np.array([calibrator.a_ for calibrator in fitted.calibrators])
    offset = -np.array([calibrator.b_ for calibrator in fitted.calibrators])
    return _Scores(
        machine.coef_.T * slope, machine.intercept_ * slope + offset, "sigmoid", label_numbers(model.classes_, schema)
    )

"""From a fitted pipeline over a text to the runtime that answers without scikit-learn."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.naive_bayes import ComplementNB, MultinomialNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline

from vigie.core.errors import NotServableError
from vigie.core.schema import Schema
from vigie.models.class_contrast import ClassContrast
from vigie.models.counting.projection import Projection
from vigie.models.lexicon import LexiconScores
from vigie.models.text_column import TextColumn
from vigie.packaging.heads import compile_head, is_head
from vigie.packaging.labels import label_numbers
from vigie.packaging.terms import CountedTerms, count_terms, is_counted
from vigie.servable.heads import Head, LayersHead, LinearHead
from vigie.servable.layers_text import LayersTextRuntime, LayersTextSpec
from vigie.servable.lexicon import LexiconRuntime, LexiconSpec
from vigie.servable.linear_text import LinearTextRuntime, LinearTextSpec
from vigie.servable.link import Link

TextRuntime: TypeAlias = LinearTextRuntime | LayersTextRuntime | LexiconRuntime


def is_text(estimator: object) -> bool:
    """Say whether `compile_text` is the one to take this estimator."""
    if not isinstance(estimator, Pipeline) or not isinstance(estimator.steps[0][1], TextColumn):
        return False
    features = estimator.steps[1][1]
    return is_counted(features) or isinstance(features, LexiconScores)


def compile_text(pipeline: Pipeline, schema: Schema) -> TextRuntime:
    """Return the runtime of a fitted pipeline of `TextColumn`, counted terms or a lexicon's scores, and a model.

    Between terms and model there may be class contrasts, and last a projection.

    Raises
    ------
    NotServableError
        If a step is none of those the runtimes know.
    """
    column, features, *between, model = (step for _, step in pipeline.steps)
    if isinstance(features, LexiconScores) and not between:
        return _compile_lexicon(column, features, _linear(model, schema), schema)
    projection = between.pop() if between and isinstance(between[-1], Projection) else None
    for step in between:
        if not isinstance(step, ClassContrast):
            raise NotServableError(f"A pipeline with a {type(step).__name__}")
    terms = count_terms(column, features)
    scale = np.prod([np.ones(sum(map(len, terms.rarity))), *(step.weights_ for step in between)], axis=0)[:, None]
    if projection is not None:
        weights = projection.components_.T
        return _compile_layers(terms, weights * scale, np.zeros(weights.shape[1]), _head(model, schema))
    if isinstance(model, MLPClassifier) and len(model.coefs_) > 1:
        head = compile_head(model, schema)
        (weights, bias), rest = head.split()  # type: ignore[attr-defined]  # of an MLPClassifier it is a LayersHead
        return _compile_layers(terms, weights * scale, bias, rest)
    return _compile_linear(terms, scale, _linear(model, schema), schema)


def _compile_lexicon(column: TextColumn, features: LexiconScores, head: LinearHead, schema: Schema) -> LexiconRuntime:
    spec = LexiconSpec(
        feature=column.feature.name,
        style=column.style,
        lexicon=features.lexicon,
        link=head.spec.link,
        classes=head.spec.classes,
    )
    return LexiconRuntime(schema, spec, head.weights, head.intercept)


def _compile_linear(
    terms: CountedTerms, scale: NDArray[np.float64], head: LinearHead, schema: Schema
) -> LinearTextRuntime:
    spec = LinearTextSpec(**dict(terms.spec), link=head.spec.link, classes=head.spec.classes)
    return LinearTextRuntime(schema, spec, terms.vocabularies, terms.table(head.weights * scale), head.intercept)


def _compile_layers(
    terms: CountedTerms, weights: NDArray[np.float64], offset: NDArray[np.float64], head: Head
) -> LayersTextRuntime:
    spec = LayersTextSpec(**dict(terms.spec), head=head.spec)
    # Halves the servable; the difference, some 1e-8 of a weight, is within the kind's tolerance.
    table = terms.table(weights).astype(np.float32)
    return LayersTextRuntime(spec, terms.vocabularies, table, offset, head)


def _head(model: Any, schema: Schema) -> Head:
    if not is_head(model):
        raise NotServableError(f"A {type(model).__name__} over a text")
    return compile_head(model, schema)


def _linear(model: Any, schema: Schema) -> LinearHead:
    if isinstance(model, MultinomialNB | ComplementNB):
        return _bayes(model, schema)
    head = _head(model, schema)
    if isinstance(head, LayersHead) and len(head.layers) == 1:
        spec = head.spec
        return LinearHead(*head.layers[0], spec.link, spec.classes, spec.n_labels)
    if not isinstance(head, LinearHead):
        raise NotServableError(f"A {type(model).__name__} over terms that were not projected")
    return head


def _bayes(model: Any, schema: Schema) -> LinearHead:
    """Return naive Bayes as what it is: a sum of log-probabilities per class, or their difference for two."""
    weights = model.feature_log_prob_.T
    prior = model.class_log_prior_ if isinstance(model, MultinomialNB) else np.zeros(len(model.classes_))
    link: Link = "softmax"
    if len(model.classes_) == 2:
        weights, prior, link = weights[:, 1:] - weights[:, :1], prior[1:] - prior[:1], "sigmoid"
    return LinearHead(weights, prior, link, label_numbers(model.classes_, schema), len(schema.labels))

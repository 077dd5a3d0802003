"""One candidate's fits: on all training rows, on folds of them, on growing shares of them."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from vigie.core.errors import FitError, VigieError
from vigie.core.project import Project
from vigie.core.schema import Schema
from vigie.core.types import Stage
from vigie.evaluation.learning import LearningPoint
from vigie.evaluation.metrics import compute_metrics
from vigie.packaging.labels import in_schema_order
from vigie.pipelines.rows import LabelledRows, TrainingRows
from vigie.servable.runtime import Probabilities


@dataclass(frozen=True)
class Fit:
    """A fitted estimator and what it cost."""

    estimator: Any
    fit_seconds: float
    predict_seconds: float
    """For all validation rows together."""
    probabilities: Probabilities
    """On the validation rows."""
    history: Sequence[Mapping[str, float]] = ()
    """Of a net: what each epoch showed."""


def fit(name: str, estimator: Any, rows: TrainingRows, schema: Schema, stage: Stage) -> Fit:
    """Fit on all training rows and answer the validation rows; a net tells the stage of each epoch.

    Raises
    ------
    FitError
        If the estimator fails, whatever the reason: a recipe may be anybody's.
    """
    with _failing_as(name):
        began = time.perf_counter()
        with _told_of_epochs(estimator, stage) as model:
            estimator.fit(rows.train.X, rows.train.y)
        fitted = time.perf_counter()
        probabilities = _answers(estimator, rows.validation.X, schema)
        answered = time.perf_counter()
    return Fit(estimator, fitted - began, answered - fitted, probabilities, getattr(model, "history_", ()))


@contextmanager
def _failing_as(name: str) -> Iterator[None]:
    try:
        yield
    except VigieError:
        raise
    except Exception as error:
        raise FitError(name, f"{type(error).__name__}: {error}") from error


@contextmanager
def _told_of_epochs(estimator: Any, stage: Stage) -> Iterator[Any]:
    """Give the estimator's last step; if it is a net, the stage hears of each epoch until the block ends."""
    model = estimator.steps[-1][1] if hasattr(estimator, "steps") else estimator

    def tell(history: Sequence[Mapping[str, float]]) -> bool:
        newest = history[-1]
        stage.advance(0, note=f"epoch {newest['epoch']:.0f}: {newest.get('valid_score', math.nan):.4f}")
        return False

    listens = hasattr(model, "on_epoch")
    if listens:
        model.on_epoch = tell
    try:
        yield model
    finally:
        if listens:
            model.on_epoch = None


def _answers(estimator: Any, X: Any, schema: Schema) -> Probabilities:
    return in_schema_order(estimator.predict_proba(X), estimator.classes_, schema)


def cross_validate(name: str, estimator: Any, rows: LabelledRows, project: Project, stage: Stage) -> list[float]:
    """Return the deciding metric on each fold of the training rows; rows with the same content share a fold.

    Raises
    ------
    FitError
        If the rows beside a fold are of one class only, or the estimator fails on them.
    """
    folds = project.file.training.folds
    of_row = (rows.lots() * folds).astype(np.int64)
    scores = []
    for fold in range(folds):
        held_out = of_row == fold
        if len(np.unique(rows.y[~held_out])) < 2 or not held_out.any():
            raise FitError(
                name,
                f"fold {fold + 1} of {folds} leaves rows of one class only to fit on, or none to score;"
                " there are too few rows for it: write training.folds = 0, or gather more",
            )
        with _failing_as(name):
            scores.append(_score(estimator, rows.take(~held_out), rows.take(held_out), project))
        stage.advance(note=f"fold {fold + 1} of {folds}")
    return scores


def learning_curve(
    name: str, estimator: Any, rows: TrainingRows, fitted: Fit, project: Project, stage: Stage
) -> list[LearningPoint]:
    """Return the deciding metric after fits on growing shares of the training rows, the whole last.

    A share too small to be fitted on, for want of a class or of rows for an inner fold, is left out.
    """
    lots = rows.train.lots()
    points = []
    for share in sorted(project.file.training.learning_curve):
        part = rows.train.take(lots < share)
        try:
            with _failing_as(name):
                model = clone(estimator).fit(part.X, part.y)
                seen, unseen = _seen(model, part, project), _metric(model, rows.validation, project)
            points.append(LearningPoint(len(part), seen, unseen))
        except VigieError:
            stage.advance(note=f"{share:.0%} of the rows are too few")
        else:
            stage.advance(note=f"on {share:.0%} of the rows")
    whole = measure(rows.validation.y, fitted.probabilities, project)[project.file.metric.decide_by]
    return [*points, LearningPoint(len(rows.train), _seen(fitted.estimator, rows.train, project), whole)]


def _seen(model: Any, part: LabelledRows, project: Project) -> float:
    # The score on the rows it was fitted on is told well enough by some of them.
    return _metric(model, part.take(np.arange(len(part)) < 500), project)


def _score(estimator: Any, train: LabelledRows, held_out: LabelledRows, project: Project) -> float:
    return _metric(clone(estimator).fit(train.X, train.y), held_out, project)


def _metric(model: Any, rows: LabelledRows, project: Project) -> float:
    return measure(rows.y, _answers(model, rows.X, project.schema), project)[project.file.metric.decide_by]


def measure(y: NDArray[np.str_], probabilities: Probabilities, project: Project) -> dict[str, float]:
    """Return every metric of the project on some rows."""
    target = project.schema.target
    return compute_metrics(target.labels, y, probabilities, positive=target.positive_label, ordered=target.ordered)

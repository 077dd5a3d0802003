"""Every metric that may decide, each for many weighted draws at once: so one code gives the value and its interval.

Answers are the class with the largest probability. Two classes: precision, recall, average precision and ROC area are
of the positive one. More: the plain (macro) mean over classes. What cannot be computed, such as a ROC area where only
one class occurs, is NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from vigie.core.project import Metric
from vigie.evaluation.calibration import expected_calibration_error
from vigie.evaluation.outcome import Draws, Outcome
from vigie.evaluation.ranking import average_precision, roc_area

Values = NDArray[np.float64]
"""Shape (n_draws,)."""

METRICS: tuple[Metric, ...] = get_args(Metric)
ORDERED_METRICS: frozenset[str] = frozenset({"quadratic_kappa", "within_one"})
"""Metrics that make sense only where the classes are steps of one scale."""


def compute_metrics(
    labels: Sequence[str],
    y_true: Sequence[str] | NDArray[Any],
    probabilities: NDArray[np.float64],
    positive: str | None = None,
    ordered: bool = False,
) -> dict[str, float]:
    """Return every metric of these answers.

    Parameters
    ----------
    labels
        Class names, in the order of the probabilities' columns.
    y_true
        Class name of each row.
    probabilities
        Shape (n_rows, n_classes); rows sum to 1.
    positive
        The class that is looked for, where there are two; by default the first.
    ordered
        Whether the classes are steps of one scale: adds `quadratic_kappa` and `within_one`.

    Raises
    ------
    ValueError
        If the shapes differ or a label is none of the classes.

    Examples
    --------
    >>> answers = np.array([[0.9, 0.1], [0.4, 0.6], [0.7, 0.3], [0.2, 0.8]])
    >>> metrics = compute_metrics(["bad", "fine"], ["bad", "fine", "fine", "fine"], answers)
    >>> metrics["accuracy"], metrics["roc_auc"]
    (0.75, 1.0)
    """
    once = Outcome.of(labels, y_true, probabilities, positive).once()
    return {name: float(measure(name, once)[0]) for name in metric_names(ordered)}


def metric_names(ordered: bool) -> tuple[Metric, ...]:
    """Return the metrics that fit the target.

    Examples
    --------
    >>> "within_one" in metric_names(ordered=False)
    False
    """
    return tuple(name for name in METRICS if ordered or name not in ORDERED_METRICS)


def measure(metric: str, draws: Draws) -> Values:
    """Return `metric` in each draw of the rows; NaN everywhere when there are no rows.

    Raises
    ------
    KeyError
        If there is no such metric.
    """
    function = _FUNCTIONS[metric]
    return function(draws) if draws.outcome.rows else np.full(len(draws.weights), np.nan)


def _accuracy(draws: Draws) -> Values:
    return draws.mean(draws.outcome.correct)


def _shares(counts: Values, totals: Values) -> Values:
    with np.errstate(invalid="ignore", divide="ignore"):
        shares: Values = counts / totals
    return shares


def _known_mean(values: Values, known: NDArray[np.bool_]) -> Values:
    # The mean over the classes that occur in a draw; a share of nothing (0 / 0) counts as 0, as in scikit-learn.
    return _shares(np.where(known, np.nan_to_num(values), 0.0).sum(axis=1), known.sum(axis=1).astype(np.float64))


def _by_class(draws: Draws) -> tuple[Values, Values, Values]:
    # Right answers, true rows and answers of each class, each of shape (n_draws, n_classes).
    confusion = draws.confusion
    return np.diagonal(confusion, axis1=1, axis2=2), confusion.sum(axis=2), confusion.sum(axis=1)


def _balanced_accuracy(draws: Draws) -> Values:
    hits, true, _ = _by_class(draws)
    return _known_mean(_shares(hits, true), true > 0)


def _macro_f1(draws: Draws) -> Values:
    hits, true, answered = _by_class(draws)
    return _known_mean(_shares(2 * hits, true + answered), true + answered > 0)


def _precision(draws: Draws) -> Values:
    hits, true, answered = _by_class(draws)
    return _of_interest(draws.outcome, _shares(hits, answered), true + answered > 0)


def _recall(draws: Draws) -> Values:
    hits, true, answered = _by_class(draws)
    return _of_interest(draws.outcome, _shares(hits, true), true + answered > 0)


def _of_interest(outcome: Outcome, values: Values, known: NDArray[np.bool_]) -> Values:
    if outcome.binary:
        return np.nan_to_num(values[:, outcome.positive])
    return _known_mean(values, known)


def _log_loss(draws: Draws) -> Values:
    outcome = draws.outcome
    given = outcome.probabilities[np.arange(outcome.rows), outcome.truth]
    tiny = np.finfo(np.float64).eps
    return draws.mean(-np.log(np.clip(given, tiny, 1 - tiny)))


def _brier(draws: Draws) -> Values:
    """Squared error of the probabilities: of the positive class of two, summed over classes of more.

    References
    ----------
    Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78 (1950).
    """
    outcome = draws.outcome
    wanted = np.eye(outcome.classes)[outcome.truth]
    squares = ((outcome.probabilities - wanted) ** 2).sum(axis=1)
    return draws.mean(squares / 2 if outcome.binary else squares)


def _quadratic_kappa(draws: Draws) -> Values:
    """Agreement beyond chance, where being two steps off costs four times as much as one.

    References
    ----------
    Cohen, "Weighted kappa: nominal scale agreement with provision for scaled disagreement", Psych. Bulletin 70 (1968).
    """
    confusion = draws.confusion
    steps = np.arange(draws.outcome.classes)
    cost = (steps[:, None] - steps[None, :]) ** 2.0
    chance = confusion.sum(axis=2)[:, :, None] * confusion.sum(axis=1)[:, None, :]
    observed = (confusion * cost).sum(axis=(1, 2)) * confusion.sum(axis=(1, 2))
    return 1.0 - _shares(observed, (chance * cost).sum(axis=(1, 2)))


def _within_one(draws: Draws) -> Values:
    outcome = draws.outcome
    return draws.mean((np.abs(outcome.truth - outcome.predicted) <= 1).astype(np.float64))


_FUNCTIONS: dict[str, Callable[[Draws], Values]] = {
    "accuracy": _accuracy,
    "balanced_accuracy": _balanced_accuracy,
    "macro_f1": _macro_f1,
    "precision": _precision,
    "recall": _recall,
    "roc_auc": roc_area,
    "average_precision": average_precision,
    "log_loss": _log_loss,
    "brier": _brier,
    "calibration_error": expected_calibration_error,
    "quadratic_kappa": _quadratic_kappa,
    "within_one": _within_one,
}

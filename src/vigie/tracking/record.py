"""Everything that is kept of one candidate's training. Plain data, so that it travels to another process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One candidate, fitted once: or, with `error`, one that could not be fitted."""

    project: str
    """Name of the project: the MLflow experiment."""
    candidate: str
    recipe: str
    description: str = ""
    """The recipe's docstring: what the experiment tries, and why. MLflow shows it with the run."""
    params: Mapping[str, Any] = field(default_factory=dict)

    labels: Sequence[str] = ()
    """Class names, in the order of the probabilities."""
    positive: str | None = None
    decide_by: str = "accuracy"
    """The deciding metric."""
    why: str = ""
    """Why that metric decides, in the project's words."""
    keys: Sequence[str] = ()
    """What names each validation row, so that two runs can be compared on the same rows."""
    y_true: Sequence[str] | NDArray[Any] = ()
    """Class name of each validation row."""
    probabilities: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 0)))
    """On the validation rows, shape (n_rows, n_classes)."""

    metrics: Mapping[str, float] = field(default_factory=dict)
    """On the validation rows. Those that are no finite number are left out."""
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Metric → the two ends of its 95 % interval."""
    cv_scores: Sequence[float] = ()
    """The deciding metric on each fold of the training rows."""
    learning_curve: Sequence[tuple[int, float, float]] = ()
    """`evaluation.learning.LearningPoint`, or such triples: rows, metric on train, metric on validation."""
    history: Sequence[Mapping[str, float]] = ()
    """Of a net: what each epoch showed, `epoch` among it."""
    fit_seconds: float = 0.0
    predict_seconds_per_1000: float = 0.0
    """Of the estimator, on the validation rows."""
    answer_ms: float | None = None
    """Milliseconds of one answer by the servable, median."""
    rows_per_second: float | None = None
    """By the servable, when many rows are asked at once."""
    joules_per_1000: float | None = None
    """Energy of 1,000 single answers by the servable; None where the platform does not say."""
    size_bytes: int | None = None
    """Of the servable."""

    dataset_version: int = 0
    dataset_hash: str = ""
    dataset_source: str = ""
    sample: bool = False
    """Whether the rows are the template's invented sample."""
    code_version: str = ""
    packages: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    who: str = ""
    started_at: int | None = None
    """Microseconds since the epoch, UTC; by default when it is recorded."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """More facts, shown as MLflow tags."""

    servable_folder: Path | None = None
    """Where the servable lies; None when no runtime carries the estimator. It is copied."""
    not_servable: str = ""
    """Why no runtime carries the estimator."""
    notes: Sequence[str] = ()
    """What a person should know of it, in sentences."""
    error: str | None = None
    """Why the candidate failed: its run is marked so."""

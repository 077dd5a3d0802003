"""One trial after the other, in one process: the prepared rows from the cache, the model fitted, its score."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from vigie.core.errors import FitError, VigieError
from vigie.core.project import Candidate, Project
from vigie.core.types import DatasetVersion
from vigie.evaluation.metrics import measure
from vigie.evaluation.outcome import Outcome
from vigie.models.catalogue import build, find_recipe
from vigie.packaging.labels import in_schema_order
from vigie.pipelines.provenance import now
from vigie.pipelines.rows import LabelledRows, TrainingRows, read_training_rows
from vigie.pipelines.tune.cache import Cache
from vigie.pipelines.tune.matrices import Matrix
from vigie.pipelines.tune.preparation import code_digest, divide, preparation_key
from vigie.pipelines.tune.stopping import MedianRule, watch
from vigie.pipelines.tune.trial import Task, Trial

CACHE = "cache"
"""In the project's state folder."""


@dataclass(frozen=True)
class Ground:
    """What all trials of one search have in common; sent once to each worker."""

    project: Project
    candidate: Candidate
    version: DatasetVersion
    folds: int
    """Of the training rows, whose mean score counts; 0: fitted on all of them, scored on the validation rows."""
    threads: int = 1
    """For what a model does in parallel by itself."""

    @property
    def parts(self) -> int:
        """How many fits a trial is made of."""
        return self.folds or 1

    def part_name(self, part: int) -> str:
        return f"fold {part + 1} of {self.folds}" if self.folds else "validation"


@dataclass
class _Course:
    """What has come of a trial so far."""

    scores: list[float]
    epochs: list[list[float]]
    stopped: bool = False


class Evaluator:
    """Scores trials. The rows are read only when something is not in the cache."""

    def __init__(self, ground: Ground, cache: Cache | None = None) -> None:
        project = ground.project
        self._ground = ground
        self._cache = cache or Cache(project.state / CACHE)
        self._recipe = find_recipe(ground.candidate.recipe, project.root)
        self._facts = {
            "dataset": [ground.version.number, ground.version.content_hash],
            "schema": [project.schema.fingerprint(), project.schema.model_dump_json()],
            "seed": project.file.seed,
            "code": code_digest(project.root),
        }

    @cached_property
    def rows(self) -> TrainingRows:
        return read_training_rows(self._ground.project, self._ground.version.number)

    def run(self, task: Task) -> Trial:
        """Return the trial, done or failed: whatever goes wrong in it is a reason, not an exception."""
        began_at, began = now(), time.perf_counter()
        course = _Course([], [])
        try:
            for part in range(self._ground.parts):
                hurdle = task.hurdles[part] if part < len(task.hurdles) else ()
                self._fit(part, task.values, hurdle, course)
                if course.stopped:
                    break
        except Exception as error:  # noqa: BLE001 - a recipe may be anybody's
            reason, score = _reason(error), None
        else:
            reason, score = "", float(np.mean(course.scores))
        return Trial(
            number=task.number,
            values=dict(task.values),
            score=score,
            seconds=time.perf_counter() - began,
            began_at=began_at,
            error=reason,
            stopped=course.stopped,
            epochs=tuple(tuple(epochs) for epochs in course.epochs),
        )

    def _fit(self, part: int, values: Mapping[str, Any], hurdle: Sequence[float], course: _Course) -> None:
        project = self._ground.project
        params = {**self._ground.candidate.params, **values}
        estimator = build(self._recipe, project.schema, project.file.seed, params)
        _bound_threads(estimator, self._ground.threads)
        preparation, model = divide(estimator)
        key = None
        if preparation is not None:
            facts = {**self._facts, "part": self._ground.part_name(part)}
            key = preparation_key(preparation, facts, project.root)
        rule = watch(model, hurdle)
        if preparation is None or key is None:
            fitted_on, held_out = self._rows_of(part)
            X, y, X_held, y_held = fitted_on.X, fitted_on.y, held_out.X, held_out.y
            model = estimator
        else:
            X, y, X_held, y_held = self._cache.get(key, lambda: self._prepare(preparation, part))
        np.random.seed(project.file.seed)  # noqa: NPY002  (recipes of one's own may use the global generator)
        model.fit(X, y)
        answers = in_schema_order(model.predict_proba(X_held), model.classes_, project.schema)
        course.scores.append(self._score(part, y_held, answers))
        _follow(course, rule)

    def _prepare(self, preparation: Any, part: int) -> tuple[Matrix, Matrix, Matrix, Matrix]:
        fitted_on, held_out = self._rows_of(part)
        # As the pipeline does it: what is fitted sees the rows of the fit alone, so a supervised step sees no other y.
        X = preparation.fit_transform(fitted_on.X, fitted_on.y)
        return X, fitted_on.y, preparation.transform(held_out.X), held_out.y

    def _rows_of(self, part: int) -> tuple[LabelledRows, LabelledRows]:
        if not self._ground.folds:
            return self.rows.train, self.rows.validation
        held_out = (self.rows.train.lots() * self._ground.folds).astype(np.int64) == part
        return self.rows.train.take(~held_out), self.rows.train.take(held_out)

    def _score(self, part: int, y: Any, answers: Any) -> float:
        target, metric = self._ground.project.schema.target, self._ground.project.file.metric.decide_by
        outcome = Outcome.of(target.labels, y, answers, target.positive_label)
        score = float(measure(metric, outcome.once())[0])
        if not np.isfinite(score):
            where = self._ground.part_name(part)
            raise FitError(
                self._ground.candidate.name, f"{metric} cannot be computed on its {len(y):,} rows of {where}"
            )
        return score


def _follow(course: _Course, rule: MedianRule | None) -> None:
    if rule is not None:
        course.epochs.append(rule.scores)
        course.stopped = rule.stopped


def _reason(error: Exception, limit: int = 300) -> str:
    text = str(error) if isinstance(error, VigieError) else f"{type(error).__name__}: {error}"
    first = text.strip().splitlines()[0]
    return first if len(first) <= limit else first[: limit - 1] + "…"


def _bound_threads(estimator: Any, threads: int) -> None:
    # Several workers, each with threads for all cores, would only wait for each other.
    params = estimator.get_params() if hasattr(estimator, "get_params") else {}
    names = [name for name in params if name.split("__")[-1] == "n_jobs" and params[name] not in (None, threads)]
    if names:
        estimator.set_params(**dict.fromkeys(names, threads))

"""Ensembles of finished candidates: made of their servables, so that no member is fitted again."""

from __future__ import annotations

import inspect
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from vigie.core.errors import FitError, VigieError
from vigie.core.project import Candidate
from vigie.core.types import Stage
from vigie.models.ensemble import Stack, Vote, side_by_side, stack, vote
from vigie.packaging.labels import in_schema_order, label_numbers
from vigie.packaging.package import package_runtime
from vigie.pipelines.answers import answers
from vigie.pipelines.training import Training
from vigie.servable.blend import Blend
from vigie.servable.ensemble import EnsembleRuntime
from vigie.servable.folder import load_servable
from vigie.servable.runtime import Probabilities, Runtime
from vigie.tracking.record import RunRecord

ENSEMBLES = {"stack": stack, "vote": vote}
"""The recipes that are made of other candidates, named by their parameter `of`."""

_FOLDS = 5
"""Of the validation rows, where weights are learnt on them."""


def is_ensemble(candidate: Candidate) -> bool:
    """Say whether the candidate is made of others."""
    return candidate.recipe in ENSEMBLES


class Finished(Protocol):
    """Where finished candidates are found: the registry, or what was trained just now."""

    def candidate(self, name: str) -> FinishedRun: ...

    def servable_folder(self, run_id: str) -> AbstractContextManager[Path]: ...


class FinishedRun(Protocol):
    @property
    def run_id(self) -> str: ...
    @property
    def fit_seconds(self) -> float: ...


class Ensembles:
    """Makes the ensembles of one `vigie train`.

    Parameters
    ----------
    training
        What all candidates have in common.
    registry
        Where the newest finished run of each member is found.
    failed
        Candidate that failed in this very training → why: an older run of it is not taken in its place.
    """

    def __init__(self, training: Training, registry: Finished, failed: Mapping[str, str]) -> None:
        self._training = training
        self._registry = registry
        self._failed = failed

    def run(self, candidate: Candidate, stage: Stage) -> RunRecord:
        """Blend the members' answers and measure the blend; a failure is a record too."""
        description = inspect.getdoc(ENSEMBLES[candidate.recipe]) or ""
        try:
            facts = self._blended(candidate, stage)
        except VigieError as error:
            return self._training.record(candidate, description, {}, error=str(error))
        return self._training.record(candidate, description, facts)

    def _blended(self, candidate: Candidate, stage: Stage) -> dict[str, Any]:
        names = self._members(candidate)
        estimator = _build(candidate)
        rows = self._training.rows.validation
        began = time.perf_counter()
        with ExitStack() as opened:
            fit_seconds = 0.0
            runtimes: dict[str, Runtime] = {}
            given: list[Probabilities] = []
            for name in names:
                run = self._registry.candidate(name)
                servable = load_servable(opened.enter_context(self._registry.servable_folder(run.run_id)))
                runtimes[name] = servable.runtime
                fit_seconds += run.fit_seconds
                given.append(answers(servable, rows))
                stage.advance(note=f"{name} has answered")
            answered = time.perf_counter()
            X = _in_order_of_classes(given, rows.y, self._training)
            honest = _cross_fitted(candidate.name, estimator, X, rows.y, rows.lots())
            fitted = clone(estimator).fit(X, rows.y)
            scores = self._training.scores(self._ordered(honest, fitted.classes_))
            return {
                **scores,
                # The members' too: without them there is no ensemble.
                "fit_seconds": fit_seconds + time.perf_counter() - answered,
                "predict_seconds_per_1000": (answered - began) / len(rows) * 1000,
                **self._packaged(candidate, runtimes, fitted, X, scores["metrics"]),
            }

    def _members(self, candidate: Candidate) -> list[str]:
        names = candidate.params.get("of", ())
        if isinstance(names, str) or len(names) < 2 or len(set(names)) < len(names):
            raise FitError(candidate.name, "params.of must name two candidates or more, each once")
        for name in names:
            if name in self._failed:
                raise FitError(candidate.name, f"its member '{name}' failed: {self._failed[name]}")
        return list(names)

    def _ordered(self, probabilities: NDArray[np.float64], classes: NDArray[Any]) -> Probabilities:
        return in_schema_order(probabilities, classes, self._training.project.schema)

    def _packaged(
        self,
        candidate: Candidate,
        runtimes: Mapping[str, Runtime],
        fitted: Vote | Stack,
        X: NDArray[np.float64],
        metrics: Mapping[str, float],
    ) -> dict[str, Any]:
        training = self._training
        folder = training.scratch / candidate.name
        runtime = EnsembleRuntime(runtimes, _in_schema_order(fitted, training))
        expected = self._ordered(fitted.predict_proba(X), fitted.classes_)
        facts = training.facts(candidate, metrics)
        beside = training.beside(runtime, expected)
        package_runtime(folder, runtime, training.project.schema, training.rows.validation.X, facts, expected, beside)
        return training.servable_costs(folder)


def _build(candidate: Candidate) -> Vote | Stack:
    params = {name: value for name, value in candidate.params.items() if name != "of"}
    try:
        made: Vote | Stack = ENSEMBLES[candidate.recipe](**params)  # type: ignore[operator]  # each has its own
    except (TypeError, ValueError) as error:
        raise FitError(candidate.name, str(error)) from error
    return made


def _in_order_of_classes(
    given: Sequence[Probabilities], y: NDArray[np.str_], training: Training
) -> NDArray[np.float64]:
    """Return the members' answers side by side, their classes in scikit-learn's order."""
    places = list(label_numbers(np.unique(y), training.project.schema))
    return side_by_side([answer[:, places] for answer in given])


def _cross_fitted(
    name: str, estimator: Vote | Stack, X: NDArray[np.float64], y: NDArray[np.str_], lots: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return answers to each row by a blend that was learnt on the others; rows with the same content go together."""
    of_row = (lots * _FOLDS).astype(np.int64)
    classes = np.unique(y)
    answers = np.zeros((len(y), len(classes)))
    for fold in range(_FOLDS):
        out = of_row == fold
        if not out.any():
            continue
        if len(np.unique(y[~out])) < len(classes):
            raise FitError(name, f"the validation rows outside fold {fold + 1} of {_FOLDS} lack a class")
        try:
            answers[out] = clone(estimator).fit(X[~out], y[~out]).predict_proba(X[out])
        except ValueError as error:
            raise FitError(name, str(error)) from error
    return answers


def _in_schema_order(fitted: Vote | Stack, training: Training) -> Blend:
    """Return the blend with its biases in the schema's order; a class without rows is never answered."""
    blend: Blend = fitted.blend_
    if not blend.biases:
        return blend
    schema = training.project.schema
    biases = np.full(len(schema.labels), -1e3)
    biases[list(label_numbers(fitted.classes_, schema))] = blend.biases
    return blend.model_copy(update={"biases": tuple(biases.tolist())})

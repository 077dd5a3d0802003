"""One candidate's way from its recipe to a record: fitted, measured on the validation rows, made into a servable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from vigie.core.errors import NotServableError, VigieError
from vigie.core.project import LOWER_IS_BETTER, Candidate, Project
from vigie.core.types import Stage
from vigie.evaluation.bootstrap import bootstrap_interval
from vigie.evaluation.learning import LearningPoint
from vigie.models.catalogue import build, find_recipe
from vigie.monitoring.drift.reference import ColumnSketches
from vigie.packaging.package import prepare, save
from vigie.pipelines.answers import measure_costs
from vigie.pipelines.drift_reference import reference_of, sketch_training
from vigie.pipelines.fitting import Fit, cross_validate, fit, learning_curve, measure
from vigie.pipelines.provenance import now, packages
from vigie.pipelines.rows import TrainingRows
from vigie.servable.folder import DRIFT, load_servable
from vigie.servable.manifest import Facts, Provenance
from vigie.servable.runtime import Probabilities, Runtime
from vigie.servable.servable import Servable
from vigie.tracking.record import RunRecord

_BY_SCIKIT_LEARN = (
    "No runtime of the service carries it, so scikit-learn itself answers: the service needs pip install"
    " 'vigie[skops]', and some milliseconds for each answer."
)


@dataclass(frozen=True)
class Training:
    """What all candidates of one `vigie train` have in common."""

    project: Project
    rows: TrainingRows
    scratch: Path
    """Where servables are made before they are recorded."""
    code: str
    """Version of the project's code."""

    @property
    def steps(self) -> int:
        """Of one candidate's training, as its progress counts them."""
        training = self.project.file.training
        return 2 + training.folds + len(training.learning_curve)

    def run(self, candidate: Candidate, stage: Stage) -> RunRecord:
        """Fit and measure one candidate; a failure is a record too."""
        description = ""
        try:
            recipe = find_recipe(candidate.recipe, self.project.root)
            description = recipe.description
            estimator = build(recipe, self.project.schema, self.project.file.seed, candidate.params)
            np.random.seed(self.project.file.seed)  # noqa: NPY002  (recipes of one's own may use the global generator)
            fitted = fit(candidate.name, estimator, self.rows, self.project.schema, stage)
            stage.advance(note="fitted")
            scores, curve = self._studied(candidate.name, estimator, fitted, stage)
        except VigieError as error:
            return self.record(candidate, description, {}, error=str(error))
        return self._measured(candidate, description, fitted, scores, curve, stage)

    def facts(self, candidate: Candidate, metrics: Mapping[str, float]) -> Facts:
        """Return what the candidate's servable says of itself."""
        return Facts(
            name=candidate.name,
            recipe=candidate.recipe,
            project=self.project.name,
            metrics=dict(metrics),
            provenance=Provenance(
                dataset_version=self.rows.version.number,
                dataset_hash=self.rows.version.content_hash,
                created_at=now(),
                code_version=self.code,
                packages=packages(),
                seed=self.project.file.seed,
                rows={"train": len(self.rows.train), "validation": len(self.rows.validation)},
            ),
        )

    def scores(self, probabilities: Probabilities) -> dict[str, Any]:
        """Return the metrics of some answers to the validation rows, with the interval of the one that decides."""
        return {
            "metrics": measure(self.rows.validation.y, probabilities, self.project),
            "intervals": {self.project.file.metric.decide_by: self._interval(probabilities)},
            "probabilities": probabilities,
        }

    def servable_costs(self, folder: Path) -> dict[str, Any]:
        """Return where a servable lies, what it weighs and how long it takes."""
        servable = load_servable(folder)
        return {
            "notes": _notes(servable),
            "servable_folder": folder,
            "size_bytes": sum(file.stat().st_size for file in folder.iterdir()),
            **asdict(measure_costs(servable, self.rows.validation)),
        }

    def beside(self, runtime: Runtime, answers: Probabilities) -> dict[str, bytes]:
        """Return the files that go with a servable: what the training rows were like, for who watches it."""
        return {DRIFT: reference_of(self._columns, runtime, answers, self.rows, self.project).to_bytes()}

    @cached_property
    def _columns(self) -> ColumnSketches:
        return sketch_training(self.rows, self.project)

    def record(
        self, candidate: Candidate, description: str, facts: Mapping[str, Any], error: str | None = None
    ) -> RunRecord:
        """Return what is kept of a candidate's training."""
        target = self.project.schema.target
        return RunRecord(
            project=self.project.name,
            candidate=candidate.name,
            recipe=candidate.recipe,
            description=description,
            params=dict(candidate.params),
            decide_by=self.project.file.metric.decide_by,
            why=self.project.file.metric.why,
            labels=target.labels,
            positive=target.positive_label,
            y_true=self.rows.validation.y,
            keys=list(self.rows.validation.keys),
            dataset_version=self.rows.version.number,
            dataset_hash=self.rows.version.content_hash,
            code_version=self.code,
            packages=packages(),
            seed=self.project.file.seed,
            sample=self.project.file.data.sample,
            error=error,
            **facts,
        )

    def _studied(self, name: str, estimator: Any, fitted: Fit, stage: Stage) -> tuple[list[float], list[LearningPoint]]:
        if fitted.fit_seconds > self.project.file.training.quick:
            return [], []
        curve = learning_curve(name, estimator, self.rows, fitted, self.project, stage)
        return cross_validate(name, estimator, self.rows.train, self.project, stage), curve

    def _measured(
        self,
        candidate: Candidate,
        description: str,
        fitted: Fit,
        scores: list[float],
        curve: list[LearningPoint],
        stage: Stage,
    ) -> RunRecord:
        facts: dict[str, Any] = {
            **self.scores(fitted.probabilities),
            "cv_scores": scores,
            "learning_curve": curve,
            "history": fitted.history,
            "fit_seconds": fitted.fit_seconds,
            "predict_seconds_per_1000": fitted.predict_seconds / len(self.rows.validation) * 1000,
        }
        try:
            facts |= self._packaged(candidate, fitted, facts["metrics"])
        except NotServableError as error:
            facts["not_servable"] = error.message
        except VigieError as error:
            return self.record(candidate, description, facts, error=str(error))
        stage.advance(note="made into a servable")
        return self.record(candidate, description, facts)

    def _packaged(self, candidate: Candidate, fitted: Fit, metrics: Mapping[str, float]) -> dict[str, Any]:
        folder, schema, X = self.scratch / candidate.name, self.project.schema, self.rows.validation.X
        prepared = prepare(fitted.estimator, schema, X, fitted.probabilities, self._deciding)
        # What is reported is what is served: a network in eight bits answers a little differently than its estimator.
        is_another = prepared.answers is not fitted.probabilities
        scores = self.scores(prepared.answers) if is_another else {"metrics": metrics}
        beside = self.beside(prepared.runtime, prepared.answers)
        save(folder, prepared, schema, X, self.facts(candidate, scores["metrics"]), beside)
        return {**scores, **self.servable_costs(folder)}

    def _deciding(self, probabilities: Probabilities) -> float:
        """Return the deciding metric of answers to the validation rows, turned so that higher is better."""
        metric = self.project.file.metric.decide_by
        value = measure(self.rows.validation.y, probabilities, self.project)[metric]
        return -value if metric in LOWER_IS_BETTER else value

    def _interval(self, probabilities: Probabilities) -> tuple[float, float]:
        target = self.project.schema.target
        interval = bootstrap_interval(
            self.project.file.metric.decide_by,
            target.labels,
            self.rows.validation.y,
            probabilities,
            positive=target.positive_label,
            seed=self.project.file.seed,
        )
        return interval.low, interval.high


def _notes(servable: Servable) -> tuple[str, ...]:
    if servable.manifest.kind != "skops":
        return ()
    return (_BY_SCIKIT_LEARN,)

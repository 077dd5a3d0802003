"""Train candidates: each is fitted, measured on the validation rows, made into a servable and recorded in MLflow."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vigie.core.errors import CandidateNotFoundError, NotServableError, VigieError
from vigie.core.project import Candidate, Project
from vigie.core.types import Reporter, Stage
from vigie.evaluation.bootstrap import bootstrap_interval
from vigie.evaluation.learning import LearningPoint
from vigie.models.catalogue import build, find_recipe
from vigie.packaging.package import package
from vigie.pipelines.answers import measure_costs
from vigie.pipelines.fitting import Fit, cross_validate, fit, learning_curve, measure
from vigie.pipelines.provenance import code_version, now, packages
from vigie.pipelines.rows import TrainingRows, read_training_rows
from vigie.servable.folder import load_servable
from vigie.servable.manifest import Facts, Provenance
from vigie.settings import Settings
from vigie.tracking.record import RunRecord
from vigie.tracking.recorder import Recorder


@dataclass(frozen=True)
class Outcome:
    """What became of one candidate's training."""

    name: str
    run_id: str
    metrics: Mapping[str, float]
    interval: tuple[float, float] | None
    """Of the deciding metric, 95 %."""
    fit_seconds: float | None
    error: str = ""
    """Why it failed; empty when it did not."""
    not_servable: str = ""
    """Why it can be compared but not promoted; empty when it can."""


def train(project: Project, settings: Settings, names: Sequence[str], reporter: Reporter) -> list[Outcome]:
    """Train the named candidates, by default all of the project's; one that fails does not stop the others.

    Raises
    ------
    CandidateNotFoundError
        If a name is none of the project's candidates.
    DatasetNotFoundError
        If nothing was ingested yet.
    """
    candidates = _chosen(project, names)
    tracking_uri = settings.tracking or project.tracking_uri
    # The recorder is started first: it loads MLflow while the candidates are being fitted.
    with Recorder(tracking_uri, project.artifacts_folder) as recorder, tempfile.TemporaryDirectory() as scratch:
        rows = read_training_rows(project)
        reporter.say(
            f"Dataset version {rows.version.number}: {len(rows.train):,} rows to train on,"
            f" {len(rows.validation):,} to compare on."
        )
        training = _Training(project, rows, Path(scratch), code_version(project.root))
        records: list[tuple[RunRecord, Future[str]]] = []
        for candidate in candidates:
            with reporter.stage(candidate.name, total=training.steps) as stage:
                record = training.run(candidate, stage)
            records.append((record, recorder.submit(record)))
            reporter.say(_told(record, project))
        with reporter.stage("Recording in MLflow", total=len(records)) as stage:
            return [_outcome(record, run, project, stage) for record, run in records]


def _chosen(project: Project, names: Sequence[str]) -> list[Candidate]:
    declared = project.file.candidates
    for name in names:
        if name not in declared:
            raise CandidateNotFoundError(name, list(declared))
    return [declared[name] for name in names or declared]


@dataclass(frozen=True)
class _Training:
    """What all candidates of one `vigie train` have in common."""

    project: Project
    rows: TrainingRows
    scratch: Path
    code: str

    @property
    def steps(self) -> int:
        training = self.project.file.training
        return 2 + training.folds + len(training.learning_curve)

    def run(self, candidate: Candidate, stage: Stage) -> RunRecord:
        """Fit and measure one candidate; a failure is a record too."""
        recipe = find_recipe(candidate.recipe, self.project.root)
        try:
            estimator = build(recipe, self.project.schema, self.project.file.seed, candidate.params)
            np.random.seed(self.project.file.seed)  # noqa: NPY002  (recipes of one's own may use the global generator)
            fitted = fit(candidate.name, estimator, self.rows, self.project.schema)
            stage.advance(note="fitted")
            scores, curve = self._studied(estimator, fitted, stage)
        except VigieError as error:
            return self._record(candidate, recipe.description, {}, error=str(error))
        return self._measured(candidate, recipe.description, fitted, scores, curve, stage)

    def _studied(self, estimator: Any, fitted: Fit, stage: Stage) -> tuple[list[float], list[LearningPoint]]:
        if fitted.fit_seconds > self.project.file.training.quick:
            return [], []
        curve = learning_curve(estimator, self.rows, fitted, self.project, stage)
        return cross_validate(estimator, self.rows.train, self.project, stage), curve

    def _measured(
        self,
        candidate: Candidate,
        description: str,
        fitted: Fit,
        scores: list[float],
        curve: list[LearningPoint],
        stage: Stage,
    ) -> RunRecord:
        metrics = measure(self.rows.validation.y, fitted.probabilities, self.project)
        facts: dict[str, Any] = {
            "metrics": metrics,
            "intervals": {self.project.file.metric.decide_by: self._interval(fitted)},
            "cv_scores": scores,
            "learning_curve": curve,
            "fit_seconds": fitted.fit_seconds,
            "predict_seconds_per_1000": fitted.predict_seconds / len(self.rows.validation) * 1000,
            "probabilities": fitted.probabilities,
        }
        try:
            facts |= self._packaged(candidate, fitted, metrics)
        except NotServableError as error:
            facts["not_servable"] = error.message
        except VigieError as error:
            return self._record(candidate, description, facts, error=str(error))
        stage.advance(note="made into a servable")
        return self._record(candidate, description, facts)

    def _packaged(self, candidate: Candidate, fitted: Fit, metrics: Mapping[str, float]) -> dict[str, Any]:
        folder = self.scratch / candidate.name
        facts = Facts(
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
            ),
        )
        package(folder, fitted.estimator, self.project.schema, self.rows.validation.X, facts, fitted.probabilities)
        return {
            "servable_folder": folder,
            "size_bytes": sum(file.stat().st_size for file in folder.iterdir()),
            **asdict(measure_costs(load_servable(folder), self.rows.validation)),
        }

    def _interval(self, fitted: Fit) -> tuple[float, float]:
        target = self.project.schema.target
        interval = bootstrap_interval(
            self.project.file.metric.decide_by,
            target.labels,
            self.rows.validation.y,
            fitted.probabilities,
            positive=target.positive_label,
            seed=self.project.file.seed,
        )
        return interval.low, interval.high

    def _record(
        self, candidate: Candidate, description: str, facts: Mapping[str, Any], error: str | None = None
    ) -> RunRecord:
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


def _told(record: RunRecord, project: Project) -> str:
    if record.error:
        return f"{record.candidate}: failed. {record.error}"
    metric = project.file.metric.decide_by
    low, high = record.intervals[metric]
    line = (
        f"{record.candidate}: {metric} {record.metrics[metric]:.4f} ({low:.4f} to {high:.4f}),"
        f" fitted in {record.fit_seconds:.1f} s"
    )
    return f"{line}. {record.not_servable}" if record.not_servable else line


def _outcome(record: RunRecord, run: Future[str], project: Project, stage: Stage) -> Outcome:
    run_id = run.result()
    stage.advance(note=record.candidate)
    return Outcome(
        name=record.candidate,
        run_id=run_id,
        metrics=record.metrics,
        interval=record.intervals.get(project.file.metric.decide_by),
        fit_seconds=record.fit_seconds,
        error=record.error or "",
        not_servable=record.not_servable,
    )

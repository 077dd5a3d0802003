"""Train candidates: recipes first, then the ensembles that are made of them; each is recorded in MLflow."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from vigie.core.errors import CandidateNotFoundError, VigieError
from vigie.core.project import Candidate, Project
from vigie.core.types import Reporter, Stage
from vigie.models.catalogue import RECIPES, build, find_recipe
from vigie.pipelines.ensembles import Ensembles, is_ensemble
from vigie.pipelines.provenance import code_version
from vigie.pipelines.rows import read_training_rows
from vigie.pipelines.training import Training
from vigie.settings import Settings
from vigie.tracking.record import RunRecord
from vigie.tracking.recorder import Recorder
from vigie.tracking.registry import Registry


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


def train(
    project: Project, settings: Settings, names: Sequence[str], reporter: Reporter, *, every_family: bool = False
) -> list[Outcome]:
    """Train the named candidates, by default all of the project's; one that fails does not stop the others.

    Ensembles come last, whatever their place, as they are made of the others.

    Parameters
    ----------
    every_family
        Also train every recipe that fits the schema and that no candidate uses, with its defaults, under the recipe's
        name.

    Raises
    ------
    CandidateNotFoundError
        If a name is none of the project's candidates.
    DatasetNotFoundError
        If nothing was ingested yet.
    """
    candidates = _chosen(project, names)
    if every_family:
        candidates += other_families(project, candidates)
    tracking_uri = settings.tracking or project.tracking_uri
    # The recorder is started first: it loads MLflow while the candidates are being fitted.
    with Recorder(tracking_uri, project.artifacts_folder) as recorder, tempfile.TemporaryDirectory() as scratch:
        rows = read_training_rows(project)
        reporter.say(
            f"Dataset version {rows.version.number}: {len(rows.train):,} rows to train on,"
            f" {len(rows.validation):,} to compare on."
        )
        training = Training(project, rows, Path(scratch), code_version(project.root))
        records: list[tuple[RunRecord, Future[str]]] = []
        for candidate in (candidate for candidate in candidates if not is_ensemble(candidate)):
            with reporter.stage(candidate.name, total=training.steps) as stage:
                record = training.run(candidate, stage)
            records.append((record, recorder.submit(record)))
            reporter.say(_told(record, project))
        with reporter.stage("Recording in MLflow", total=len(records)) as stage:
            outcomes = [_outcome(record, run, project, stage) for record, run in records]
        ensembles = Ensembles(training, Registry(tracking_uri, project.name), _failed(outcomes))
        for candidate in (candidate for candidate in candidates if is_ensemble(candidate)):
            with reporter.stage(candidate.name) as stage:
                record = ensembles.run(candidate, stage)
                outcomes.append(_outcome(record, recorder.submit(record), project, stage))
            reporter.say(_told(record, project))
        return outcomes


def _chosen(project: Project, names: Sequence[str]) -> list[Candidate]:
    declared = project.file.candidates
    for name in names:
        if name not in declared:
            raise CandidateNotFoundError(name, list(declared))
    return [declared[name] for name in names or declared]


def other_families(project: Project, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return a candidate for every recipe that fits the project's schema and that none of `candidates` uses."""
    taken = {candidate.recipe for candidate in candidates} | set(project.file.candidates)
    return [Candidate(name=name, recipe=name) for name in RECIPES if name not in taken and _fits(project, name)]


def _fits(project: Project, name: str) -> bool:
    """Say whether a recipe takes the project's schema with its own defaults, and its libraries are there."""
    try:
        recipe = find_recipe(name, project.root)
        build(recipe, project.schema, project.file.seed, {})
    except VigieError:
        return False
    return True


def _failed(outcomes: Sequence[Outcome]) -> dict[str, str]:
    return {outcome.name: outcome.error for outcome in outcomes if outcome.error}


def _told(record: RunRecord, project: Project) -> str:
    if record.error:
        return f"{record.candidate}: failed. {record.error}"
    metric = project.file.metric.decide_by
    low, high = record.intervals[metric]
    line = (
        f"{record.candidate}: {metric} {record.metrics[metric]:.4f} ({low:.4f} to {high:.4f}),"
        f" fitted in {record.fit_seconds:.1f} s"
    )
    return " ".join([f"{line}.", *([record.not_servable] if record.not_servable else record.notes)])


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

"""Make a past version again from its record, and say whether the new model gives the same predictions."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from vigie.core.errors import CandidateNotFoundError, RebuildError
from vigie.core.project import Candidate, Decision, Project, ProjectFile
from vigie.core.project import Training as TrainingTable
from vigie.core.schema import Schema
from vigie.core.types import Reporter, Stage
from vigie.pipelines.answers import answers
from vigie.pipelines.ensembles import Ensembles, is_ensemble
from vigie.pipelines.provenance import code_version, packages
from vigie.pipelines.rows import LabelledRows, read_training_rows
from vigie.pipelines.training import Training
from vigie.servable.folder import load_servable
from vigie.servable.manifest import Provenance
from vigie.settings import Settings
from vigie.tracking.registry import CandidateRun, Registry


@dataclass(frozen=True)
class Rebuilt:
    """A version made again, beside the one that was published."""

    run: CandidateRun
    training_rows: int
    rows: int
    """Validation rows that both have answered."""
    other_labels: int
    """How many of them got another class."""
    largest_difference: float
    """Between two probabilities of the same class."""
    changes: tuple[str, ...]
    """What is not as it was then: packages, the project's code."""

    @property
    def identical(self) -> bool:
        """Whether every probability is the same, to the last digit."""
        return self.largest_difference == 0.0


def rebuild(project: Project, settings: Settings, version: str, reporter: Reporter, out: Path | None = None) -> Rebuilt:
    """Train the recipe of a registered version again: same parameters, seed, schema and dataset version.

    Nothing is recorded or published. An ensemble's members are made again first.

    Parameters
    ----------
    out
        Where the new servable is to be kept; by default it is thrown away once it was compared.

    Raises
    ------
    TrackingError
        If MLflow does not know the version.
    RebuildError
        If the rows are not those of then, the training fails, or `out` is there already.
    """
    if out is not None and out.exists():
        raise RebuildError(version, f"{out} is there already")
    registry = Registry(settings.tracking or project.tracking_uri, project.name)
    run = registry.run_of(version)
    with registry.servable_folder(run.run_id) as folder, tempfile.TemporaryDirectory() as scratch:
        then = load_servable(folder)
        workshop = _Workshop(project, registry, version, then.schema, Path(scratch))
        with reporter.stage(f"Making version {version} again") as stage:
            made = workshop.make(run, stage)
        now = load_servable(made.folder)
        before, after = answers(then, made.validation), answers(now, made.validation)
        if out is not None:
            shutil.copytree(made.folder, out)
        return Rebuilt(
            run,
            training_rows=made.training_rows,
            rows=len(made.validation),
            other_labels=int((before.argmax(axis=1) != after.argmax(axis=1)).sum()),
            largest_difference=float(np.abs(before - after).max()),
            changes=tuple(_changes(then.manifest.provenance, project.root)),
        )


@dataclass(frozen=True)
class _Made:
    run_id: str
    fit_seconds: float
    folder: Path
    training_rows: int
    validation: LabelledRows


@dataclass(frozen=True)
class _Workshop:
    """Where runs are made again; for an ensemble also who finds its members."""

    project: Project
    registry: Registry
    version: str
    schema: Schema
    scratch: Path
    finished_at: int | None = None
    """Of the ensemble whose members are asked for."""
    made: dict[str, _Made] = field(default_factory=dict)

    def make(self, run: CandidateRun, stage: Stage) -> _Made:
        then = as_it_was(self.project, self.schema, run)
        rows = read_training_rows(then, run.dataset_version)
        if rows.version.content_hash != run.dataset_hash:
            raise RebuildError(self.version, f"the rows of dataset version {run.dataset_version} are not those of then")
        candidate = Candidate(name=run.candidate, recipe=run.recipe, params=self.registry.params(run))
        training = Training(then, rows, self.scratch, code_version(then.root))
        if is_ensemble(candidate):
            members = _Workshop(
                self.project, self.registry, self.version, self.schema, self.scratch, run.finished_at, self.made
            )
            record = Ensembles(training, members, {}).run(candidate, stage)
        else:
            record = training.run(candidate, stage)
        if record.error or record.servable_folder is None:
            raise RebuildError(self.version, record.error or record.not_servable)
        return _Made(run.run_id, record.fit_seconds, record.servable_folder, len(rows.train), rows.validation)

    def candidate(self, name: str) -> _Made:
        """Return a member of the ensemble, made again from the run that was its newest then."""
        earlier = [one for one in self.registry.runs_of(name) if one.finished_at <= (self.finished_at or 0)]
        if not earlier:
            raise CandidateNotFoundError(name, [])
        made = self.make(earlier[0], _Unseen())
        self.made[made.run_id] = made
        return made

    def servable_folder(self, run_id: str) -> AbstractContextManager[Path]:
        return nullcontext(self.made[run_id].folder)


class _Unseen:
    def advance(self, amount: float = 1, note: str = "") -> None:
        """Members are part of one stage."""


def as_it_was(project: Project, schema: Schema, run: CandidateRun) -> Project:
    """Return the project with the schema, the seed and the deciding metric of a run; all else is as declared now."""
    facts = {name: getattr(project.file, name) for name in ProjectFile.model_fields}
    of_then = {
        "features": {one.name: one for one in schema.features},
        "derived": {one.name: one for one in schema.derived},
        "target": schema.target,
        "seed": run.seed,
        "metric": Decision.model_validate({"decide_by": run.decide_by}),
        "training": TrainingTable(folds=0, learning_curve=()),  # they teach about a candidate, and change no model
    }
    return Project(project.root, ProjectFile.model_validate({**facts, **of_then}))


def _changes(then: Provenance, root: Path) -> Iterator[str]:
    yield from _changed_packages(then.packages, packages())
    now = code_version(root)
    if then.code_version != now:
        yield f"the project's code: {then.code_version or 'outside Git'}, now {now or 'outside Git'}"


def _changed_packages(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            yield f"{name}: {then.get(name, 'none')}, now {now.get(name, 'none')}"

"""The champion's recipe trained again, and others if asked, on rows that are not stored yet; nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from vigie.core.errors import CandidateNotFoundError
from vigie.core.project import LOWER_IS_BETTER, Candidate, Project
from vigie.core.types import Reporter
from vigie.data.columns import SPLIT
from vigie.models.catalogue import RECIPES
from vigie.pipelines.ensembles import Ensembles, is_ensemble
from vigie.pipelines.provenance import code_version
from vigie.pipelines.retrain.gathering import Gathered
from vigie.pipelines.rows import TrainingRows, labelled
from vigie.pipelines.training import Training
from vigie.servable.manifest import Manifest
from vigie.tracking.record import RunRecord


def champion_candidate(project: Project, manifest: Manifest) -> Candidate:
    """Return the candidate that the champion is, with the parameters that the project declares for it now.

    Raises
    ------
    CandidateNotFoundError
        If the project declares it no more, and it is no recipe with its defaults.
    """
    declared = project.file.candidates.get(manifest.name)
    if declared is not None:
        return declared
    if manifest.name == manifest.recipe and manifest.recipe in RECIPES:
        return Candidate(name=manifest.recipe, recipe=manifest.recipe)
    raise CandidateNotFoundError(manifest.name, list(project.file.candidates))


def to_train(project: Project, champion: Candidate, *, every: bool) -> list[Candidate]:
    """Return what is trained: the champion's candidate with its members, and with `every` all that are declared."""
    declared = project.file.candidates
    wanted = {champion.name: champion} | (dict(declared) if every else {})
    for candidate in list(wanted.values()):
        if is_ensemble(candidate):
            wanted |= {name: declared[name] for name in candidate.params.get("of", ()) if name in declared}
    return sorted(wanted.values(), key=is_ensemble)


def train_contenders(
    project: Project, gathered: Gathered, candidates: Sequence[Candidate], scratch: Path, reporter: Reporter
) -> list[RunRecord]:
    """Train candidates, ensembles last, and return what became of each; their servables lie in `scratch`."""
    rows = training_rows(project, gathered)
    training = Training(project, rows, scratch, code_version(project.root))
    records: list[RunRecord] = []
    just_trained = JustTrained(records)
    for candidate in candidates:
        with reporter.stage(f"Training {candidate.name}", total=training.steps) as stage:
            if is_ensemble(candidate):
                failed = {record.candidate: record.error for record in records if record.error}
                records.append(Ensembles(training, just_trained, failed).run(candidate, stage))
            else:
                records.append(training.run(candidate, stage))
    return records


def training_rows(project: Project, gathered: Gathered) -> TrainingRows:
    """Return the rows as a training reads them from the version that they are to become."""
    after, schema = gathered.prospect.after, project.schema
    train, validation = (labelled(after.filter(pl.col(SPLIT) == split), schema) for split in ("train", "validation"))
    return TrainingRows(gathered.prospect.version, train, validation)


def best(records: Sequence[RunRecord], project: Project) -> RunRecord | None:
    """Return the servable candidate that is best in the deciding metric; None where none was made."""
    metric = project.file.metric.decide_by
    sign = -1 if metric in LOWER_IS_BETTER else 1
    made = [record for record in records if not record.error and record.servable_folder is not None]
    return max(made, key=lambda record: sign * record.metrics[metric], default=None)


@dataclass(frozen=True)
class _Made:
    run_id: str
    fit_seconds: float


@dataclass(frozen=True)
class JustTrained:
    """Finds the members of ensembles among what was trained a moment ago."""

    records: Sequence[RunRecord]

    def candidate(self, name: str) -> _Made:
        """Return one, or raise CandidateNotFoundError."""
        return _Made(name, self._by_name(name).fit_seconds or 0.0)

    @contextmanager
    def servable_folder(self, run_id: str) -> Iterator[Path]:
        """Give the folder of its servable."""
        folder = self._by_name(run_id).servable_folder
        if folder is None:
            raise CandidateNotFoundError(run_id, list(self._known()))
        yield folder

    def _by_name(self, name: str) -> RunRecord:
        known = self._known()
        if name not in known:
            raise CandidateNotFoundError(name, list(known))
        return known[name]

    def _known(self) -> Mapping[str, RunRecord]:
        return {record.candidate: record for record in self.records}

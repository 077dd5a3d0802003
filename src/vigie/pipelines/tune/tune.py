"""Search the best parameters of a candidate: trials in parallel, recorded in MLflow, gone on with after a stop."""

from __future__ import annotations

import hashlib
import inspect
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vigie import __version__
from vigie.core.errors import CandidateNotFoundError, FitError, ProjectFileError, SearchBusyError, nearest
from vigie.core.file_lock import locked
from vigie.core.project import FILE_NAME, LOWER_IS_BETTER, Candidate, Project
from vigie.core.types import Reporter
from vigie.models.catalogue import Recipe, find_recipe
from vigie.pipelines.provenance import code_version, packages
from vigie.pipelines.rows import TrainingRows, read_training_rows
from vigie.pipelines.tune.crew import Crew
from vigie.pipelines.tune.evaluator import Ground
from vigie.pipelines.tune.journal import Journal
from vigie.pipelines.tune.search import Ending, Limits, Search
from vigie.pipelines.tune.standing import best_of
from vigie.pipelines.tune.tpe import Suggestions, Values
from vigie.pipelines.tune.trial import Trial
from vigie.settings import Settings
from vigie.tracking.search_record import SearchRecord, SearchStatus
from vigie.tracking.search_recorder import SearchRecorder

SMALL = 3_000
"""Under so many training rows a trial is scored by cross-validation on them: one split would be too rough a measure."""
FOLDS = 3
"""Of that cross-validation, where the project asks for none or fewer."""
FOLDER = "tune"
"""In the project's state folder: the searches' journals, and what recipes print."""

_STATUS: dict[Ending, SearchStatus] = {
    "done": "FINISHED", "out of time": "FINISHED", "stopped": "KILLED", "hopeless": "FAILED",
}  # fmt: skip


@dataclass(frozen=True)
class Tuning:
    """What a search has found so far."""

    candidate: Candidate
    metric: str
    trials: Sequence[Trial]
    best: Trial | None
    """None when no trial was done before it was stopped."""
    first: Trial | None
    """The trial of what the candidate has now, if that is in the search space."""
    scored_on: str
    ending: Ending

    @property
    def params(self) -> dict[str, Any]:
        """All parameters of the candidate with the best values."""
        return {**self.candidate.params, **(self.best.values if self.best else {})}


def tune(
    project: Project,
    settings: Settings,
    name: str,
    limits: Limits,
    reporter: Reporter,
    *,
    workers: int = 0,
    fresh: bool = False,
) -> Tuning:
    """Search the parameters that `[candidates.NAME.search]` names, by the deciding metric.

    Parameters
    ----------
    workers
        Processes that run trials, one trial each; 0 for one per core. With one, the same seed gives the same trials;
        with more, what is tried next depends on which trials were done first.
    fresh
        Begin anew, though a search was begun earlier.

    Raises
    ------
    ProjectFileError
        If the candidate has no search space, or its recipe has no such parameter.
    FitError
        If no trial could be fitted.
    SearchBusyError
        If another process searches the same candidate.
    TrackingError
        If MLflow refuses; what was tried is kept, and the next call records it.
    """
    if name not in project.file.candidates:
        raise CandidateNotFoundError(name, list(project.file.candidates))
    candidate = project.file.candidates[name]
    recipe = find_recipe(candidate.recipe, project.root)
    _check_space(candidate, recipe)
    with locked(project.state / FOLDER / f"{name}.lock", wait=False) as ours:
        if not ours:
            raise SearchBusyError(name)
        rows = read_training_rows(project)
        work = _Work(project, settings, candidate, recipe, rows, workers or _cores())
        journal = work.journal(fresh)
        _greet(work, journal, reporter)
        ending = work.run(journal, limits, reporter)
    return work.tuning(journal, ending)


def with_params(project: Project, name: str, params: Mapping[str, Any]) -> Project:
    """Return the project as if its file gave the candidate these parameters."""
    candidate = project.file.candidates[name].model_copy(update={"params": dict(params)})
    candidates = {**project.file.candidates, name: candidate}
    return Project(project.root, project.file.model_copy(update={"candidates": candidates}))


@dataclass(frozen=True)
class _Work:
    """One call's search."""

    project: Project
    settings: Settings
    candidate: Candidate
    recipe: Recipe
    rows: TrainingRows
    workers: int

    @property
    def metric(self) -> str:
        return self.project.file.metric.decide_by

    @property
    def lower_is_better(self) -> bool:
        return self.metric in LOWER_IS_BETTER

    @property
    def folds(self) -> int:
        return max(self.project.file.training.folds, FOLDS) if len(self.rows.train) < SMALL else 0

    @property
    def scored_on(self) -> str:
        if self.folds:
            return f"{self.folds} folds of {len(self.rows.train):,} training rows, the mean"
        return f"{len(self.rows.validation):,} validation rows"

    @property
    def first(self) -> Values | None:
        """What the candidate has now, if all of it may be tried."""
        present = {**self.recipe.params, **self.candidate.params}
        held = all(name in present and entry.holds(present[name]) for name, entry in self.candidate.search.items())
        return {name: present[name] for name in self.candidate.search} if held else None

    def journal(self, fresh: bool) -> Journal:
        facts = {
            "the search space": {name: _plain(entry) for name, entry in self.candidate.search.items()},
            "the other parameters": {
                name: value for name, value in self.candidate.params.items() if name not in self.candidate.search
            },
            "the recipe": self.candidate.recipe,
            "the code": _code_of(self.recipe, self.project.root),
            "the dataset": [self.rows.version.number, self.rows.version.content_hash],
            "the schema": self.project.schema.model_dump(mode="json"),
            "the deciding metric": self.metric,
            "the seed": self.project.file.seed,
            "the folds": self.folds,
        }
        journal = Journal(self.project.state / FOLDER / f"{self.candidate.name}.jsonl", facts)
        journal.open(fresh=fresh)
        return journal

    def run(self, journal: Journal, limits: Limits, reporter: Reporter) -> Ending:
        if limits.trials is not None and len(journal.trials) >= limits.trials:
            return "done"
        uri = self.settings.tracking or self.project.tracking_uri
        log = self.project.state / FOLDER / f"{self.candidate.name}.log"
        with (
            SearchRecorder(self._record(), uri, self.project.artifacts_folder) as recorder,
            Crew(self._ground(), self.workers, log) as crew,
        ):
            search = self._search(crew, recorder, journal, limits, reporter)
            with reporter.stage(f"Tuning {self.candidate.name}", total=limits.trials) as stage:
                ending = search.go(stage)
            crew.dismiss()
            best = search.record_of(search.best) if search.best else None
            error = _why(journal.trials) if best is None else ""
            failed = best is None and ending != "stopped"
            recorder.end("FAILED" if failed else _STATUS[ending], best, error if failed else "")
            with reporter.stage("Recording in MLflow"):
                recorder.check(wait=True)
            journal.name_run(search.run.result())
        if failed:
            raise FitError(self.candidate.name, error)
        return ending

    def _search(
        self, crew: Crew, recorder: SearchRecorder, journal: Journal, limits: Limits, reporter: Reporter
    ) -> Search:
        search = Search(
            crew=crew,
            suggestions=Suggestions(self.candidate.search, self.project.file.seed),
            journal=journal,
            recorder=recorder,
            limits=limits,
            workers=self.workers,
            metric=self.metric,
            lower_is_better=self.lower_is_better,
            first=self.first,
            reporter=reporter,
        )
        search.run = recorder.begin(journal.run_id, [search.record_of(trial) for trial in journal.trials])
        return search

    def tuning(self, journal: Journal, ending: Ending) -> Tuning:
        trials = sorted(journal.trials, key=lambda trial: trial.number)
        best = best_of(trials, lower_is_better=self.lower_is_better)
        first = next((trial for trial in trials if trial.number == 1 and trial.values == self.first), None)
        return Tuning(self.candidate, self.metric, trials, best, first, self.scored_on, ending)

    def _ground(self) -> Ground:
        threads = max(1, _cores() // self.workers)
        return Ground(self.project, self.candidate, self.rows.version, self.folds, threads)

    def _record(self) -> SearchRecord:
        searched = self.candidate.search
        return SearchRecord(
            project=self.project.name,
            candidate=self.candidate.name,
            recipe=self.candidate.recipe,
            description=self.recipe.description,
            params={name: value for name, value in self.candidate.params.items() if name not in searched},
            space={name: _plain(entry) for name, entry in searched.items()},
            decide_by=self.metric,
            scored_on=self.scored_on,
            why=self.project.file.metric.why,
            dataset_version=self.rows.version.number,
            dataset_hash=self.rows.version.content_hash,
            sample=self.project.file.data.sample,
            code_version=code_version(self.project.root),
            packages=packages(),
            seed=self.project.file.seed,
            who=self.settings.who,
        )


def _check_space(candidate: Candidate, recipe: Recipe) -> None:
    path = f"candidates -> {candidate.name} -> search"
    if not candidate.search:
        example = "{ log_uniform = [0.01, 100] }"
        raise ProjectFileError(FILE_NAME, [f"{path}: is missing: name what may be tried, such as C = {example}"])
    allowed = sorted(recipe.params)
    problems = []
    for name in candidate.search:
        if name not in allowed and not _takes_any(recipe):
            close = nearest(name, allowed)
            hint = f"did you mean '{close}'?" if close else f"allowed: {', '.join(allowed) or 'none'}"
            problems.append(f"{path} -> {name}: recipe '{recipe.name}' has no such parameter; {hint}")
    if problems:
        raise ProjectFileError(FILE_NAME, problems)


def _greet(work: _Work, journal: Journal, reporter: Reporter) -> None:
    workers = "1 worker" if work.workers == 1 else f"{work.workers} workers"
    version = work.rows.version.number
    reporter.say(f"Dataset version {version}, {workers}: {work.metric} on {work.scored_on} decides.")
    if journal.changed:
        reporter.say(f"The search begins anew: {' and '.join(journal.changed)} changed since the last one.")
    elif journal.trials:
        reporter.say(f"The search goes on: {len(journal.trials):,} trials were done before.")


def _why(trials: Sequence[Trial]) -> str:
    reasons = Counter(trial.error for trial in trials if trial.error)
    if not reasons:
        return "no trial was done in the time that was given"
    (reason, times), *_ = reasons.most_common(1)
    return f"all {len(trials)} trials failed; {times} of them because: {reason}"


def _code_of(recipe: Recipe, root: Path) -> str:
    digest = hashlib.sha256(__version__.encode())
    source = inspect.getsourcefile(recipe.function)
    for path in [*([Path(source)] if source else []), *sorted(root.glob("*.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _plain(entry: Any) -> Any:
    return entry.model_dump(mode="json", exclude_none=True)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _takes_any(recipe: Recipe) -> bool:
    return any(taken.kind is taken.VAR_KEYWORD for taken in inspect.signature(recipe.function).parameters.values())

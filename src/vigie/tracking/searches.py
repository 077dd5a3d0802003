"""Searches in MLflow: one run for the search, and under it one for each trial."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from vigie.tracking.connection import connect, experiment_id
from vigie.tracking.facts import NOTE, PREFIX
from vigie.tracking.quiet import tracked
from vigie.tracking.search_record import SearchRecord, SearchStatus, TrialRecord

if TYPE_CHECKING:  # MLflow takes seconds to import: nothing loads it before it is used
    from mlflow import MlflowClient

_PARENT = "mlflow.parentRunId"
_TRIAL = PREFIX + "trial"
_LONGEST_TAG = 5_000
_LONGEST_PARAM = 6_000
_PAGE = 1_000
BEST = "best/"
"""Section of the search's run: the best score, at each trial that was the best so far."""


class SearchRun:
    """A search's run in MLflow, under way. Every method raises `TrackingError` when MLflow refuses.

    Its trials are no candidates: the registry lists neither them nor the search.
    """

    def __init__(self, client: MlflowClient, experiment: str, run_id: str, record: SearchRecord) -> None:
        self.run_id = run_id
        self._client, self._experiment, self._record = client, experiment, record

    @classmethod
    def begin(cls, record: SearchRecord, tracking_uri: str, artifacts_folder: Path | None = None) -> Self:
        """Begin a run; `artifacts_folder` is where a new project's files go."""
        with tracked(f"The search for '{record.candidate}' could not be recorded in MLflow"):
            client = connect(tracking_uri)
            from mlflow.entities import Param  # seconds to import

            experiment = experiment_id(tracking_uri, record.project, artifacts_folder)
            run = client.create_run(experiment, tags=_tags(record), run_name=f"tune {record.candidate}")
            params = {"recipe": record.recipe, "seed": record.seed, **record.params}
            client.log_batch(run.info.run_id, params=[Param(name, _plain(value)) for name, value in params.items()])
            return cls(client, experiment, str(run.info.run_id), record)

    @classmethod
    def resume(cls, run_id: str, record: SearchRecord, tracking_uri: str) -> Self | None:
        """Go on with a run; None when it is not there any more."""
        with tracked(f"The search's run {run_id} cannot be had from MLflow"):
            client = connect(tracking_uri)
            from mlflow.exceptions import MlflowException  # seconds to import

            try:
                run = client.get_run(run_id)
            except MlflowException as error:
                if error.error_code != "RESOURCE_DOES_NOT_EXIST":
                    raise
                return None
            if run.info.lifecycle_stage != "active":
                return None
            client.update_run(run_id, status="RUNNING")
            return cls(client, str(run.info.experiment_id), run_id, record)

    def trial_numbers(self) -> frozenset[int]:
        """Return the numbers of the trials that were recorded."""
        with tracked(f"The trials of run {self.run_id} cannot be had from MLflow"):
            return frozenset(_trial_numbers(self._client, self._experiment, self.run_id))

    def add(self, trial: TrialRecord) -> None:
        """Record a trial under this run, finished or failed with its reason, in three or four calls."""
        record = self._record
        with tracked(f"Trial {trial.number} of '{record.candidate}' could not be recorded in MLflow"):
            from mlflow.entities import Metric, Param  # seconds to import

            began = trial.began_at // 1_000
            ended = began + int(trial.seconds * 1_000)
            tags = _trial_tags(self.run_id, trial, record)
            run = self._client.create_run(
                self._experiment, began, tags, run_name=f"{record.candidate} trial {trial.number}"
            )
            metrics = [Metric(name, value, ended, step) for name, value, step in _metrics(trial, record.decide_by)]
            params = [Param(name, _plain(value)) for name, value in trial.values.items()]
            self._client.log_batch(run.info.run_id, metrics, params)
            self._client.set_terminated(run.info.run_id, "FAILED" if trial.error else "FINISHED", ended)
            if trial.best is not None and trial.best == trial.score:
                self._client.log_batch(self.run_id, [Metric(BEST + record.decide_by, trial.best, ended, trial.number)])

    def end(self, status: SearchStatus, best: TrialRecord | None, error: str = "") -> None:
        """End the run, with the best trial, or why there is none."""
        with tracked(f"The end of the search for '{self._record.candidate}' could not be recorded in MLflow"):
            from mlflow.entities import Metric, RunTag  # seconds to import

            tags = [RunTag(PREFIX + "error", error[:_LONGEST_TAG])] if error else []
            metrics = []
            if best is not None and best.score is not None:
                tags += [RunTag(PREFIX + "best_trial", str(best.number)), RunTag(PREFIX + "best", _plain(best.values))]
                metrics = [Metric(self._record.decide_by, best.score, int(time.time() * 1_000), 0)]
            self._client.log_batch(self.run_id, metrics, tags=tags)
            self._client.set_terminated(self.run_id, status)


def _trial_numbers(client: MlflowClient, experiment: str, run_id: str) -> Iterator[int]:
    token = None
    while True:
        children = client.search_runs(
            [experiment],
            filter_string=f"tags.`{_PARENT}` = '{run_id}'",
            max_results=_PAGE,
            page_token=token,
        )
        yield from (int(child.data.tags[_TRIAL]) for child in children if _TRIAL in child.data.tags)
        token = children.token
        if not token:
            return


def _metrics(record: TrialRecord, decide_by: str) -> Iterator[tuple[str, float, int]]:
    if record.score is not None:
        yield decide_by, record.score, 0
    yield "cost/seconds", record.seconds, 0
    for part, scores in enumerate(record.epochs, 1):
        name = "epochs/valid_score" if len(record.epochs) == 1 else f"epochs/valid_score_{part}"
        yield from ((name, score, epoch) for epoch, score in enumerate(scores, 1) if math.isfinite(score))


def _tags(record: SearchRecord) -> dict[str, str]:
    note = f"{record.description.strip()}\n\n**Search** by TPE; a score is of {record.scored_on}.".strip()
    if record.sample:
        note += "\n\n*Measured on the invented sample, not on real data.*"
    ours = {
        "project": record.project,
        "search": record.candidate,
        "recipe": record.recipe,
        "space": json.dumps(record.space, default=str),
        "decide_by": record.decide_by,
        "why": record.why,
        "seed": str(record.seed),
        "dataset_version": str(record.dataset_version),
        "dataset_hash": record.dataset_hash,
        "sample": "true" if record.sample else "false",
        "code_version": record.code_version,
        "packages": ", ".join(f"{name} {version}" for name, version in sorted(record.packages.items())),
    }
    every = {PREFIX + name: value for name, value in ours.items()} | {NOTE: note, **_source(record)}
    return {name: value[:_LONGEST_TAG] for name, value in every.items() if value}


def _trial_tags(run_id: str, record: TrialRecord, search: SearchRecord) -> dict[str, str]:
    ours = {
        "project": search.project,
        "search": search.candidate,
        "trial": str(record.number),
        "stopped": "true" if record.stopped else "",
        "error": record.error,
    }
    mlflow = {_PARENT: run_id, NOTE: f"**Failed:** {record.error}" if record.error else "", **_source(search)}
    every = {PREFIX + name: value for name, value in ours.items()} | mlflow
    return {name: value[:_LONGEST_TAG] for name, value in every.items() if value}


def _source(record: SearchRecord) -> dict[str, str]:
    return {
        "mlflow.user": record.who,
        "mlflow.source.name": "vigie tune",
        "mlflow.source.type": "LOCAL",
        "mlflow.source.git.commit": record.code_version,
    }


def _plain(value: Any) -> str:
    return (value if isinstance(value, str) else json.dumps(value, default=str))[:_LONGEST_PARAM]

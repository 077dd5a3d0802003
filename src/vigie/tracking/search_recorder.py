"""Records a search in a process of its own, at a low priority, so that trials wait neither for MLflow nor its disk."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Self

from vigie.tracking.recorder import Recorder
from vigie.tracking.search_record import SearchRecord, SearchStatus, TrialRecord
from vigie.tracking.searches import SearchRun

_NICE = 10
_under_way: list[SearchRun] = []
"""In the recording process: the search that is being recorded."""


class SearchRecorder(Recorder):
    """Use it around a search, e.g. `with SearchRecorder(record, uri) as recorder: recorder.begin()`, then `add`, `end`.

    What is asked for is done in that order while the search goes on, and `check` tells what went wrong with it. As with
    every `Recorder`, a script of one's own must hold its code under `if __name__ == "__main__":`.
    """

    def __init__(self, record: SearchRecord, tracking_uri: str, artifacts_folder: Path | None = None) -> None:
        super().__init__(tracking_uri, artifacts_folder)
        self._record = record

    def __enter__(self) -> Self:
        return self

    def begin(self, run_id: str = "", trials: Sequence[TrialRecord] = ()) -> Future[str]:
        """Begin the search's run, or go on with `run_id`; the result is the run's id.

        Parameters
        ----------
        run_id
            A search that was stopped. When MLflow has no such run any more, another one is begun.
        trials
            Done before: those that the run lacks are added.
        """
        return self._ask(_begin, run_id, list(trials), self._record, self._tracking_uri, self._artifacts_folder)

    def add(self, trial: TrialRecord) -> None:
        """Record a trial that is done."""
        self._ask(_add, trial)

    def end(self, status: SearchStatus, best: TrialRecord | None, error: str = "") -> None:
        """End the search's run."""
        self._ask(_end, status, best, error)

    def check(self, *, wait: bool = False) -> None:
        """Raise `TrackingError` if something that was asked for could not be recorded; `wait` for all of it first."""
        for asked in list(self._begun):
            if wait or asked.done():
                asked.result()
                self._begun.remove(asked)


def _begin(
    run_id: str, trials: Sequence[TrialRecord], record: SearchRecord, tracking_uri: str, artifacts_folder: Path | None
) -> str:
    if hasattr(os, "nice"):
        os.nice(_NICE)  # trials have the cores first
    run = SearchRun.resume(run_id, record, tracking_uri) if run_id else None
    known = run.trial_numbers() if run is not None else frozenset[int]()
    run = run or SearchRun.begin(record, tracking_uri, artifacts_folder)
    _under_way[:] = [run]
    for trial in trials:
        if trial.number not in known:
            run.add(trial)
    return run.run_id


def _add(trial: TrialRecord) -> str:
    (run,) = _under_way
    run.add(trial)
    return run.run_id


def _end(status: SearchStatus, best: TrialRecord | None, error: str) -> str:
    (run,) = _under_way
    run.end(status, best, error)
    return run.run_id

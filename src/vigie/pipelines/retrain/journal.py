"""What a retraining writes down as it goes, so that whoever comes after a crash knows how far it had come."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

from vigie.core.errors import RetrainingBusyError
from vigie.core.file_lock import locked
from vigie.core.project import Project
from vigie.core.schema import Words
from vigie.data.dataset import Dataset
from vigie.evaluation.gates import GateResult
from vigie.ledger import Ledger, Retraining, now
from vigie.ledger.retrainings import RetrainingState
from vigie.pipelines.retrain import words

LOCK = "retrain.lock"
_GIVEN_UP_US = 86_400_000_000
"""A retraining on another machine that began so long ago is taken for dead."""


@contextmanager
def alone(project: Project, *, wait: bool) -> Iterator[None]:
    """Hold the project's lock for retrainings on this machine; it ends with the process, however that ends.

    Raises
    ------
    RetrainingBusyError
        If another process holds it, and it is not to be waited for.
    """
    with locked(project.state / LOCK, wait=wait) as held:
        if not held:
            raise RetrainingBusyError
        yield


def recover(project: Project, ledger: Ledger) -> list[Retraining]:
    """End what was never ended, as its process was killed, and return it as it is now; use it `alone`.

    Data that were stored are put back: no model came of them. Nothing else outlives a kill that anybody would use.

    Raises
    ------
    RetrainingBusyError
        If one is under way on another machine, and began less than a day ago.
    """
    ended = []
    for found in ledger.retrainings.running():
        is_elsewhere = found.detail.get("host") not in (None, socket.gethostname())
        if is_elsewhere and found.at > now() - _GIVEN_UP_US:
            raise RetrainingBusyError(str(found.detail.get("host")))
        said = words.interrupted(str(found.detail.get("step", "it began")), put_back(project, found))
        ended.append(ledger.retrainings.keep(_ended(found, "interrupted", said, project)))
    return ended


def put_back(project: Project, retraining: Retraining) -> int | None:
    """Make the version before the newest again, if the newest is the one that this retraining stored; return it.

    Whatever somebody else stored since stays.
    """
    before, after = retraining.dataset_before, retraining.dataset_after
    if before is None or after is None or before == after:
        return None
    dataset = Dataset(project.dataset_folder)
    newest = dataset.version()
    if newest.number != after or newest.content_hash != retraining.detail.get("content_hash"):
        return None
    dataset.restore(before)
    return before


class Journal:
    """The record of one retraining under way."""

    def __init__(self, project: Project, ledger: Ledger, trigger: str, who: str, **facts: Any) -> None:
        self._project = project
        self._ledger = ledger
        where = {"step": "beginning", "host": socket.gethostname(), "pid": os.getpid()}
        self.record = ledger.retrainings.begin(trigger, who, now(), detail=where, **facts)

    @property
    def doing(self) -> str:
        return str(self.record.detail["step"])

    def step(self, doing: str, **facts: Any) -> None:
        """Write down what is done next, on disk before it is begun."""
        self.note(step=doing)
        self.record = self._ledger.retrainings.keep(replace(self.record, **facts))

    def note(self, **detail: Any) -> None:
        """Remember more of it; the next step writes it down."""
        self.record = replace(self.record, detail={**self.record.detail, **detail})

    def end(self, state: RetrainingState, said: Words, **facts: Any) -> Retraining:
        """Write down how it ended, and return it."""
        self.record = self._ledger.retrainings.keep(_ended(self.record, state, said, self._project, **facts))
        return self.record

    def put_back(self) -> None:
        """Take back the version of the data that was stored, if one was."""
        put_back(self._project, self.record)


def told(results: Sequence[GateResult]) -> list[Mapping[str, Any]]:
    """Return results as they are kept."""
    return [asdict(result) for result in results]


def _ended(found: Retraining, state: RetrainingState, said: Words, project: Project, **facts: Any) -> Retraining:
    kept = replace(found, detail={**found.detail, "words": said.model_dump()})
    return kept.ended(state, said.say(project.file.language), now(), **facts)

"""The shapes that cross rooms: rows, splits, verdicts, versions, and how progress is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Row = Mapping[str, Any]
"""One row as it comes from a file or a request: feature name → raw value, None where missing."""

Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test")

VerdictKind = Literal["confirmed", "rejected", "corrected"]
VERDICTS: tuple[VerdictKind, ...] = ("confirmed", "rejected", "corrected")

ChallengeMode = Literal["shadow", "canary", "ab"]
"""Beside the champion and never shown; in its place for a share of the requests, to be careful;
or for a share, to compare what people say."""
CHALLENGE_MODES: tuple[ChallengeMode, ...] = ("shadow", "canary", "ab")

VerdictOrigin = Literal["person", "import"]
"""A person who saw the answer, or ground truth that came later."""

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")


@dataclass(frozen=True, slots=True)
class DatasetVersion:
    """One version of a project's dataset, as a run records it."""

    number: int
    """The Delta table's version."""
    rows: int
    content_hash: str
    """Hex digest over every row: the same rows give the same hash whatever their order or the version."""
    created_at: int
    """Microseconds since the epoch, UTC."""
    source: str
    """Where its last rows came from, as the user wrote it."""


@dataclass(frozen=True, slots=True)
class TestOpening:
    """The recorded permission to look at the sealed test rows once; made by the ledger only."""

    id: str
    at: int
    who: str
    why: str
    candidate: str
    run_id: str
    dataset_version: int

    __test__ = False  # pytest would take the name for a test class


class Stage(Protocol):
    """One piece of work under way."""

    def advance(self, amount: float = 1, note: str = "") -> None: ...


class Reporter(Protocol):
    """Tells a person how work goes. The command line draws it live; a test or a script passes `Silent()`."""

    def stage(self, title: str, total: float | None = None) -> AbstractContextManager[Stage]: ...

    def say(self, text: str) -> None: ...


class _SilentStage:
    def advance(self, amount: float = 1, note: str = "") -> None:
        pass


class Silent:
    """A reporter that says nothing."""

    @contextmanager
    def stage(self, title: str, total: float | None = None) -> Iterator[Stage]:
        yield _SilentStage()

    def say(self, text: str) -> None:
        pass

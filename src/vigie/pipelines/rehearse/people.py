"""The people of a rehearsal: they ask, some say whether the answer was right, and not all of them are right."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from vigie.client import Client
from vigie.core.types import VerdictKind
from vigie.pipelines.rehearse.doors import Doors

_CROWD = tuple(f"198.51.100.{number}" for number in range(1, 41))
_CORRECTS = 0.5
_COMPLAINS = 0.25
_PRAISES = 0.01


@dataclass(frozen=True, slots=True)
class Answered:
    """One row, what was answered, and what is true; the service learns the truth by verdicts only."""

    id: str
    at: int
    row: dict[str, Any]
    label: str
    confidence: float
    version: str
    truth: str
    about: str
    """'usual' or the new topic; for the diary."""

    @property
    def right(self) -> bool:
        return self.label == self.truth


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a person is going to say of an answer."""

    kind: VerdictKind
    label: str | None
    after_s: int
    client: Client


@dataclass
class Crowd:
    """Those who are asked for verdicts, and those who give them unasked.

    Whoever is asked answers, and is wrong now and then. The others complain about every fourth wrong answer, and praise
    hardly ever.
    """

    doors: Doors
    labels: tuple[str, ...]
    random: Random
    mistakes: float = 0.02
    """The share of the verdicts that are wrong."""
    clients: list[Client] = field(init=False)

    def __post_init__(self) -> None:
        self.clients = [self.doors.client(address) for address in _CROWD]

    def opinion(self, answered: Answered, *, asked: bool) -> Opinion | None:
        """Return what somebody says of an answer, None where nobody does."""
        if not asked and self.random.random() >= (_PRAISES if answered.right else _COMPLAINS):
            return None
        truth = answered.truth
        if self.random.random() < self.mistakes:
            truth = self.random.choice([label for label in self.labels if label != truth])
        after_s, client = self.random.randint(15, 120), self.random.choice(self.clients)
        if answered.label == truth:
            return Opinion("confirmed", None, after_s, client)
        if self.random.random() < _CORRECTS:
            return Opinion("corrected", truth, after_s, client)
        return Opinion("rejected", None, after_s, client)


@dataclass(frozen=True)
class Reviewer:
    """Decides on rows of the queue, and errs at times."""

    name: str
    errs: float
    random: Random

    def label(self, truth: str, labels: tuple[str, ...]) -> str:
        """Return the label that this person takes for the right one."""
        if self.random.random() < self.errs:
            return self.random.choice([label for label in labels if label != truth])
        return truth

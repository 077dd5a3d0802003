"""How many rows wait for a person, why, and who brought them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import Connection, func, select

from vigie.ledger.tables import reviews

ReviewState = Literal["held", "open", "checking", "disputed", "accepted", "discarded"]
ReviewReason = Literal["rejected", "corrected", "uncertain", "drawn", "label"]

STATES: tuple[ReviewState, ...] = get_args(ReviewState)
WAITING: tuple[ReviewState, ...] = ("open", "checking", "disputed")
"""The queue: nobody looked yet; a second person is to look; two people differ."""


class GiverCount(NamedTuple):
    giver: str | None
    waiting: int
    held: int


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """How many reviews there are."""

    states: Mapping[ReviewState, int] = field(default_factory=dict)
    reasons: Mapping[ReviewReason, int] = field(default_factory=dict)
    """Of those that wait."""
    givers: tuple[GiverCount, ...] = ()
    """Whoever brought what waits or is held, most first."""
    untrained: int = 0
    """Accepted labels that no dataset version holds yet."""

    @property
    def waiting(self) -> int:
        return sum(self.states.get(state, 0) for state in WAITING)

    def dominant(self, share: float, least: int = 10) -> GiverCount | None:
        """Return who brought more than that share of what waits or is held; None of fewer than `least` rows."""
        total = self.waiting + self.states.get("held", 0)
        brought = [one for one in self.givers if one.giver is not None]
        if total < least or not brought:
            return None
        most = brought[0]
        return most if most.waiting + most.held > share * total else None


def count(connection: Connection) -> ReviewCounts:
    """Count by state, by reason and by giver."""
    number = func.count()
    waits = reviews.c.state.in_(WAITING)
    brought = waits | (reviews.c.state == "held")
    by_giver = select(reviews.c.giver, reviews.c.state, number).where(brought)
    untrained = select(number).where(reviews.c.state == "accepted", reviews.c.dataset_version.is_(None))
    return ReviewCounts(
        _counted(connection, select(reviews.c.state, number).group_by(reviews.c.state)),
        _counted(connection, select(reviews.c.reason, number).where(waits).group_by(reviews.c.reason)),
        _by_giver(connection.execute(by_giver.group_by(reviews.c.giver, reviews.c.state)).tuples().all()),
        connection.scalar(untrained) or 0,
    )


def _counted(connection: Connection, query: Any) -> dict[Any, int]:
    return dict(connection.execute(query).tuples().all())


def _by_giver(rows: Sequence[Any]) -> tuple[GiverCount, ...]:
    found: dict[str | None, list[int]] = {}
    for giver, state, number in rows:
        found.setdefault(giver, [0, 0])[state == "held"] += number
    counts = (GiverCount(giver, waiting, held) for giver, (waiting, held) in found.items())
    return tuple(sorted(counts, key=lambda one: (one.giver is None, -(one.waiting + one.held), one.giver or "")))

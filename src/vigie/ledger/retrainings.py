"""Retrainings: when, why, from which data to which, and how each ended: `ledger.retrainings`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from sqlalchemy import RowMapping, select, update

from vigie.core.errors import LedgerError
from vigie.ledger.database import Database
from vigie.ledger.ids import new_id
from vigie.ledger.tables import retrainings

RetrainingState = Literal[
    "running", "unneeded", "refused", "failed", "rejected", "interrupted", "candidate", "promoted"
]  # fmt: skip
"""How it ended: nothing new to learn from; its data were refused; something broke; its gates rejected the model; its
process was killed; its model passed, and waits for a test or a promotion; its model is the champion."""


@dataclass(frozen=True, slots=True)
class Retraining:
    """One retraining. Times are microseconds since the epoch, UTC."""

    id: str
    at: int
    trigger: str
    """What it was begun for, such as 'by hand', '120 reviewed labels'."""
    who: str
    state: RetrainingState = "running"
    champion: str | None = None
    """The version that it was compared with."""
    ended_at: int | None = None
    dataset_before: int | None = None
    dataset_after: int | None = None
    """The version it made, or was about to make."""
    run_id: str | None = None
    version: str | None = None
    """Of the model that passed, published and ready for a test."""
    words: str = ""
    """The verdict, for people."""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """What else is known: its step, its data, its gates; goes through JSON."""

    def ended(self, state: RetrainingState, words: str, at: int, **facts: Any) -> Retraining:
        """Return it as it ended."""
        return replace(self, state=state, words=words, ended_at=at, **facts)


class Retrainings:
    """The record of retrainings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, trigger: str, who: str, at: int, **facts: Any) -> Retraining:
        """Write down that one begins."""
        begun = Retraining(new_id(), at, trigger, who, **facts)
        with self._database.write() as connection:
            connection.execute(retrainings.insert().values(_values(begun)))
        return begun

    def keep(self, retraining: Retraining) -> Retraining:
        """Write down what is known of one that was begun, and return it.

        Raises
        ------
        LedgerError
            It is not there.
        """
        query = update(retrainings).where(retrainings.c.id == retraining.id).values(_values(retraining))
        with self._database.write() as connection:
            if not connection.execute(query).rowcount:
                raise LedgerError(f"There is no retraining '{retraining.id}' in the ledger.")
        return retraining

    def latest(self, limit: int = 50) -> list[Retraining]:
        """Return retrainings, the newest first."""
        query = select(retrainings).order_by(retrainings.c.at.desc(), retrainings.c.id.desc()).limit(limit)
        return self._read(query)

    def running(self) -> list[Retraining]:
        """Return those that did not end, the oldest first: one may be under way, the others were killed."""
        return self._read(select(retrainings).where(retrainings.c.state == "running").order_by(retrainings.c.at))

    def _read(self, query: Any) -> list[Retraining]:
        with self._database.read() as connection:
            return [_retraining(row) for row in connection.execute(query).mappings()]


def _values(one: Retraining) -> dict[str, Any]:
    return asdict(one) | {"detail": json.dumps(dict(one.detail), ensure_ascii=False)}


def _retraining(row: RowMapping) -> Retraining:
    facts: dict[str, Any] = dict(row)
    return Retraining(**facts | {"detail": json.loads(facts["detail"])})

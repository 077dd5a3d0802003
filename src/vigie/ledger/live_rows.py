"""The rows that were answered in a stretch of time, a page at a time: `ledger.live_rows`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from vigie.ledger.database import Database
from vigie.ledger.tables import predictions

PAGE = 5_000
_DRAWN = 4
"""Hexadecimal digits at the end of an id, which are random, by which rows are drawn."""


class LiveRow(NamedTuple):
    """One answered row."""

    features: dict[str, Any]
    label: str
    confidence: float
    model_version: str


class LiveRows:
    """What the service was asked, and answered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, since: int, until: int) -> int:
        """Count the predictions from `since`, included, to `until`, not included."""
        query = select(func.count()).select_from(predictions).where(*_between(since, until))
        with self._database.read() as connection:
            return connection.scalar(query) or 0

    def reach_back(self, until: int, rows: int) -> int | None:
        """Return when the last so many predictions before `until` began; None where there are not as many."""
        query = select(predictions.c.at).where(predictions.c.at < until).order_by(predictions.c.at.desc())
        with self._database.read() as connection:
            at: int | None = connection.scalar(query.limit(1).offset(rows - 1))
        return at

    def pages(self, since: int, until: int, most: int | None = None) -> Iterator[list[LiveRow]]:
        """Give the rows in the order of time, some thousand at once; no more than a page is in memory.

        Parameters
        ----------
        most
            About so many, drawn from all over the stretch where it holds more: the same ones at each call.
        """
        drawn = _draw(most, self.count(since, until)) if most is not None else []
        query = _query(since, until, drawn)
        after = query
        while True:
            with self._database.read() as connection:
                page = connection.execute(after).all()
            if page:
                # One document for a page: a parser has a start of its own.
                rows = json.loads(f"[{','.join(row.features for row in page)}]")
                yield [
                    LiveRow(given, row.label, row.confidence, row.model_version)
                    for given, row in zip(rows, page, strict=True)
                ]
                last = (page[-1].at, page[-1].id)
                after = query.where(tuple_(predictions.c.at, predictions.c.id) > last)
            if len(page) < PAGE:
                return


def _between(since: int, until: int) -> list[ColumnElement[bool]]:
    return [predictions.c.at >= since, predictions.c.at < until]


def _draw(most: int, total: int) -> list[ColumnElement[bool]]:
    if total <= most:
        return []
    kept = int(16**_DRAWN * most / total)
    length = func.length(predictions.c.id)
    return [func.substr(predictions.c.id, length - _DRAWN + 1, _DRAWN) < f"{kept:0{_DRAWN}x}"]


def _query(since: int, until: int, drawn: list[ColumnElement[bool]]) -> Select[Any]:
    row = predictions.c
    columns = (row.at, row.id, row.features, row.label, row.confidence, row.model_version)
    return select(*columns).where(*_between(since, until), *drawn).order_by(row.at, row.id).limit(PAGE)

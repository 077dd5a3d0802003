"""How the answers did, counted by the database in cells: `ledger.performance`. Read by period and model version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, case, cast, func, select

from vigie.ledger.database import Database
from vigie.ledger.tables import predictions, verdicts
from vigie.monitoring.estimated import AnsweredCell
from vigie.monitoring.judged import BINS, GIVEN, Given, JudgedCell
from vigie.monitoring.quality import Quality, quality

_MICRO = 1_000_000

_MONDAY_US = 4 * 86_400 * _MICRO
"""The epoch was a Thursday; weeks begin on Mondays. It is a multiple of every shorter period."""


def period_of(at: int, period_s: int) -> int:
    """Return when the period that `at` lies in begins: days at midnight UTC, weeks on Mondays.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> monday = period_of(1_700_000_000_000_000, 7 * 86_400)
    >>> datetime.fromtimestamp(monday / 1e6, UTC).strftime("%A %Y-%m-%d %H:%M")
    'Monday 2023-11-13 00:00'
    """
    width = period_s * _MICRO
    return (at - _MONDAY_US) // width * width + _MONDAY_US


class Performance:
    """Counts of answers and verdicts by the time of the **answer**, so that a late label counts where it belongs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def judged(
        self, since: int, until: int, labels: Sequence[str], *, period_s: int | None = None, version: str | None = None
    ) -> list[JudgedCell]:
        """Count the verdicts on what was answered in [since, until).

        Parameters
        ----------
        labels
            The classes; of two, a rejection says that the other one is right.
        period_s
            Count by periods of so long; by default in one, which begins at `since`.
        version
            Of one model version; by default each apart.
        """
        period, given = _period(period_s), _given()
        of = (
            period.label("period"),
            predictions.c.model_version,
            given.label("given"),
            predictions.c.label.label("predicted"),
            verdicts.c.kind,
            verdicts.c.label,
            _bin().label("bin"),
        )
        query = select(*of, func.count(), func.sum(predictions.c.confidence)).group_by(*of)
        with self._database.read() as connection:
            by_time = not _verdicts_are_fewer(connection, since, until)
            joined = query.join(verdicts, _is_of_it(by_time)).where(_within(since, until, version, by_time=by_time))
            rows = connection.execute(joined).tuples().all()
        return [_judged(row, since, period_s, labels) for row in rows]

    def answered(
        self, since: int, until: int, *, period_s: int | None = None, version: str | None = None
    ) -> list[AnsweredCell]:
        """Count what was answered in [since, until), judged or not, by confidence."""
        of = (_period(period_s).label("period"), predictions.c.model_version, _bin().label("bin"))
        query = (
            select(*of, func.count(), func.sum(predictions.c.confidence))
            .where(_within(since, until, version))
            .group_by(*of)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).tuples().all()
        return [
            AnsweredCell(_begin(number, since, period_s), version, bin_, n, float(confidence))
            for number, version, bin_, n, confidence in rows
        ]

    def by_kind(self) -> dict[Given, Quality]:
        """Return what all verdicts of each kind say together, of any time and version; also where there are none."""
        given = _given().label("given")
        query = select(given, verdicts.c.kind, func.count()).group_by(given, verdicts.c.kind)
        with self._database.read() as connection:
            counted = {(row[0], row[1]): row[2] for row in connection.execute(query)}
        of = ("confirmed", "rejected", "corrected")
        return {kind: quality(*(counted.get((kind, said), 0) for said in of)) for kind in GIVEN}


def _verdicts_are_fewer(connection: Connection, since: int, until: int) -> bool:
    """Say whether there are fewer verdicts in all than answers in this time: both are read off an index."""
    newest = connection.scalar(select(func.max(verdicts.c.seq))) or 0
    among = select(predictions.c.at).where(_within(since, until, None)).limit(newest + 1).subquery()
    return newest < (connection.scalar(select(func.count()).select_from(among)) or 0)


# SQLite guesses which of two tables to begin with, and guesses wrong where few answers are judged: it looks up a
# verdict for every answer of the time, and reads the whole row of each before. An expression has no index to use.


def _is_of_it(by_time: bool) -> ColumnElement[bool]:
    key = verdicts.c.prediction_id
    return predictions.c.id == (key if by_time else key.concat(""))


def _within(since: int, until: int, version: str | None, *, by_time: bool = True) -> ColumnElement[bool]:
    at = predictions.c.at if by_time else predictions.c.at + 0
    found = and_(at >= since, at < until)
    return found if version is None else and_(found, predictions.c.model_version == version)


def _period(period_s: int | None) -> ColumnElement[Any]:
    if period_s is None:
        return predictions.c.at * 0
    return (predictions.c.at - _MONDAY_US) // (period_s * _MICRO)


def _begin(number: int, since: int, period_s: int | None) -> int:
    return since if period_s is None else number * period_s * _MICRO + _MONDAY_US


def _bin() -> ColumnElement[Any]:
    # Whole numbers, for the databases round differently: open below and closed above, and the lowest has 0 too.
    micro = cast(predictions.c.confidence * _MICRO, BigInteger)
    number = (micro * BINS + _MICRO - 1) // _MICRO - 1
    return case((number < 0, 0), (number >= BINS, BINS - 1), else_=number)


def _given() -> ColumnElement[Any]:
    return case((verdicts.c.origin == "import", "imported"), (verdicts.c.asked == 1, "asked"), else_="volunteered")


def _judged(row: Sequence[Any], since: int, period_s: int | None, labels: Sequence[str]) -> JudgedCell:
    number, version, given, predicted, kind, label, bin_, n, confidence = row
    truth = predicted if kind == "confirmed" else label
    if truth is None and len(labels) == 2:
        truth = next((other for other in labels if other != predicted), None)
    kept: Given = given
    return JudgedCell(_begin(number, since, period_s), version, kept, predicted, truth, bin_, n, float(confidence))

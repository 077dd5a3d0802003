"""Erasing predictions with whatever was said of them and whatever was kept to repeat them."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, or_, select, true

from vigie.ledger.database import Database
from vigie.ledger.drifts import Drifts
from vigie.ledger.tables import challenger_answers, predictions, requests, reviews, verdicts

PAGE = 500
_REST_S = 0.005
"""Between two transactions, so that whoever writes predictions has a turn."""
_IDS = re.compile(r'"id":"([0-9a-f-]{36})"')

Wanted: TypeAlias = Callable[[dict[str, Any]], bool]


class Forgotten(NamedTuple):
    """What was erased."""

    predictions: int = 0
    verdicts: int = 0
    reports: int = 0
    """Drift reports, where it was what is older than a time."""


def matching(database: Database, wanted: Wanted) -> Iterator[str]:
    """Give the ids of the predictions whose row is wanted, and of reviews whose prediction retention has erased.

    Reads all of them, a page at a time.
    """
    yield from _matching(database, wanted, predictions, true())
    # One whose prediction is there was found with it.
    yield from _matching(database, wanted, reviews, ~exists().where(predictions.c.id == reviews.c.prediction_id))


def _matching(database: Database, wanted: Wanted, table: Table, among: ColumnElement[bool]) -> Iterator[str]:
    last = ""
    query = select(table.c.id, table.c.features).where(among).order_by(table.c.id).limit(PAGE)
    while True:
        with database.read() as connection:
            page = connection.execute(query.where(table.c.id > last)).all()
        if not page:
            return
        for key, features in page:
            if wanted(json.loads(features)):
                yield key
        last = page[-1].id


def forget(database: Database, ids: Iterable[str]) -> Forgotten:
    """Erase these predictions; see `Ledger.forget`."""
    total, reviewed = Forgotten(), 0
    remaining = iter(dict.fromkeys(ids))
    while batch := list(islice(remaining, PAGE)):
        with database.erase() as connection:
            # What a person decided of such a row goes too; one that retention erases has become a row to learn from.
            named = or_(reviews.c.prediction_id.in_(batch), reviews.c.id.in_(batch))
            reviewed += connection.execute(delete(reviews).where(named)).rowcount
            done = _erase(connection, batch)
        _forget_answers(database, frozenset(batch))
        total = Forgotten(total.predictions + done.predictions, total.verdicts + done.verdicts)
        time.sleep(_REST_S)
    if total.predictions or reviewed:
        database.leave_no_trace()
    return total


def forget_before(database: Database, at: int) -> Forgotten:
    """Erase what was answered before then; see `Ledger.forget_before`."""
    total = Forgotten()
    while (done := forget_page_before(database, at)).predictions:
        total = Forgotten(total.predictions + done.predictions, total.verdicts + done.verdicts)
        time.sleep(_REST_S)
    return total._replace(reports=Drifts(database).erase_before(at))


def forget_page_before(database: Database, at: int) -> Forgotten:
    """Erase a page of the oldest of it; nothing when all is done."""
    oldest = select(predictions.c.id).where(predictions.c.at < at).order_by(predictions.c.at).limit(PAGE)
    with database.read() as connection:
        batch = list(connection.scalars(oldest))
    if not batch:
        return Forgotten()
    with database.erase() as connection:
        connection.execute(delete(requests).where(requests.c.at < at))
        done = _erase(connection, batch)
    if len(batch) < PAGE:
        database.leave_no_trace()
    return done


def _erase(connection: Connection, ids: Sequence[str]) -> Forgotten:
    connection.execute(delete(challenger_answers).where(challenger_answers.c.prediction_id.in_(ids)))
    undecided = reviews.c.state.not_in(("accepted", "discarded"))
    connection.execute(delete(reviews).where(reviews.c.prediction_id.in_(ids), undecided))
    judged = connection.execute(delete(verdicts).where(verdicts.c.prediction_id.in_(ids))).rowcount
    erased = connection.execute(delete(predictions).where(predictions.c.id.in_(ids))).rowcount
    return Forgotten(erased, judged)


def _forget_answers(database: Database, ids: frozenset[str]) -> None:
    """Erase the answers kept for a repeated request that tell of one of these predictions."""
    last = ""
    query = select(requests.c.id, requests.c.answer).order_by(requests.c.id).limit(PAGE)
    while True:
        with database.read() as connection:
            page = connection.execute(query.where(requests.c.id > last)).all()
        if not page:
            return
        found = [key for key, answer in page if not ids.isdisjoint(_IDS.findall(answer))]
        if found:
            with database.erase() as connection:
                connection.execute(delete(requests).where(requests.c.id.in_(found)))
        last = page[-1].id

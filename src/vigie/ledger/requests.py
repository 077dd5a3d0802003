"""Requests that may come again: the answer that was given is kept beside what it wrote, and given again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from vigie.core.errors import RequestConflictError
from vigie.ledger.database import PredictionRow
from vigie.ledger.tables import requests

KEPT_S = 24 * 3_600.0
"""How long a repeated request is recognised, in seconds."""


class Request(NamedTuple):
    """One request as its caller names it."""

    id: str
    """A digest of who asks, where, and the caller's own key for it."""
    fingerprint: str
    """A digest of what was sent."""


class Entry(NamedTuple):
    """A request with what is to be written if it is new."""

    request: Request
    rows: Sequence[PredictionRow]
    answer: str


class Recorded(NamedTuple):
    """What a request is answered."""

    answer: str
    is_new: bool


def answered(connection: Connection, request: Request) -> str | None:
    """Return the answer that the request got before, None if it is new.

    Raises
    ------
    RequestConflictError
        The same key came with something else.
    """
    found = known(connection, [request]).get(request.id)
    if found is None:
        return None
    if found[0] != request.fingerprint:
        raise RequestConflictError
    return found[1]


def known(connection: Connection, asked: Sequence[Request]) -> dict[str, tuple[str, str]]:
    """Return fingerprint and answer of those that were answered before, by id."""
    query = select(requests.c.id, requests.c.fingerprint, requests.c.answer)
    found = connection.execute(query.where(requests.c.id.in_([request.id for request in asked])))
    return {key: (fingerprint, answer) for key, fingerprint, answer in found}


def sort_out(connection: Connection, entries: Sequence[Entry]) -> tuple[list[Recorded | None], list[Entry]]:
    """Return what each is answered (None: it came before with something else), and those that are new."""
    before = known(connection, [entry.request for entry in entries])
    outcomes: list[Recorded | None] = []
    new: list[Entry] = []
    for entry in entries:
        request = entry.request
        found = before.get(request.id)
        if found is None:
            new.append(entry)
            before[request.id] = (request.fingerprint, entry.answer)
            outcomes.append(Recorded(entry.answer, is_new=True))
        else:
            outcomes.append(Recorded(found[1], is_new=False) if found[0] == request.fingerprint else None)
    return outcomes, new


def keep(connection: Connection, answers: Sequence[tuple[Request, str]], at: int) -> None:
    """Keep answers, to be committed with what they tell of; and let go of what is too old, a little at a time."""
    most = 2 * len(answers)
    old = select(requests.c.id).where(requests.c.at < at - round(KEPT_S * 1e6)).order_by(requests.c.at).limit(most)
    connection.execute(delete(requests).where(requests.c.id.in_(old.scalar_subquery())))
    values = [
        {"id": request.id, "at": at, "fingerprint": request.fingerprint, "answer": answer}
        for request, answer in answers
    ]
    connection.execute(requests.insert(), values)

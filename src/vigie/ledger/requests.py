"""Requests that may come again: the answer that was given is kept beside what it wrote, and given again."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from vigie.core.errors import RequestConflictError
from vigie.ledger.tables import requests

KEPT_S = 24 * 3_600.0
"""How long a repeated request is recognised, in seconds."""


class Request(NamedTuple):
    """One request as its caller names it."""

    id: str
    """A digest of who asks, where, and the caller's own key for it."""
    fingerprint: str
    """A digest of what was sent."""


def answered(connection: Connection, request: Request) -> str | None:
    """Return the answer that the request got before, None if it is new.

    Raises
    ------
    RequestConflictError
        The same key came with something else.
    """
    found = connection.execute(select(requests).where(requests.c.id == request.id)).one_or_none()
    if found is None:
        return None
    if found.fingerprint != request.fingerprint:
        raise RequestConflictError
    return str(found.answer)


def keep(connection: Connection, request: Request, answer: str, at: int) -> None:
    """Keep the answer, to be committed with what it tells of; and let go of what is too old, a little at a time."""
    old = select(requests.c.id).where(requests.c.at < at - round(KEPT_S * 1e6)).order_by(requests.c.at).limit(10)
    connection.execute(delete(requests).where(requests.c.id.in_(old.scalar_subquery())))
    connection.execute(requests.insert().values(id=request.id, at=at, fingerprint=request.fingerprint, answer=answer))

"""Openings of the sealed test set, each on record before a test row is read."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, select

from vigie.core.types import TestOpening
from vigie.ledger.tables import openings


def record(connection: Connection, opening: TestOpening) -> None:
    connection.execute(openings.insert().values(asdict(opening)))


def latest(connection: Connection, limit: int) -> list[TestOpening]:
    """Return openings, the newest first."""
    query = select(openings).order_by(openings.c.at.desc(), openings.c.id.desc()).limit(limit)
    return [TestOpening(**row) for row in connection.execute(query).mappings()]

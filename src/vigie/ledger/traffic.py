"""Predictions counted over time, by label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from vigie.ledger.tables import predictions

MOST_BUCKETS = 10_000


@dataclass(frozen=True, slots=True)
class Bucket:
    """One stretch of time: from `at`, included, to the next bucket's `at`."""

    at: int
    """Microseconds since the epoch, UTC; a multiple of the bucket's length."""
    total: int
    by_label: Mapping[str, int]


def count(connection: Connection, since: int, until: int, bucket_s: int) -> list[Bucket]:
    """Return every bucket that touches [since, until), empty ones too; see `Ledger.traffic`."""
    width = bucket_s * 1_000_000
    first, last = since // width, -(-until // width)
    if last - first > MOST_BUCKETS:
        raise ValueError(f"{last - first} buckets are too many (at most {MOST_BUCKETS}): take longer ones")
    number = predictions.c.at // width
    query = (
        select(number, predictions.c.label, func.count())
        .where(predictions.c.at >= since, predictions.c.at < until)
        .group_by(number, predictions.c.label)
    )
    counted: dict[int, dict[str, int]] = {}
    for bucket, label, rows in connection.execute(query):
        counted.setdefault(bucket, {})[label] = rows
    return [_bucket(number * width, counted.get(number, {})) for number in range(first, last)]


def _bucket(at: int, by_label: dict[str, int]) -> Bucket:
    return Bucket(at, sum(by_label.values()), dict(sorted(by_label.items())))

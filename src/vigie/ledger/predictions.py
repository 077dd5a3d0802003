"""Reading predictions back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from vigie.core.errors import PredictionNotFoundError
from vigie.ledger.database import PredictionRow
from vigie.ledger.ids import new_id
from vigie.ledger.tables import predictions

_TRIAL = 16_384


def record(connection: Connection, rows: Sequence[PredictionRow]) -> None:
    """Write predictions together with what else the transaction writes; alone, they go through the driver itself."""
    connection.execute(predictions.insert(), [row._asdict() for row in rows])


def write_and_erase(connection: Connection) -> None:
    """Write a prediction as long as any is likely to be, and take it out again, so that the commit is a real one."""
    row = PredictionRow(new_id(), 0, "", "x" * _TRIAL, "", 0.0, "")
    record(connection, [row])
    connection.execute(predictions.delete().where(predictions.c.id == row.id))


def find(connection: Connection, prediction_id: str) -> PredictionRow:
    """Return one prediction, or raise PredictionNotFoundError."""
    row = connection.execute(select(predictions).where(predictions.c.id == prediction_id)).one_or_none()
    if row is None:
        raise PredictionNotFoundError(prediction_id)
    return PredictionRow(*row)


def predicted_label(connection: Connection, prediction_id: str, of_key: str | None = None) -> str:
    """Return the class that a prediction answered, or raise PredictionNotFoundError.

    With `of_key`, a prediction that another key asked for is none.
    """
    query = select(predictions.c.label).where(predictions.c.id == prediction_id)
    if of_key is not None:
        query = query.where(predictions.c.key_id == of_key)
    label = connection.scalar(query)
    if label is None:
        raise PredictionNotFoundError(prediction_id)
    return str(label)


def count(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(predictions)) or 0

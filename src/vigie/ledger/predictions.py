"""Reading predictions back."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from vigie.core.errors import PredictionNotFoundError
from vigie.ledger.database import PredictionRow
from vigie.ledger.tables import predictions


def find(connection: Connection, prediction_id: str) -> PredictionRow:
    """Return one prediction, or raise PredictionNotFoundError."""
    row = connection.execute(select(predictions).where(predictions.c.id == prediction_id)).one_or_none()
    if row is None:
        raise PredictionNotFoundError(prediction_id)
    return PredictionRow(*row)


def predicted_label(connection: Connection, prediction_id: str) -> str:
    """Return the class that a prediction answered, or raise PredictionNotFoundError."""
    label = connection.scalar(select(predictions.c.label).where(predictions.c.id == prediction_id))
    if label is None:
        raise PredictionNotFoundError(prediction_id)
    return str(label)


def count(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(predictions)) or 0

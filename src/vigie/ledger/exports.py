"""How far verdicts were told to whoever listens outside: the ledger itself is the queue of what is still to be told."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select, update

from vigie.ledger.database import Database
from vigie.ledger.tables import exports, predictions, verdicts


@dataclass(frozen=True, slots=True)
class ToldVerdict:
    """One verdict beside what it judges, as it is told outside."""

    seq: int
    """The order of arrival."""
    at: int
    """Microseconds since the epoch, UTC."""
    prediction_id: str
    kind: str
    label: str | None
    """The right class, of a correction."""
    comment: str | None
    asked: bool
    """Whether the person was asked for it."""
    origin: str
    """'person', or 'import' for ground truth that came later."""
    predicted: str
    confidence: float
    model_version: str
    features: str
    """The row as JSON."""


class Exports:
    """What each listener was told, e.g. `ledger.exports.claim("azure", …)` then `ledger.exports.untold("azure", 50)`.

    A listener hears of verdicts from its first claim on. One process at a time tells: whoever claimed holds on until
    its lease ends, so that each verdict is told once; one that dies between telling and `advance` leaves its last
    exchange to be told again.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, name: str, holder: str, *, at: int, lease_s: float) -> bool:
        """Take, or go on with, the telling to listener `name`; False while another process holds it."""
        mine_or_free = or_(exports.c.holder == holder, exports.c.held_until.is_(None), exports.c.held_until < at)
        with self._database.read() as connection:
            known = connection.execute(select(mine_or_free).where(exports.c.name == name)).scalar_one_or_none()
        if known is not None and not known:
            return False
        until = at + round(lease_s * 1_000_000)
        with self._database.write() as connection:
            self._begin(connection, name)
            taken = update(exports).where(exports.c.name == name, mine_or_free)
            return bool(connection.execute(taken.values(holder=holder, held_until=until)).rowcount)

    def untold(self, name: str, limit: int) -> list[ToldVerdict]:
        """Return the verdicts that this listener has not heard of, the oldest first."""
        told = select(exports.c.seq).where(exports.c.name == name).scalar_subquery()
        judged = predictions.c
        query = (
            select(
                verdicts.c.seq,
                verdicts.c.at,
                verdicts.c.prediction_id,
                verdicts.c.kind,
                verdicts.c.label,
                verdicts.c.comment,
                verdicts.c.asked,
                verdicts.c.origin,
                judged.label.label("predicted"),
                judged.confidence,
                judged.model_version,
                judged.features,
            )
            .join(predictions, judged.id == verdicts.c.prediction_id)
            .where(verdicts.c.seq > told)
            .order_by(verdicts.c.seq)
            .limit(limit)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
        return [ToldVerdict(**{**row, "asked": bool(row["asked"])}) for row in rows]

    def count_untold(self, name: str) -> int:
        """Count them; 0 for a listener that was never there."""
        told = select(exports.c.seq).where(exports.c.name == name).scalar_subquery()
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).where(verdicts.c.seq > told)) or 0

    def advance(self, name: str, seq: int) -> None:
        """Keep that every verdict up to `seq` was told, or given up."""
        with self._database.write() as connection:
            further = update(exports).where(exports.c.name == name, exports.c.seq < seq)
            connection.execute(further.values(seq=seq))

    def release(self, name: str, holder: str) -> None:
        """Let another process tell."""
        with self._database.write() as connection:
            mine = update(exports).where(exports.c.name == name, exports.c.holder == holder)
            connection.execute(mine.values(holder=None, held_until=None))

    @staticmethod
    def _begin(connection: Connection, name: str) -> None:
        newest: int = connection.scalar(select(func.max(verdicts.c.seq))) or 0
        known = connection.scalar(select(exports.c.seq).where(exports.c.name == name))
        if known is None:
            connection.execute(exports.insert().values(name=name, seq=newest))
        elif known > newest:  # the newest verdict was erased, and SQLite gives its number to the next
            connection.execute(update(exports).where(exports.c.name == name).values(seq=newest))

"""How rows enter the queue of reviews, each once, and how many of them one giver may bring."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, and_, func, or_, select, update

from vigie.core.declarations.reviewing import Reviewing
from vigie.ledger.ids import new_id
from vigie.ledger.tables import predictions, reviews, verdicts

PAGE = 500
_DAY_US = 86_400_000_000
_WRONG = ("rejected", "corrected")
_WAITING = ("open", "checking", "disputed")
_NOBODY = "unknown"
"""The giver of a verdict that came by no key and from no address: they all share one place."""


class Page(NamedTuple):
    """What one transaction let enter."""

    entered: int
    is_last: bool


def has_new_verdicts(connection: Connection) -> bool:
    """Say whether a rejected or corrected prediction has not entered yet."""
    new = select(verdicts.c.seq).where(verdicts.c.seq > _seen(connection), verdicts.c.kind.in_(_WRONG)).limit(1)
    return connection.scalar(new) is not None


def enter_verdicts(connection: Connection, rules: Reviewing, labels: Sequence[str], at: int) -> Page:
    """Let a page of the rejected and corrected predictions enter that arrived after the last one that did."""
    rows = connection.execute(_judged().where(verdicts.c.seq > _seen(connection)).limit(PAGE)).all()
    known = _known(connection, [row.prediction_id for row in rows])
    room = _Room(connection, rules)
    new = []
    for row in rows:
        values = {
            "reason": row.kind,
            "suggested": row.correction or _other(labels, row.label),
            "giver": row.giver or _NOBODY,
            "verdict_seq": row.seq,
        }
        if row.prediction_id in known:
            if known[row.prediction_id] != values["giver"]:  # it now takes up room of whoever judged it
                values["state"] = room.place(values["giver"])
            _join(connection, row.prediction_id, values)
        else:
            new.append(_entry(at, {**_prediction(row), **values, "state": room.place(values["giver"])}))
    if new:
        connection.execute(reviews.insert(), new)
    return Page(len(new), is_last=len(rows) < PAGE)


def enter_unsure(connection: Connection, rules: Reviewing, since: int, at: int) -> int:
    """Let unsure and drawn predictions of a stretch of time enter that nobody judged, as many as a day allows."""
    left = rules.most_a_day - _entered_today(connection, at)
    room = _Room(connection, rules)
    entered = 0
    for reason, query in _wanted(rules, since, at):
        rows = connection.execute(query.limit(max(left - entered, 0))).all()
        for row in rows:
            giver = None if row.key_id is None else f"key:{row.key_id}"  # as verdicts name it
            _insert(connection, at, {**_prediction(row), "reason": reason, "giver": giver, "state": room.place(giver)})
        entered += len(rows)
    return entered


def enter_suspects(connection: Connection, suspects: Iterable[Mapping[str, Any]], at: int) -> int:
    """Let rows of the dataset enter that are not there yet."""
    entered = 0
    for one in suspects:
        if connection.scalar(select(reviews.c.id).where(reviews.c.row_key == one["row_key"])) is not None:
            continue
        values = {
            "row_key": one["row_key"],
            "features": json.dumps(dict(one["features"]), ensure_ascii=False),
            "predicted": one["given"],
            "confidence": one["confidence"],
            "suggested": one["suggested"],
        }
        _insert(connection, at, {**values, "reason": "label", "state": "open"})
        entered += 1
    return entered


def release(connection: Connection, rules: Reviewing) -> None:
    """Let what was held enter, the oldest first, of each giver who has room again."""
    room = _Room(connection, rules)
    held = reviews.c.state == "held"
    for giver in connection.scalars(select(reviews.c.giver).where(held).distinct()).all():
        query = select(reviews.c.id).where(held, reviews.c.giver == giver).order_by(reviews.c.at, reviews.c.id)
        ids = connection.scalars(query.limit(room.left(giver))).all()
        if ids:
            connection.execute(update(reviews).where(reviews.c.id.in_(ids)).values(state="open"))


class _Room:
    """How many rows each giver has in the queue."""

    def __init__(self, connection: Connection, rules: Reviewing) -> None:
        query = select(reviews.c.giver, func.count()).where(reviews.c.state.in_(_WAITING)).group_by(reviews.c.giver)
        self._taken: dict[str | None, int] = dict(connection.execute(query).tuples().all())
        self._most = rules.max_per_giver

    def left(self, giver: str | None) -> int:
        return max(self._most - self._taken.get(giver, 0), 0)

    def place(self, giver: str | None) -> str:
        """Return the state of one more row of this giver, and count it."""
        if giver is not None and not self.left(giver):
            return "held"
        self._taken[giver] = self._taken.get(giver, 0) + 1
        return "open"


def _seen(connection: Connection) -> int:
    # By arrival, which no clock changes; verdicts take turns, so none can appear before one that was seen.
    return connection.scalar(select(func.max(reviews.c.verdict_seq))) or 0


def _judged() -> Select[Any]:
    made, judged = predictions.c, verdicts.c
    return (
        select(
            judged.seq, judged.kind, judged.giver, judged.label.label("correction"), made.id.label("prediction_id"),
            made.features, made.label, made.confidence,
        )
        .join(predictions, made.id == judged.prediction_id)
        .where(judged.kind.in_(_WRONG))
        .order_by(judged.seq)
    )  # fmt: skip


def _wanted(rules: Reviewing, since: int, at: int) -> list[tuple[str, Select[Any]]]:
    made = predictions.c
    columns = (made.id.label("prediction_id"), made.features, made.label, made.confidence, made.key_id)
    query = (
        select(*columns)
        .outerjoin(verdicts, verdicts.c.prediction_id == made.id)
        .outerjoin(reviews, reviews.c.prediction_id == made.id)
        .where(made.at >= since, made.at < at, verdicts.c.seq.is_(None), reviews.c.id.is_(None))
    )
    found = []
    if rules.uncertain_below is not None:
        found.append(
            ("uncertain", query.where(made.confidence < rules.uncertain_below).order_by(made.confidence, made.id))
        )
    if rules.drawn_share:
        # The end of an id is random, and hex digits sort as their numbers do.
        lot = func.substr(made.id, 29)
        below = f"{min(int(rules.drawn_share * 16**8), 16**8 - 1):08x}"
        found.append(("drawn", query.where(lot < below).order_by(made.id)))
    return found


def _entered_today(connection: Connection, at: int) -> int:
    query = select(func.count()).where(reviews.c.reason.in_(("uncertain", "drawn")), reviews.c.at > at - _DAY_US)
    return connection.scalar(query) or 0


def _known(connection: Connection, prediction_ids: Sequence[str]) -> dict[str | None, str | None]:
    """Return who brought each of these predictions that is in the queue already."""
    query = select(reviews.c.prediction_id, reviews.c.giver).where(reviews.c.prediction_id.in_(prediction_ids))
    return dict(connection.execute(query).tuples().all())


def _join(connection: Connection, prediction_id: str, values: Mapping[str, Any]) -> None:
    """Give a row that is in the queue already what a verdict says of it; once somebody looked, only that it came."""
    known = reviews.c.prediction_id == prediction_id
    untouched = and_(known, reviews.c.opinions == "[]", or_(reviews.c.state == "open", reviews.c.state == "held"))
    connection.execute(update(reviews).where(untouched).values(dict(values)))
    connection.execute(update(reviews).where(known).values(verdict_seq=values["verdict_seq"]))


def _prediction(row: Row[Any]) -> dict[str, Any]:
    return {
        "prediction_id": row.prediction_id,
        "features": row.features,
        "predicted": row.label,
        "confidence": row.confidence,
    }


def _other(labels: Sequence[str], predicted: str) -> str | None:
    others = [label for label in labels if label != predicted]
    return others[0] if len(others) == 1 else None


def _entry(at: int, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": new_id(), "at": at, "opinions": "[]", **values}


def _insert(connection: Connection, at: int, values: Mapping[str, Any]) -> None:
    connection.execute(reviews.insert().values(_entry(at, values)))

"""Ground truth that comes after the answers: `ledger.ground_truth`. Each label becomes a verdict, or says why not."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

from sqlalchemy import Connection, select, update

from vigie.core.declarations.asking import is_asked
from vigie.core.schema import Target
from vigie.ledger.database import Database
from vigie.ledger.tables import predictions, verdicts

Outcome: TypeAlias = Literal[
    "stored", "completed", "repeated", "conflict", "unknown_prediction", "unknown_label", "from_the_future"
]
OUTCOMES: tuple[Outcome, ...] = (
    "stored", "completed", "repeated", "conflict", "unknown_prediction", "unknown_label", "from_the_future",
)  # fmt: skip
"""The best first. 'completed': somebody had rejected the answer, and now it is known what is right. 'conflict': there
is another verdict, which stays."""
TAKEN: frozenset[Outcome] = frozenset({"stored", "completed", "repeated"})
"""Those after which the ledger holds what the label says."""

CLOCKS_DIFFER_S = 300.0
"""A label may be so far in the future: clocks differ."""

_PAGE = 500
_SCANNED = 2_000


class Truth(NamedTuple):
    """What was right, of one prediction or of one row."""

    label: str
    """A class, or a value of the source that means one."""
    prediction_id: str | None = None
    key: str | None = None
    """Without a prediction's id: the row's value in the key column. It judges every prediction of that row."""
    at: int | None = None
    """When it was known, microseconds since the epoch; by default now."""
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What labels are judged by."""

    target: Target
    key_column: str | None = None
    """The feature that names a row."""
    asked_share: float = 0.0
    of_key: str | None = None
    """The id of the key whose predictions may be judged; by default any."""
    giver: str | None = None


class _Known(NamedTuple):
    """A prediction, and the verdict on it if there is one."""

    predicted: str
    kind: str | None = None
    label: str | None = None


class GroundTruth:
    """Takes labels in bulk, e.g. `ledger.ground_truth.record(truths, rules, now=now())`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, truths: Sequence[Truth], rules: Rules, *, now: int) -> list[Outcome]:
        """Store each label as a verdict, confirmed or corrected, and return what became of each, in order.

        Some hundreds in a transaction, so that whoever predicts has a turn: should it be interrupted, call it again
        with the same labels. No alert rule counts them: a flood of old errors is for the monitors of accuracy.
        """
        ids = self._by_key(truths, rules)
        found: list[Outcome] = ["unknown_prediction"] * len(truths)
        steps: list[_Step] = []
        for number, truth in enumerate(truths):
            label = _label(truth, rules.target)
            if label is None:
                found[number] = "unknown_label"
            elif truth.at is not None and truth.at > now + CLOCKS_DIFFER_S * 1_000_000:
                found[number] = "from_the_future"
            else:
                of_it = [truth.prediction_id] if truth.prediction_id else ids.get(truth.key or "", [])
                steps += [_Step(number, key, label, truth) for key in of_it]
        for start in range(0, len(steps), _PAGE):
            for step, outcome in self._write(steps[start : start + _PAGE], rules, now):
                found[step.number] = min(found[step.number], outcome, key=OUTCOMES.index)
        return found

    def _write(self, steps: Sequence[_Step], rules: Rules, now: int) -> list[tuple[_Step, Outcome]]:
        with self._database.write() as connection:
            known = _known(connection, {step.prediction_id for step in steps}, rules.of_key)
            decided, new = [], []
            for step in steps:
                outcome, verdict = _decide(step, known.get(step.prediction_id))
                decided.append((step, outcome))
                if verdict is None:
                    continue
                known[step.prediction_id] = verdict
                if outcome == "stored":
                    new.append(_row(step, verdict, rules, now))
                else:
                    _complete(connection, step)
            if new:
                connection.execute(verdicts.insert(), new)
        return decided

    def _by_key(self, truths: Sequence[Truth], rules: Rules) -> Mapping[str, list[str]]:
        """Return the predictions of each row that is named by its key."""
        wanted = {truth.key for truth in truths if truth.key and not truth.prediction_id}
        if not wanted or rules.key_column is None:
            return {}
        ids: dict[str, list[str]] = {}
        for prediction_id, features in self._rows():
            key = _as_text(json.loads(features).get(rules.key_column))
            if key in wanted:
                ids.setdefault(key, []).append(prediction_id)
        return ids

    def _rows(self) -> Iterator[tuple[str, str]]:
        last = ""
        query = select(predictions.c.id, predictions.c.features).order_by(predictions.c.id).limit(_SCANNED)
        while True:
            with self._database.read() as connection:
                page = connection.execute(query.where(predictions.c.id > last)).tuples().all()
            if not page:
                return
            yield from page
            last = page[-1][0]


class _Step(NamedTuple):
    """One label for one prediction."""

    number: int
    prediction_id: str
    label: str
    truth: Truth


def _label(truth: Truth, target: Target) -> str | None:
    return target.class_of(truth.label) or (truth.label if truth.label in target.classes else None)


def _known(connection: Connection, ids: Collection[str], of_key: str | None) -> dict[str, _Known]:
    query = (
        select(predictions.c.id, predictions.c.label.label("predicted"), verdicts.c.kind, verdicts.c.label)
        .outerjoin(verdicts, verdicts.c.prediction_id == predictions.c.id)
        .where(predictions.c.id.in_(ids))
    )
    if of_key is not None:
        query = query.where(predictions.c.key_id == of_key)
    return {key: _Known(*facts) for key, *facts in connection.execute(query)}


def _decide(step: _Step, known: _Known | None) -> tuple[Outcome, _Known | None]:
    """Return what becomes of a label, and the verdict that is to be written, if any."""
    if known is None:
        return "unknown_prediction", None
    right = step.label == known.predicted
    verdict = _Known(known.predicted, "confirmed" if right else "corrected", None if right else step.label)
    if known.kind is None:
        return "stored", verdict
    if known == verdict:
        return "repeated", None
    return ("completed", verdict) if known.kind == "rejected" and not right else ("conflict", None)


def _row(step: _Step, verdict: _Known, rules: Rules, now: int) -> dict[str, Any]:
    return {
        "prediction_id": step.prediction_id,
        "at": now if step.truth.at is None else step.truth.at,
        "kind": verdict.kind,
        "label": verdict.label,
        "comment": step.truth.comment,
        "asked": int(is_asked(step.prediction_id, rules.asked_share)),
        "origin": "import",
        "giver": rules.giver,
    }


def _complete(connection: Connection, step: _Step) -> None:
    of_it = verdicts.c.prediction_id == step.prediction_id
    connection.execute(update(verdicts).where(of_it).values(kind="corrected", label=step.label))


def _as_text(value: object) -> str | None:
    """Return a key as a file writes it: 12, not 12.0.

    Examples
    --------
    >>> _as_text(12.0), _as_text("012"), _as_text(None)
    ('12', '012', None)
    """
    if value is None:
        return None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)

"""A servable made ready to answer: everything that is the same for every answer is prepared once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import NamedTuple

from pydantic_core import to_json

from vigie.core.errors import ServableError
from vigie.core.types import Row
from vigie.ledger import PredictionRow, new_prediction_ids
from vigie.servable.servable import Servable

MOST_REASONS = 8

_TOLERANCE = 1e-6
_QUICK_S = 0.001


class Question(NamedTuple):
    """One row to be answered."""

    row: Row
    """Checked."""
    stored: str
    """The same as JSON, for the ledger."""
    source: str | None = None
    """Who asks, as the caller says."""
    key_id: str | None = None
    """The key that it was asked with."""


class Answer(NamedTuple):
    """One answered row: what is kept, and what is sent."""

    row: PredictionRow
    body: str
    """JSON."""
    label: int
    """The class's number."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a version answered each class. Outlives the version, so that counters never go down."""

    version: str
    labels: tuple[str, ...]
    answers: list[int]


class Champion:
    """The servable that answers now. Immutable but for its counts; a new champion is a new object.

    Parameters
    ----------
    servable
        Loaded and verified.
    version
        Its published version.
    slow
        Whether an answer takes so long that the event loop should not wait for it; `takes_long` tells.
    """

    def __init__(self, servable: Servable, version: str, *, slow: bool = False) -> None:
        self.slow = slow
        self.servable = servable
        self.version = version
        self.labels = servable.labels
        self.tally = Tally(version, self.labels, [0] * len(self.labels))
        names = [_json(label) for label in self.labels]
        self._label_json = names
        self._probabilities = "{" + ",".join(name.replace("%", "%%") + ":%s" for name in names) + "}"
        self._version_json = _json(version)

    def answer(self, questions: Sequence[Question], at: int) -> list[Answer]:
        """Return an answer to each question.

        Parameters
        ----------
        at
            Microseconds since the epoch, UTC.

        Raises
        ------
        ServableError
            If the model's numbers are no probabilities, which its golden rows did not show.
        """
        table: list[list[float]] = self.servable.predict_proba([question.row for question in questions]).tolist()
        # The shortest texts that read back as the same floats, all in one call: HTTP gives the model's own numbers.
        texts = to_json(table)[2:-2].decode().split("],[")
        keys = new_prediction_ids(len(questions))
        return [self._one(*given, at) for given in zip(keys, questions, table, texts, strict=True)]

    def _one(self, key: str, question: Question, shares: list[float], text: str, at: int) -> Answer:
        if not abs(sum(shares) - 1.0) < _TOLERANCE:  # so that NaN is refused too, which JSON has no word for
            raise ServableError(f"Model version {self.version} answered with numbers that do not sum to 1.")
        confidence = max(shares)
        label = shares.index(confidence)
        probabilities = self._probabilities % tuple(text.split(","))
        body = (
            f'{{"id":"{key}","label":{self._label_json[label]},"probabilities":{probabilities},'
            f'"model_version":{self._version_json}}}'
        )
        _, stored, source, key_id = question
        row = PredictionRow(
            key, at, self.version, stored, self.labels[label], confidence, probabilities, source, key_id
        )
        return Answer(row, body, label)

    def explain(self, answer: Answer, row: Row) -> Answer:
        """Return the same answer, which also says what weighed most."""
        found = self.servable.explain(row, answer.row.label, MOST_REASONS)
        because = to_json([{"name": one.name, "value": one.value, "weight": one.weight} for one in found]).decode()
        return answer._replace(body=f'{answer.body[:-1]},"because":{because}}}')

    def count(self, answers: Sequence[Answer]) -> None:
        """Count answers that have left."""
        for answer in answers:
            self.tally.answers[answer.label] += 1


def takes_long(servable: Servable) -> bool:
    """Say whether one answer takes more than a millisecond, the quickest of three."""
    example = servable.schema.example()
    quickest = float("inf")
    for _ in range(3):
        began = perf_counter()
        servable.predict_proba([example])
        quickest = min(quickest, perf_counter() - began)
    return quickest > _QUICK_S


def _json(text: str) -> str:
    return to_json(text).decode()

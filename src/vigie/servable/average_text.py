"""The runtime of a linear model over averaged word vectors: one row of scores for each word, and no vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from vigie.core.schema import Schema
from vigie.core.types import Row
from vigie.servable.averages import Averages
from vigie.servable.link import Link, push, to_probabilities
from vigie.servable.runtime import Contribution, Parts, Probabilities, Spec
from vigie.servable.word_list import pack_words, unpack_words
from vigie.text.normalise import Style, normalise


class AverageTextSpec(BaseModel):
    """The part of the runtime that is not arrays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    feature: str
    style: Style
    pattern: str
    """What counts as a word."""
    lengths: tuple[int, int] = (0, 0)
    """Of subwords, in letters."""
    unseen_weight: float = 0.0
    link: Link
    classes: tuple[int, ...]
    """The model's classes in its order, as numbers of the schema's labels."""


class AverageTextRuntime:
    """Answers one short text in some tens of microseconds; as large as its vocabulary, whatever the vectors' size was.

    An unseen word counts by its subwords where the vectors were FastText's, else not at all; a text without a word
    that counts gets the answer of the average of all texts. Every word of a text counts, however long it is.

    Parameters
    ----------
    averages
        Of scores: its rows are (n_words, n_scores).
    intercept
        Shape (n_scores,).
    """

    kind: ClassVar[str] = "average-text"
    tolerance: ClassVar[float] = 1e-9

    def __init__(
        self, schema: Schema, spec: AverageTextSpec, averages: Averages, intercept: NDArray[np.float64]
    ) -> None:
        if averages.rows.shape[1] != len(intercept):
            raise ValueError("the table is not of the scores' number")
        self.spec = spec
        self.averages = averages
        self.intercept = intercept
        self._n_labels = len(schema.labels)

    @classmethod
    def load(cls, schema: Schema, parts: Parts) -> Self:
        spec = AverageTextSpec.model_validate(parts.spec)
        arrays = parts.arrays
        averages = Averages(
            pattern=spec.pattern,
            words=unpack_words(arrays["words"]),
            weights=arrays["weights"],
            rows=arrays["rows"],
            subwords=unpack_words(arrays["subwords"]),
            subword_rows=arrays["subword_rows"],
            lengths=spec.lengths,
            unseen_weight=spec.unseen_weight,
        )
        return cls(schema, spec, averages, arrays["intercept"])

    def dump(self) -> Parts:
        averages = self.averages
        spec: Spec = self.spec.model_dump(mode="json")
        arrays: dict[str, NDArray[Any]] = {
            "words": pack_words(averages.words),
            "weights": averages.weights,
            "rows": averages.rows,
            "subwords": pack_words(averages.subwords),
            "subword_rows": averages.subword_rows,
            "intercept": self.intercept,
        }
        return Parts(spec, arrays)

    def predict_proba(self, rows: Sequence[Row]) -> Probabilities:
        scores = self.averages.of([self._text(row) for row in rows]) + self.intercept
        return to_probabilities(scores, self.spec.link, self.spec.classes, self._n_labels)

    def explain(self, row: Row, label: int, top: int = 8) -> list[Contribution]:
        """Return the words that weighed most, in log-odds; a word that occurs twice counts once, with both."""
        shares = self.averages.shares(self._text(row))
        scores = np.array([share for _, share in shares]).reshape(len(shares), len(self.intercept))
        weights: dict[str, float] = {}
        for (word, _), weight in zip(shares, push(scores, self.spec.link, self.spec.classes, label), strict=True):
            weights[word] = weights.get(word, 0.0) + float(weight)
        heaviest = sorted(weights.items(), key=lambda item: -abs(item[1]))
        return [Contribution(word, "", weight) for word, weight in heaviest[:top] if weight]

    def _text(self, row: Row) -> str:
        return normalise(row.get(self.spec.feature) or "", self.spec.style)

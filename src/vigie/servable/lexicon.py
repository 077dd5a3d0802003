"""The runtime of a lexicon: its own scores, and a small linear map from them to the classes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from vigie.core.schema import Schema
from vigie.core.types import Row
from vigie.servable.lexicon_scores import SCORES, Lexicon, lexicon_scores
from vigie.servable.link import Link, push, to_probabilities
from vigie.servable.runtime import Contribution, Parts, Probabilities
from vigie.text.normalise import Style, normalise

_EXPLAINED = 60
"""Words of a text that are left out in turn to see what they weigh."""


class LexiconSpec(BaseModel):
    """The part of the runtime that is not arrays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    feature: str
    style: Style
    lexicon: Lexicon = "vader"
    link: Link
    classes: tuple[int, ...]
    """The model's classes in its order, as numbers of the schema's labels."""


class LexiconRuntime:
    """Answers one short text in some tens of microseconds, which is the lexicon's own time.

    Parameters
    ----------
    weights
        Shape (n_lexicon_scores, n_scores).
    intercept
        Shape (n_scores,).
    """

    kind: ClassVar[str] = "lexicon"
    tolerance: ClassVar[float] = 1e-9

    def __init__(
        self, schema: Schema, spec: LexiconSpec, weights: NDArray[np.float64], intercept: NDArray[np.float64]
    ) -> None:
        if weights.shape != (len(SCORES[spec.lexicon]), len(intercept)):
            raise ValueError("the weights are not of the scores' number")
        self.spec = spec
        self.weights = weights
        self.intercept = intercept
        self._n_labels = len(schema.labels)

    @classmethod
    def load(cls, schema: Schema, parts: Parts) -> Self:
        return cls(schema, LexiconSpec.model_validate(parts.spec), parts.arrays["weights"], parts.arrays["intercept"])

    def dump(self) -> Parts:
        return Parts(self.spec.model_dump(mode="json"), {"weights": self.weights, "intercept": self.intercept})

    def predict_proba(self, rows: Sequence[Row]) -> Probabilities:
        scores = lexicon_scores(self.spec.lexicon, [self._text(row) for row in rows]) @ self.weights + self.intercept
        return to_probabilities(scores, self.spec.link, self.spec.classes, self._n_labels)

    def explain(self, row: Row, label: int, top: int = 8) -> list[Contribution]:
        """Return the words without which the answer would differ most, by that difference in log-odds.

        Where none would be missed, as in a mean of equals, each word counts by what it says by itself.
        """
        text = self._text(row)
        spans = [match.span() for match in re.finditer(r"\S+", text)][:_EXPLAINED]
        words = [text[start:end] for start, end in spans]
        weights = self._pushes([text], [text[:start] + text[end:] for start, end in spans], label)
        if not weights.any():
            weights = self._pushes(words, [""] * len(spans), label)
        found = [Contribution(word, "", weight) for word, weight in zip(words, weights.tolist(), strict=True) if weight]
        return sorted(found, key=lambda contribution: -abs(contribution.weight))[:top]

    def _pushes(self, with_word: list[str], without: list[str], label: int) -> NDArray[np.float64]:
        lexicon = self.spec.lexicon
        changed = lexicon_scores(lexicon, with_word) - lexicon_scores(lexicon, without)
        return push(changed @ self.weights, self.spec.link, self.spec.classes, label)

    def _text(self, row: Row) -> str:
        return normalise(row.get(self.spec.feature) or "", self.spec.style)

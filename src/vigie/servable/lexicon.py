"""The runtime of a lexicon: VADER's own scores, and a small linear map from them to the classes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from vigie.core.schema import Schema
from vigie.core.types import Row
from vigie.servable.link import Link, push, to_probabilities
from vigie.servable.runtime import Contribution, Parts, Probabilities
from vigie.text.normalise import Style, normalise

SCORES = ("neg", "neu", "pos", "compound")

_READ = 5_000
"""Characters of a text that are read: VADER looks each word up in the list of all words, so its time grows with the
square of the length."""

_EXPLAINED = 60
"""Words of a text that are left out in turn to see what they weigh."""


def vader_scores(texts: Iterable[str]) -> NDArray[np.float64]:
    """Return VADER's scores of each text, shape (n_texts, 4), in the order of `SCORES`; an empty text scores 0.

    Examples
    --------
    >>> vader_scores(["Great flight!", ""]).round(2).tolist()
    [[0.0, 0.18, 0.82, 0.66], [0.0, 0.0, 0.0, 0.0]]
    """
    analyser = _analyser()
    scored = [analyser.polarity_scores(text[:_READ]) for text in texts]
    return np.array([[scores[name] for name in SCORES] for scores in scored], dtype=np.float64).reshape(-1, len(SCORES))


@cache
def _analyser() -> Any:
    # Imported here: the service pays for the lexicon only where a model uses it.
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


class LexiconSpec(BaseModel):
    """The part of the runtime that is not arrays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    feature: str
    style: Style
    link: Link
    classes: tuple[int, ...]
    """The model's classes in its order, as numbers of the schema's labels."""


class LexiconRuntime:
    """Answers one short text in some tens of microseconds, which is VADER's own time.

    Parameters
    ----------
    weights
        Shape (4, n_scores).
    intercept
        Shape (n_scores,).
    """

    kind: ClassVar[str] = "lexicon"
    tolerance: ClassVar[float] = 1e-9

    def __init__(
        self, schema: Schema, spec: LexiconSpec, weights: NDArray[np.float64], intercept: NDArray[np.float64]
    ) -> None:
        if weights.shape != (len(SCORES), len(intercept)):
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
        scores = vader_scores([self._text(row) for row in rows]) @ self.weights + self.intercept
        return to_probabilities(scores, self.spec.link, self.spec.classes, self._n_labels)

    def explain(self, row: Row, label: int, top: int = 8) -> list[Contribution]:
        """Return the words without which the answer would differ most, by that difference in log-odds."""
        text = self._text(row)
        spans = [match.span() for match in re.finditer(r"\S+", text)][:_EXPLAINED]
        scores = vader_scores([text, *(text[:start] + text[end:] for start, end in spans)])
        weights = push((scores[0] - scores[1:]) @ self.weights, self.spec.link, self.spec.classes, label)
        found = [
            Contribution(text[start:end], "", weight)
            for (start, end), weight in zip(spans, weights.tolist(), strict=True)
            if weight
        ]
        return sorted(found, key=lambda contribution: -abs(contribution.weight))[:top]

    def _text(self, row: Row) -> str:
        return normalise(row.get(self.spec.feature) or "", self.spec.style)

"""The runtime of models that put counted terms into a dense row first: nets of layers, machines over a projection."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from vigie.core.schema import Schema
from vigie.core.types import Row
from vigie.servable.heads import Head, HeadSpec, load_head
from vigie.servable.runtime import Contribution, Parts, Probabilities
from vigie.servable.term_sums import TermSums, TermSumsSpec, pack, unpack

_EXPLAINED = 60
"""Words of a text that are left out in turn to see what they weigh."""

_LEAST = 1e-12
"""Probabilities nearer to 0 or 1 count as that near, so that log-odds are finite."""


class LayersTextSpec(TermSumsSpec):
    """The part of the runtime that is not arrays."""

    head: HeadSpec


class LayersTextRuntime:
    """Gathers a row of numbers per term, adds them up, and gives the sums to a head.

    Parameters
    ----------
    vocabularies
        The terms of each block, in its order.
    table
        Shape (n_terms, 1 + width), see `TermSums`: the first layer's weights, or a projection.
    offset
        Shape (width,): added to the sums.
    head
        Takes rows of `width` numbers.
    """

    kind: ClassVar[str] = "layers-text"
    tolerance: ClassVar[float] = 1e-6

    def __init__(
        self,
        spec: LayersTextSpec,
        vocabularies: Sequence[Sequence[str]],
        table: NDArray[np.float32],
        offset: NDArray[np.float64],
        head: Head,
    ) -> None:
        if table.ndim != 2 or table.shape[1] != 1 + len(offset) or head.n_inputs != len(offset):
            raise ValueError("the table is not of the head's size")
        self.spec = spec
        self.terms = TermSums(spec, vocabularies, table)
        self.offset = offset
        self.head = head

    @classmethod
    def load(cls, schema: Schema, parts: Parts) -> Self:  # noqa: ARG003 - every runtime is loaded alike
        spec, arrays = LayersTextSpec.model_validate(parts.spec), parts.arrays
        return cls(spec, unpack(spec, arrays), arrays["table"], arrays["offset"], load_head(spec.head, arrays))

    def dump(self) -> Parts:
        arrays = {**pack(self.spec, self.terms.vocabularies), "table": self.terms.table, "offset": self.offset}
        return Parts(self.spec.model_dump(mode="json"), {**arrays, **self.head.dump()[1]})

    def predict_proba(self, rows: Sequence[Row]) -> Probabilities:
        return self._answers([self.terms.text(row) for row in rows])

    def explain(self, row: Row, label: int, top: int = 8) -> list[Contribution]:
        """Return the words without which the answer would differ most, by that difference in log-odds."""
        text = self.terms.text(row)
        spans = [match.span() for match in re.finditer(r"\S+", text)][:_EXPLAINED]
        shares = self._answers([text, *(text[:start] + text[end:].lstrip() for start, end in spans)])[:, label]
        odds = _log_odds(shares)
        found = [
            Contribution(text[start:end], "", weight)
            for (start, end), weight in zip(spans, (odds[0] - odds[1:]).tolist(), strict=True)
            if weight
        ]
        return sorted(found, key=lambda contribution: -abs(contribution.weight))[:top]

    def _answers(self, texts: Sequence[str]) -> Probabilities:
        return self.head.probabilities(self.terms.sums(texts) + self.offset)


def _log_odds(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    bounded = np.clip(shares, _LEAST, 1.0 - _LEAST)
    odds: NDArray[np.float64] = np.log(bounded) - np.log1p(-bounded)
    return odds

"""The runtime of networks over the words of a text: a vocabulary, and an ONNX network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
from pydantic import BaseModel, ConfigDict

from vigie.core.schema import Schema
from vigie.core.types import Row
from vigie.servable.link import to_probabilities
from vigie.servable.onnx_model import OnnxModel
from vigie.servable.runtime import Contribution, Parts, Probabilities
from vigie.servable.word_ids import UNKNOWN, WordIds, batches
from vigie.servable.word_list import pack_words, unpack_words
from vigie.text.normalise import Style, normalise

MODEL = "model.onnx"

_ROWS = 64
"""Of one call of the network: enough to share its price, few enough that padding costs little."""

_EXPLAINED = 100
"""Words that are left out in turn: each is one more row."""


class NetTextSpec(BaseModel):
    """The part of the runtime that is neither arrays nor the network."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    feature: str
    style: Style
    pattern: str
    """What counts as a word."""
    max_length: int
    """Words of a text that are looked at, from its beginning."""
    classes: tuple[int, ...]
    """The network's classes in its order, as numbers of the schema's labels."""
    alone: bool = False
    """Whether rows go through the network one by one. Weights of eight bits need it: the network then rounds its
    numbers by the largest in the batch, and an answer would depend on its neighbours."""
    tolerance: float = 1e-4
    """See `Runtime.tolerance`; wider in eight bits."""


class NetTextRuntime:
    """Answers without torch, on one thread for each call.

    Rows that are asked together go through the network together, by like length. The network sees which places are
    padding and looks away from them, so that an answer depends on its own text alone but for the last digits of 32-bit
    sums. What it does with odd texts: a word not in the vocabulary is the unknown word, a text without words is one
    unknown word, and of a long text the first `max_length` words are read.

    Parameters
    ----------
    content
        The network: from `ids`, shape (n_rows, n_words), to scores, shape (n_rows, n_classes).
    """

    kind: ClassVar[str] = "net-text"

    def __init__(self, schema: Schema, spec: NetTextSpec, words: Sequence[str], content: bytes) -> None:
        self.spec = spec
        self.content = content
        self._ids = WordIds(spec.pattern, words, spec.max_length)
        self._network = OnnxModel(content)
        self._n_labels = len(schema.labels)

    @property
    def tolerance(self) -> float:
        return self.spec.tolerance

    @classmethod
    def load(cls, schema: Schema, parts: Parts) -> Self:
        spec = NetTextSpec.model_validate(parts.spec)
        return cls(schema, spec, unpack_words(parts.arrays["words"]), parts.files[MODEL])

    def dump(self) -> Parts:
        return Parts(self.spec.model_dump(mode="json"), {"words": pack_words(self._ids.words)}, {MODEL: self.content})

    def with_int8(self, schema: Schema, content: bytes, tolerance: float) -> NetTextRuntime:
        """Return the same runtime over a network with weights of eight bits."""
        spec = self.spec.model_copy(update={"alone": True, "tolerance": tolerance})
        return NetTextRuntime(schema, spec, self._ids.words, content)

    def predict_proba(self, rows: Sequence[Row]) -> Probabilities:
        return self._answer([self._ids.encode(self._text(row)) for row in rows])

    def explain(self, row: Row, label: int, top: int = 8) -> list[Contribution]:
        """Return the words without which the answer would differ most, by that difference in log-odds.

        Of a text longer than that, the first 100 words are tried.
        """
        text = self._text(row)
        tokens, ids = self._ids.tokens(text)[:_EXPLAINED], self._ids.encode(text)
        if not tokens:
            return []
        without = [[*ids[:place], *ids[place + 1 :]] or [UNKNOWN] for place in range(len(tokens))]
        shares = self._answer([ids, *without])[:, label].clip(1e-9, 1 - 1e-9)
        odds = np.log(shares / (1 - shares))
        weights = (odds[0] - odds[1:]).tolist()
        found = [Contribution(token, "", weight) for token, weight in zip(tokens, weights, strict=True) if weight]
        return sorted(found, key=lambda contribution: -abs(contribution.weight))[:top]

    def _text(self, row: Row) -> str:
        return normalise(row.get(self.spec.feature) or "", self.spec.style)

    def _answer(self, sequences: Sequence[Sequence[int]]) -> Probabilities:
        scores = np.zeros((len(sequences), len(self.spec.classes)))
        for places, ids in batches(sequences, rows=1 if self.spec.alone else _ROWS):
            scores[places] = self._network.run({"ids": ids})[0]
        return to_probabilities(scores, "softmax", self.spec.classes, self._n_labels)

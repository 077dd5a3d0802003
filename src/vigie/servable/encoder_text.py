"""The runtime of transformers: a tokenizer, an encoder in ONNX, and a head in NumPy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from vigie.core.schema import Schema
from vigie.core.types import Row
from vigie.servable.heads import Head, HeadSpec, load_head
from vigie.servable.onnx_model import OnnxModel
from vigie.servable.runtime import Contribution, Parts, Probabilities
from vigie.servable.subwords import Subwords
from vigie.text.normalise import Style, normalise

MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"

Precision: TypeAlias = Literal["fp32", "int8"]

_ROWS = 32
"""Of one call of the encoder: enough to share its price, few enough that padding costs little."""

_EXPLAINED = 60
"""Words that are left out in turn: each is one more text to read."""

_FP32_TOLERANCE = 1e-4


class EncoderTextSpec(BaseModel):
    """The part of the runtime that is neither arrays nor files."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    feature: str
    style: Style
    max_length: int
    """Pieces of a text that are read, from its beginning."""
    pad: int
    """Number of the piece that fills up the shorter texts of a batch; the encoder looks away from it."""
    precision: Precision = "fp32"
    tolerance: float = _FP32_TOLERANCE
    """In eight bits the last digit of a 32-bit sum, which two machines do not share, may turn a rounding, and that the
    next: it is as large there as the difference that the rounding itself makes."""
    head: HeadSpec


class EncoderTextRuntime:
    """Answers without torch and transformers, on one thread for each call.

    Carries both a frozen encoder with a linear model and a fine-tuned classifier, whose last layer is a linear model
    too. In 32-bit numbers rows asked together go through the encoder together, by like length, and an answer depends on
    its neighbours by the last digits of its sums alone. In whole numbers of eight bits each row goes by itself: the
    encoder then scales its numbers by the largest in the batch, and an answer would depend on its neighbours.

    Parameters
    ----------
    subwords
        With the `max_length` of the spec.
    content
        The encoder in ONNX: from `ids` and `mask`, both of shape (n_rows, n_pieces), to vectors, shape
        (n_rows, n_inputs of the head).
    """

    kind: ClassVar[str] = "encoder-text"

    def __init__(self, schema: Schema, spec: EncoderTextSpec, subwords: Subwords, content: bytes, head: Head) -> None:
        self.spec = spec
        self.content = content
        self._subwords = subwords
        self._encoder = OnnxModel(content)
        self._head = head

    @property
    def tolerance(self) -> float:
        return self.spec.tolerance

    @classmethod
    def load(cls, schema: Schema, parts: Parts) -> Self:
        spec = EncoderTextSpec.model_validate(parts.spec)
        subwords = Subwords(parts.files[TOKENIZER], spec.max_length)
        return cls(schema, spec, subwords, parts.files[MODEL], load_head(spec.head, parts.arrays))

    def dump(self) -> Parts:
        _spec, arrays = self._head.dump()
        return Parts(
            self.spec.model_dump(mode="json"), arrays, {MODEL: self.content, TOKENIZER: self._subwords.content}
        )

    def with_int8(self, schema: Schema, content: bytes, tolerance: float) -> EncoderTextRuntime:
        """Return the same runtime over an encoder with weights of eight bits."""
        spec = self.spec.model_copy(update={"precision": "int8", "tolerance": tolerance})
        return EncoderTextRuntime(schema, spec, self._subwords, content, self._head)

    def predict_proba(self, rows: Sequence[Row]) -> Probabilities:
        return self._answer([self._text(row) for row in rows])

    def explain(self, row: Row, label: int, top: int = 8) -> list[Contribution]:
        """Return the words without which the answer would differ most, by that difference in log-odds.

        Of a text longer than that, the first 60 words are tried.
        """
        text = self._text(row)
        words = text.split()
        if not words:
            return []
        tried = words[:_EXPLAINED]
        without = [" ".join([*words[:place], *words[place + 1 :]]) for place in range(len(tried))]
        shares = self._answer([text, *without])[:, label].clip(1e-9, 1 - 1e-9)
        odds = np.log(shares / (1 - shares))
        weights = (odds[0] - odds[1:]).tolist()
        found = [Contribution(word, "", weight) for word, weight in zip(tried, weights, strict=True) if weight]
        return sorted(found, key=lambda contribution: -abs(contribution.weight))[:top]

    def _text(self, row: Row) -> str:
        return normalise(row.get(self.spec.feature) or "", self.spec.style)

    def _answer(self, texts: Sequence[str]) -> Probabilities:
        vectors = np.zeros((len(texts), self._head.n_inputs))
        at_once = _ROWS if self.spec.precision == "fp32" else 1
        for places, ids, mask in _batches(self._subwords.numbers(texts), self.spec.pad, at_once):
            vectors[places] = self._encoder.run({"ids": ids, "mask": mask})[0]
        return self._head.probabilities(vectors)


def _batches(
    numbers: Sequence[Sequence[int]], pad: int, size: int
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.int64]]]:
    """Yield places, ids and mask of texts of like length, so that little is filled up."""
    lengths = np.array([len(row) or 1 for row in numbers])
    order = np.argsort(lengths, kind="stable")
    for start in range(0, len(order), size):
        places = order[start : start + size]
        mask = (np.arange(lengths[places].max()) < lengths[places, None]).astype(np.int64)
        ids = np.full(mask.shape, pad, dtype=np.int64)
        for row, place in enumerate(places):
            # A text of no piece at all is read as one filler.
            ids[row, : len(numbers[place])] = numbers[place]
        yield places, ids, mask

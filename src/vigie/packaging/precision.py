"""The choice between a network in 32-bit numbers and the same with weights of eight bits."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol, cast

import numpy as np

from vigie.core.schema import Schema
from vigie.core.types import Row
from vigie.packaging.int8 import to_int8
from vigie.servable.manifest import Precision, Rendition
from vigie.servable.runtime import Probabilities, Runtime

ALLOWED_FALL = 0.005
"""Half a point of the deciding metric: what a quarter of the size may cost."""

LEAST_TOLERANCE = 0.02
"""Between two machines, in eight bits: the last digit of a 32-bit sum may turn a rounding, and that the next."""

_TIMED = 50

Score = Callable[[Probabilities], float]
"""From answers to all validation rows to the deciding metric; higher is better."""


class Quantisable(Protocol):
    """What a runtime over one network has, beside what every runtime has."""

    content: bytes
    """The network in ONNX."""

    def with_int8(self, schema: Schema, content: bytes, tolerance: float) -> Runtime:
        """Return the same runtime over a network with weights of eight bits, which takes rows one by one."""
        ...


class Choice(NamedTuple):
    """The runtime that is kept, and what it answers."""

    runtime: Runtime
    answers: Probabilities
    """To all validation rows."""
    precision: Precision


def is_quantisable(runtime: Runtime) -> bool:
    """Say whether there is anything to choose."""
    return hasattr(runtime, "with_int8")


def choose_precision(
    runtime: Runtime, schema: Schema, rows: Sequence[Row], score: Score, allowed_fall: float = ALLOWED_FALL
) -> Choice:
    """Return the network in eight bits if it is smaller and its score hardly lower, else as it is.

    Parameters
    ----------
    runtime
        One that `is_quantisable`, proved equal to its estimator.
    rows
        The validation rows, cleaned. Each is answered by itself: a minute or so for some thousands.
    allowed_fall
        How much lower the score may be. A score that is no number keeps the network as it is.
    """
    plain = runtime.predict_proba(rows)
    network = cast("Quantisable", runtime)
    content = to_int8(network.content)
    answers = network.with_int8(schema, content, LEAST_TOLERANCE).predict_proba(rows)
    difference = float(np.abs(answers - plain).max())
    # Two processors may round as differently as eight bits do from 32: each error is as good as another.
    small = network.with_int8(schema, content, max(difference, LEAST_TOLERANCE))
    fp32 = Rendition(size_bytes=_size(runtime), answer_ms=_answer_ms(runtime, rows), score=score(plain))
    int8 = Rendition(size_bytes=_size(small), answer_ms=_answer_ms(small, rows), score=score(answers))
    keeps_int8 = int8.score >= fp32.score - allowed_fall and int8.size_bytes < fp32.size_bytes
    precision = Precision(
        kept="int8" if keeps_int8 else "fp32",
        allowed_fall=allowed_fall,
        max_difference=difference,
        fp32=fp32,
        int8=int8,
    )
    return Choice(small, answers, precision) if keeps_int8 else Choice(runtime, plain, precision)


def _size(runtime: Runtime) -> int:
    parts = runtime.dump()
    return sum(map(len, parts.files.values())) + sum(array.nbytes for array in parts.arrays.values())


def _answer_ms(runtime: Runtime, rows: Sequence[Row]) -> float:
    took = []
    for row in rows[:_TIMED]:
        began = time.perf_counter()
        runtime.predict_proba([row])
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1000

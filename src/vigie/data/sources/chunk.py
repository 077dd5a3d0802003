"""A piece of a large source: what a reader gives again and again, so that nothing is ever held whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vigie.data.sources.raw import BrokenRow

Choose: TypeAlias = Callable[[Sequence[str]], Mapping[str, str]]
"""From all columns of a source to those that are wanted, each with the name it shall have."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive records of a source, as texts, null where empty."""

    frame: pl.DataFrame
    """The wanted columns of the records that are rows."""
    numbers: NDArray[np.int64]
    """Shape (n_rows,): the place of each row among the source's records, from 1."""
    broken: tuple[tuple[int, BrokenRow], ...]
    """Records that are no rows, each with its place."""
    last: int
    """Place of the last record: so many have been read by now."""
    whole: Callable[[], pl.DataFrame]
    """Gives every column of the same rows under its own name."""


def pieces(chunk: Chunk, after: int, most: int) -> Iterator[Chunk]:
    """Yield the records after place `after`, at most so many at a time."""
    places = [int(chunk.numbers[0])] if len(chunk.numbers) else []
    first = min([*places, *(place for place, _ in chunk.broken)], default=chunk.last + 1)
    if first > after and chunk.last - first < most:
        yield chunk
        return
    for start in range(max(first, after + 1), chunk.last + 1, most):
        yield _between(chunk, start, min(start + most - 1, chunk.last))


def _between(chunk: Chunk, first: int, last: int) -> Chunk:
    start, end = np.searchsorted(chunk.numbers, [first, last + 1]).tolist()
    return Chunk(
        chunk.frame[start:end],
        chunk.numbers[start:end],
        tuple((place, row) for place, row in chunk.broken if first <= place <= last),
        last,
        lambda: chunk.whole()[start:end],
    )

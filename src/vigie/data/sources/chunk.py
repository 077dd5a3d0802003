"""A piece of a large source: what a reader gives again and again, so that nothing is ever held whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


def after(chunk: Chunk, skip: int) -> Chunk:
    """Return the chunk without the records up to place `skip`."""
    kept = chunk.numbers > skip
    if kept.all() and all(place > skip for place, _ in chunk.broken):
        return chunk
    mask = pl.Series(kept)
    return Chunk(
        chunk.frame.filter(mask),
        chunk.numbers[kept],
        tuple((place, row) for place, row in chunk.broken if place > skip),
        chunk.last,
        lambda: chunk.whole().filter(mask),
    )

"""Texts of like length in one batch, so that little of it is padding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from vigie.servable.word_ids import pad

_SORTED_TOGETHER = 50
"""Batches whose texts are drawn together and sorted by length: fewer would pad more, more would mix less."""


class EncodedTexts(Dataset[tuple[Sequence[int], int]]):
    """The numbers of each text's words, with the number of its class."""

    def __init__(self, sequences: Sequence[Sequence[int]], classes: NDArray[np.int64]) -> None:
        self.sequences = sequences
        self.classes = classes

    def __len__(self) -> int:
        return len(self.sequences)

    def __getitem__(self, place: int) -> tuple[Sequence[int], int]:
        return self.sequences[place], int(self.classes[place])


class LengthSorted:
    """Iterate it for batches of padded ids and classes; each time round they are other batches.

    Parameters
    ----------
    seed
        Of the draw; None for no draw: by length alone, the same each time round.
    """

    def __init__(self, dataset: EncodedTexts, batch_size: int, seed: int | None = None) -> None:
        self.dataset = dataset
        self.batch_size = batch_size
        self._draw = None if seed is None else np.random.default_rng(seed)

    def __len__(self) -> int:
        return -(-len(self.dataset) // self.batch_size)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        lengths = np.array([len(sequence) for sequence in self.dataset.sequences])
        for places in _places(lengths, self.batch_size, self._draw):
            ids = pad([self.dataset.sequences[place] for place in places])
            yield torch.from_numpy(ids), torch.from_numpy(self.dataset.classes[places])


def _places(lengths: NDArray[np.int64], batch_size: int, draw: np.random.Generator | None) -> list[NDArray[np.int64]]:
    """Return the rows of each batch."""
    if draw is None:
        return _cut(lengths.argsort(kind="stable"), batch_size)
    drawn = draw.permutation(len(lengths))
    found: list[NDArray[np.int64]] = []
    for part in _cut(drawn, batch_size * _SORTED_TOGETHER):
        found += _cut(part[lengths[part].argsort(kind="stable")], batch_size)
    return [found[place] for place in draw.permutation(len(found))]


def _cut(places: NDArray[np.int64], size: int) -> list[NDArray[np.int64]]:
    return [places[start : start + size] for start in range(0, len(places), size)]

"""Batches of texts of like length."""

from __future__ import annotations

import numpy as np

from vigie.models.neural.text_batches import EncodedTexts, LengthSorted

LENGTHS = np.random.default_rng(0).integers(1, 40, 1_000)
DATASET = EncodedTexts([[place + 2] * length for place, length in enumerate(LENGTHS)], np.arange(1_000))


def test_batches_hold_every_text_once_with_its_class() -> None:
    seen = [
        (int(row[0]), int(label))
        for ids, labels in LengthSorted(DATASET, 32, seed=1)
        for row, label in zip(ids, labels, strict=True)
    ]
    assert sorted(seen) == [(place + 2, place) for place in range(1_000)]


def test_little_of_a_batch_is_padding() -> None:
    batches = [ids for ids, _ in LengthSorted(DATASET, 32, seed=1)]
    assert sum(int((ids == 0).sum()) for ids in batches) < 0.1 * sum(ids.numel() for ids in batches)
    assert len(batches) == len(LengthSorted(DATASET, 32))


def test_each_time_round_has_other_batches_and_each_seed_the_same() -> None:
    def rounds(seed: int | None) -> list[list[list[int]]]:
        iterator = LengthSorted(DATASET, 32, seed=seed)
        return [[labels.tolist() for _, labels in iterator] for _ in range(2)]

    first, second = rounds(1)
    assert first != second
    assert rounds(1) == [first, second]
    assert rounds(None)[0] == rounds(None)[1]

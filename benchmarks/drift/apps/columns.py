"""Invented columns that every contender gets: seven of numbers and three of categories, written once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

NUMBERS = tuple(f"number_{place}" for place in range(7))
CATEGORIES = tuple(f"category_{place}" for place in range(3))
_VALUES = 20


def write(folder: Path, rows: int) -> None:
    """Write the rows of then and of now; in those of now one column of each kind has moved."""
    folder.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(0)
    for name, shift in (("then", 0.0), ("now", 0.5)):
        columns: dict[str, Any] = {
            column: generator.gamma(2 + place, 1, rows) + shift * (place == 0) for place, column in enumerate(NUMBERS)
        }
        for place, column in enumerate(CATEGORIES):
            shares = 1 / np.arange(1, _VALUES + 1) ** (1 + shift * (place == 0))
            columns[column] = generator.choice(_VALUES, rows, p=shares / shares.sum()).astype(np.int8)
        np.savez(folder / f"{name}.npz", **columns)


def read(folder: Path, name: str) -> dict[str, Any]:
    """Return the columns: floats, and texts in arrays of objects."""
    texts = np.array([f"value {place}" for place in range(_VALUES)], dtype=object)
    with np.load(folder / f"{name}.npz") as stored:
        return {column: texts[stored[column]] if column in CATEGORIES else stored[column] for column in stored.files}

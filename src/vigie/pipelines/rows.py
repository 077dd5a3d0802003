"""The rows that candidates are fitted and compared on, at the estimators' boundary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import polars as pl
from numpy.typing import NDArray

from vigie.core.errors import DatasetNotFoundError
from vigie.core.project import Project
from vigie.core.schema import Schema
from vigie.core.types import DatasetVersion
from vigie.data.columns import HASH, KEY, SPLIT
from vigie.data.dataset import Dataset
from vigie.data.frames import to_features


@dataclass(frozen=True)
class LabelledRows:
    """Features and labels of some rows, in the same order.

    `hashes` are the content hashes: rows with the same content have the same one.
    """

    X: pd.DataFrame
    y: NDArray[np.str_]
    keys: Sequence[str]
    hashes: Sequence[str]

    def __len__(self) -> int:
        return len(self.y)

    def take(self, chosen: NDArray[np.bool_]) -> LabelledRows:
        """Return the rows where `chosen`, shape (n_rows,), is true."""
        places = np.flatnonzero(chosen).tolist()
        return LabelledRows(
            self.X.iloc[places].reset_index(drop=True),
            self.y[places],
            [self.keys[place] for place in places],
            [self.hashes[place] for place in places],
        )

    def lots(self) -> NDArray[np.float64]:
        """Return a number in [0, 1) per row, drawn from its content: the same content, the same lot.

        Independent of the split, which looks at the other end of the hash.
        """
        return np.array([int(content[-8:], 16) / 2**32 for content in self.hashes])


@dataclass(frozen=True)
class TrainingRows:
    """What a training sees: never the sealed test rows."""

    version: DatasetVersion
    train: LabelledRows
    validation: LabelledRows


def read_training_rows(project: Project, version: int | None = None) -> TrainingRows:
    """Return the training and validation rows of a dataset version, by default the newest."""
    dataset = Dataset(project.dataset_folder)
    found = dataset.version(version)
    frame = dataset.read(found.number)
    train, validation = (
        labelled(frame.filter(frame[SPLIT] == split), project.schema) for split in ("train", "validation")
    )
    for split, rows in (("train", train), ("validation", validation)):
        if not len(rows):
            raise DatasetNotFoundError(f"A {split} row in version {found.number} of the dataset")
    return TrainingRows(found, train, validation)


def labelled(frame: pl.DataFrame, schema: Schema) -> LabelledRows:
    """Return rows of the dataset as estimators take them."""
    X, y = to_features(frame, schema)
    return LabelledRows(X, y, frame[KEY].to_list(), frame[HASH].to_list())

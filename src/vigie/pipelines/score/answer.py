"""One piece of a table through the schema and the model: rows with their answers, and rows set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vigie.core.errors import ServableError
from vigie.core.project import Data
from vigie.core.schema import FeatureType, Schema
from vigie.data.columns import KEY, feature_columns
from vigie.data.quarantine import record_as_json
from vigie.data.sources.chunk import Chunk
from vigie.data.sources.raw import RawTable
from vigie.data.validation import validate_features
from vigie.servable.column import Repeated
from vigie.servable.runtime import Probabilities
from vigie.servable.servable import Columns

Predict: TypeAlias = Callable[[Columns], Probabilities]

ROW = "row"
LABEL = "label"
VERSION = "model_version"
BAD: Mapping[str, type[pl.DataType]] = {"row": pl.Int64, "line": pl.Int64, "reason": pl.String, "raw": pl.String}
"""Columns of the file of bad rows: place in the input from 1, line where known, why, and the record as JSON."""
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of the answers."""

    key: str | None
    """The project's key, where the input has it; otherwise answers have the number of their row."""
    kept: tuple[str, ...]
    """The input's own columns that go before, as they came."""
    labels: tuple[str, ...]

    @property
    def columns(self) -> dict[str, type[pl.DataType]]:
        """Every column with its type, in order."""
        named: dict[str, type[pl.DataType]] = dict.fromkeys(self.renamed.values(), pl.String)
        named |= {self.identity: pl.String if self.key else pl.Int64, LABEL: pl.String}
        return {**named, **dict.fromkeys(self.probabilities, pl.Float64), VERSION: pl.String}

    @property
    def identity(self) -> str:
        return self.key or ROW

    @property
    def probabilities(self) -> tuple[str, ...]:
        return tuple(f"probability_{label}" for label in self.labels)

    @property
    def renamed(self) -> dict[str, str]:
        """Kept column → its name in the answers, where it may not hide one of theirs."""
        own = {ROW, LABEL, VERSION, *self.probabilities}
        kept = [name for name in self.kept if name != self.key]
        return {name: f"source_{name}" if name in own else name for name in kept}


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a piece."""

    good: pl.DataFrame
    bad: pl.DataFrame

    @property
    def reasons(self) -> dict[str, int]:
        return dict(Counter(reason for reasons in self.bad["reason"] for reason in reasons.split("; ")))


def answer(chunk: Chunk, schema: Schema, data: Data, layout: Layout, predict: Predict, version: str) -> Answered:
    """Validate a piece of a table and answer its good rows.

    Raises
    ------
    ServableError
        If the model's numbers are no probabilities.
    """
    texts = feature_columns(RawTable(chunk.frame), schema, data, "the table")
    checked = validate_features(texts, schema)
    places = checked.good["_row"].to_numpy()
    good = _answers(checked.good, chunk, places, layout, predict(to_columns(checked.good, schema)), version)
    return Answered(good, _set_aside(chunk, checked.bad))


def to_columns(frame: pl.DataFrame, schema: Schema) -> dict[str, Any]:
    """Return typed rows as a servable takes many: lists and arrays, None and NaN where missing."""
    return {feature.name: _column(feature.type, frame[feature.name]) for feature in schema.features}


def _column(kind: FeatureType, column: pl.Series) -> Any:
    if kind == "text":
        return column.to_list()
    if kind != "category":
        return column.cast(pl.Float64).fill_null(np.nan).to_numpy()
    values = column.drop_nulls().unique()
    places = column.cast(pl.Enum(values)).to_physical().cast(pl.Int64).fill_null(len(values))
    return Repeated([*values.to_list(), None], places.to_numpy())


def _answers(
    typed: pl.DataFrame,
    chunk: Chunk,
    places: NDArray[Any],
    layout: Layout,
    shares: Probabilities,
    version: str,
) -> pl.DataFrame:
    if not bool((np.abs(shares.sum(axis=1) - 1.0) < _TOLERANCE).all()):  # so that NaN is refused too
        raise ServableError(f"Model version {version} answered with numbers that do not sum to 1.")
    columns: list[pl.Series] = []
    if layout.kept:
        whole = chunk.whole()[places]
        columns += [whole[name].alias(given) for name, given in layout.renamed.items()]
    identity = typed[KEY] if layout.key else pl.Series(chunk.numbers[places], dtype=pl.Int64)
    labels = pl.Series(layout.labels, dtype=pl.String).gather(shares.argmax(axis=1))
    columns += [identity.alias(layout.identity), labels.alias(LABEL)]
    columns += [pl.Series(name, shares[:, place]) for place, name in enumerate(layout.probabilities)]
    columns.append(pl.repeat(version, len(places), dtype=pl.String, eager=True).alias(VERSION))
    return pl.DataFrame(columns)


def _set_aside(chunk: Chunk, bad: pl.DataFrame) -> pl.DataFrame:
    if not bad.height and not chunk.broken:
        return pl.DataFrame(schema=dict(BAD))
    rows: list[tuple[int, int | None, str, str]] = [
        (place, row.line or None, row.reason, row.raw) for place, row in chunk.broken
    ]
    if bad.height:
        whole = chunk.whole()[bad["_row"].to_numpy()]
        numbers = chunk.numbers[bad["_row"].to_numpy()].tolist()
        records = map(record_as_json, whole.iter_rows(named=True))
        rows += [
            (place, None, reason, raw) for place, reason, raw in zip(numbers, bad["_reason"], records, strict=True)
        ]
    return pl.DataFrame(sorted(rows, key=lambda row: row[0]), schema=dict(BAD), orient="row")

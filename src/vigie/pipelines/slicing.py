"""The kinds of rows that a model is looked at by: values, bins of numbers and lengths, words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vigie.core.schema import Feature, Schema
from vigie.data.columns import LABEL, OWN_COLUMNS
from vigie.data.exploration.charts import compact
from vigie.data.exploration.words import words_of
from vigie.evaluation.slices import Slice

MOST_VALUES = 30
"""A column with more values than this names rows rather than kinds of rows."""
_BINS = 4
_MOST_WORDS = 400
"""The most frequent words that are looked at."""
MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Slicing:
    """The slices of some rows, and which columns they were made from."""

    slices: Sequence[Slice]
    columns: Sequence[str]
    left_out: Sequence[str]
    """Columns that are no features and have too many values."""


def slice_rows(frame: pl.DataFrame, schema: Schema, *, min_rows: int = 20) -> Slicing:
    """Return the slices of the dataset's rows: labels, features, other columns of few values, lengths, words.

    Columns that are no features take part where they have between 2 and 30 values: the airline, the language, the
    sector of a row say where a model is weak even if it never sees them.
    """
    others = [name for name in frame.columns if name not in (*OWN_COLUMNS, *schema.names)]
    kinds = {name: frame[name].drop_nulls().n_unique() for name in others}
    chosen = [name for name in others if 2 <= kinds[name] <= MOST_VALUES]
    slices: list[Slice] = [*_values("label", frame[LABEL])]
    for feature in schema.features:
        slices.extend(_of_feature(feature, frame[feature.name], min_rows))
    for name in chosen:
        slices.extend(_values(name, frame[name]))
    return Slicing(
        [one for one in slices if np.count_nonzero(one.rows) >= min_rows],
        ["label", *schema.names, *chosen],
        [name for name in others if kinds[name] > MOST_VALUES],
    )


def _of_feature(feature: Feature, column: pl.Series, min_rows: int) -> Iterator[Slice]:
    if feature.type == "text":
        texts = [text or "" for text in column.to_list()]
        yield from _bins(f"{feature.name}, characters", np.array([len(text) for text in texts], dtype=np.float64))
        yield from _words(feature.name, texts, min_rows)
    elif feature.type in ("number", "integer"):
        yield from _bins(feature.name, column.cast(pl.Float64).fill_null(np.nan).to_numpy())
    else:
        yield from _values(feature.name, column)


def _values(name: str, column: pl.Series) -> Iterator[Slice]:
    texts = column.cast(pl.String).fill_null(MISSING)
    for value in texts.unique().sort().to_list():
        yield Slice(name, value, (texts == value).to_numpy())


def _bins(name: str, numbers: NDArray[np.float64]) -> Iterator[Slice]:
    known = ~np.isnan(numbers)
    if not known.all():
        yield Slice(name, MISSING, ~known)
    if not known.any():
        return
    edges = np.unique(np.quantile(numbers[known], np.linspace(0, 1, _BINS + 1)))
    places = np.clip(np.searchsorted(edges, numbers, side="right") - 1, 0, max(len(edges) - 2, 0))
    for number in range(len(edges) - 1):
        yield Slice(name, f"{compact(edges[number])} – {compact(edges[number + 1])}", known & (places == number))


def _words(name: str, texts: Sequence[str], min_rows: int) -> Iterator[Slice]:
    words = [words_of(text) for text in texts]
    counts = Counter(word for found in words for word in found)
    frequent = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:_MOST_WORDS]
    for word, rows in frequent:
        if rows >= min_rows:
            yield Slice(f"{name}, word", word, np.array([word in found for found in words]))

"""What each declared feature looks like in the training rows, by label."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vigie.core.schema import Feature
from vigie.data.columns import LABEL
from vigie.data.exploration.words import TellingWord, telling_words

Counts = NDArray[np.int64]
"""Rows by bin (or value) and label, shape (n_bins, n_labels), labels in the schema's order."""

_BINS = 28
_TOP_VALUES = 10
_EXAMPLES = 2
_MARKUP = {
    "HTML entities": r"&(?:[a-zA-Z]{2,8}|#\d{1,6});",
    "mentions of people": r"@\w+",
    "web addresses": r"https?://|www\.",
    "line breaks": r"[\r\n]",
    "emoji": r"[\x{1F300}-\x{1FAFF}\x{2600}-\x{27BF}]",
    "letters spoilt by a wrong encoding": r"Ã[\x{80}-\x{BF}©¨ª§´¢»]|â€|ï¿½|\x{FFFD}",
}


@dataclass(frozen=True, slots=True)
class ColumnSummary:
    """One line of the table of columns."""

    name: str
    type: str
    """Of a feature; 'other' where no model sees the column."""
    missing: int
    distinct: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """Equal bins between two bounds; what lies beyond is counted in the first and the last."""

    low: float
    high: float
    counts: Counts
    is_log: bool = False
    """Whether the bins are equal in log(1 + x): for numbers that span orders of magnitude."""

    @property
    def middle(self) -> float:
        """The value at the middle of the axis."""
        if self.is_log:
            return math.expm1((math.log1p(self.low) + math.log1p(self.high)) / 2)
        return (self.low + self.high) / 2

    def place(self, value: float) -> float:
        """Return where a value lies on the axis, from 0 to 1."""
        low, high, value = (math.log1p(x) if self.is_log else x for x in (self.low, self.high, max(value, self.low)))
        return min((value - low) / (high - low), 1.0)


@dataclass(frozen=True, slots=True)
class TextFacts:
    name: str
    missing: int
    lengths: Histogram
    """Of characters."""
    median_length: dict[str, float]
    """By label."""
    longest: int
    markup: dict[str, int]
    """What is in the texts besides words → rows that have it."""
    words: dict[str, tuple[TellingWord, ...]]
    examples: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class NumberFacts:
    name: str
    unit: str
    missing: int
    low: float
    median: float
    mean: float
    high: float
    histogram: Histogram
    quartiles: dict[str, tuple[float, float, float]]
    """By label: 25 %, 50 %, 75 %; absent where the label has no value."""


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    name: str
    missing: int
    distinct: int
    values: tuple[str, ...]
    """The most frequent."""
    counts: Counts
    """One line per value."""
    others: int
    """Rows with any other value."""
    spellings: int
    """Values that differ from another one in letter case or spaces only."""


def describe_text(frame: pl.DataFrame, feature: Feature, labels: Sequence[str]) -> TextFacts:
    column = frame[feature.name]
    lengths = column.str.len_chars()
    known = frame.select(feature.name, LABEL).drop_nulls(feature.name)
    texts, classes = known[feature.name], known[LABEL]
    medians = known.group_by(LABEL).agg(pl.col(feature.name).str.len_chars().median())
    return TextFacts(
        name=feature.name,
        missing=column.null_count(),
        lengths=make_histogram(lengths, frame[LABEL], labels, low=0.0),
        median_length=dict(medians.iter_rows()),
        longest=max(lengths.drop_nulls().to_list(), default=0),
        markup={name: rows for name, rule in _MARKUP.items() if (rows := int(texts.str.contains(rule).sum()))},
        words=telling_words(texts.to_list(), classes.to_list(), labels),
        examples={label: _examples(texts.filter(classes == label)) for label in labels},
    )


def describe_number(frame: pl.DataFrame, feature: Feature, labels: Sequence[str]) -> NumberFacts:
    column = frame[feature.name].cast(pl.Float64)
    known = pl.DataFrame({"value": column, "label": frame[LABEL]}).drop_nulls("value")
    spread = known.group_by("label").agg(*(pl.col("value").quantile(q).alias(str(q)) for q in (0.25, 0.5, 0.75)))

    def number(value: object) -> float:
        return float(value) if isinstance(value, int | float) else float("nan")

    return NumberFacts(
        name=feature.name,
        unit=feature.unit,
        missing=column.null_count(),
        low=number(column.min()),
        median=number(column.median()),
        mean=number(column.mean()),
        high=number(column.max()),
        histogram=make_histogram(column, frame[LABEL], labels),
        quartiles={row[0]: (row[1], row[2], row[3]) for row in spread.iter_rows()},
    )


def describe_category(frame: pl.DataFrame, feature: Feature, labels: Sequence[str]) -> CategoryFacts:
    known = pl.DataFrame({"value": frame[feature.name].cast(pl.String), "label": frame[LABEL]}).drop_nulls("value")
    ranked = known["value"].value_counts(sort=True).sort("count", "value", descending=[True, False])
    values = ranked["value"].head(_TOP_VALUES).to_list()
    counts = np.zeros((len(values), len(labels)), dtype=np.int64)
    for value, label, rows in known.group_by("value", "label").len().iter_rows():
        if value in values:
            counts[values.index(value), labels.index(label)] = rows
    return CategoryFacts(
        name=feature.name,
        missing=frame[feature.name].null_count(),
        distinct=ranked.height,
        values=tuple(values),
        counts=counts,
        others=int(known.height - counts.sum()),
        spellings=ranked.height - ranked["value"].str.to_lowercase().str.replace_all(r"\s+", "").n_unique(),
    )


def make_histogram(
    column: pl.Series, labels_of_rows: pl.Series, labels: Sequence[str], *, low: float | None = None
) -> Histogram:
    """Count a column by bin and label between its 1 % and 99 % quantiles, so that outliers do not flatten it."""
    values = column.cast(pl.Float64).to_numpy()
    known = np.isfinite(values)
    if not known.any():
        return Histogram(0.0, 1.0, np.zeros((1, len(labels)), dtype=np.int64))
    first, median, last = np.quantile(values[known], (0.01, 0.5, 0.99))
    start = float(first if low is None else low)
    end = float(last if last > start else start + 1.0)
    is_log = low is None and start >= 0 and end - start > 20 * max(float(median) - start, 1e-9)
    shape = Histogram(start, end, np.zeros((_BINS, len(labels)), dtype=np.int64), is_log)
    scaled, edges = values[known], np.array([start, end])
    if is_log:
        scaled, edges = np.log1p(np.maximum(scaled, start)), np.log1p(edges)
    bins = np.clip((scaled - edges[0]) / (edges[1] - edges[0]) * _BINS, 0, _BINS - 1).astype(np.int64)
    np.add.at(shape.counts, (bins, codes_of(labels_of_rows, labels)[known]), 1)
    return shape


def codes_of(labels_of_rows: pl.Series, labels: Sequence[str]) -> Counts:
    """Return each row's label as its number in `labels`."""
    numbers = {label: number for number, label in enumerate(labels)}
    return labels_of_rows.replace_strict(numbers, return_dtype=pl.Int64).to_numpy()


def _examples(texts: pl.Series) -> tuple[str, ...]:
    """Return a few short texts, names and addresses masked."""
    short = [text for text in texts.head(60) if 30 <= len(text) <= 160] or texts.head(_EXAMPLES).to_list()
    return tuple(mask(text) for text in short[:_EXAMPLES])


def mask(text: str) -> str:
    """Return a text fit to be shown: mentions and addresses hidden, cut at 160 characters.

    Examples
    --------
    >>> mask("@ada thanks &amp; bye https://t.co/x")
    '@… thanks & bye …'
    """
    plain = re.sub(r"(?:https?://|www\.)\S+", "…", re.sub(r"@\w+", "@…", html.unescape(text)))
    return plain if len(plain) <= 160 else plain[:159] + "…"

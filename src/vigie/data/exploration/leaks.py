"""Columns that tell the label by themselves: known too late, or made from it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vigie.core.schema import Schema
from vigie.data.columns import HASH, LABEL, OWN_COLUMNS
from vigie.data.exploration.column_facts import codes_of

SUSPICIOUS_GAIN = 0.42
"""From here on a column is suspected. On real data an honest one (the insurer, for the tone of a review) reached
0.40, while the emissions that all but define an energy rating begin at 0.45."""

_MAX_ROWS = 20_000
_BINS = 32
_FEW_VALUES = 30
_MIN_PER_VALUE = 5
_MIN_PRESENT = 10
_PURE = 0.95
_SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class ColumnPower:
    """How well one column alone, its gaps included, predicts the label of rows it was not fitted on."""

    column: str
    is_feature: bool
    gain: float
    """Share of the majority's errors that it avoids: 0 is no better than the majority, 1 is never wrong."""
    present: int
    """Rows where it is not missing."""
    reasons: tuple[str, ...] = ()
    """Why it is suspected; empty: it is not."""

    @property
    def is_suspect(self) -> bool:
        return bool(self.reasons)


def measure_columns(frame: pl.DataFrame, schema: Schema, *, skip: Sequence[str] = ()) -> tuple[ColumnPower, ...]:
    """Return every column but the texts, most telling first, with those that are suspected of a leak marked.

    A column is suspected if alone it avoids 42 % of the majority's errors; if, where it is filled in at all, the
    label is all but sure; or if it is named after the target or after a column suspected for its content.
    Fitted on one half of the rows and measured on the other, the halves cut by content hash.

    Parameters
    ----------
    frame
        Training rows with all columns of the dataset.
    skip
        Columns that are judged elsewhere (the time).
    """
    frame = frame.head(_MAX_ROWS)  # in the order of their hash, so these are random ones
    texts = {feature.name for feature in schema.text_features}
    columns = [name for name in frame.columns if name not in {*OWN_COLUMNS, *texts, *skip}]
    labels = codes_of(frame[LABEL], schema.labels)
    is_fit = frame[HASH].str.tail(1).str.to_integer(base=16).to_numpy() % 2 == 0
    powers = [_measure(frame[name], labels, is_fit, schema, len(columns)) for name in columns]
    return tuple(sorted(_named_after(powers, schema), key=lambda power: (-power.gain, power.column)))


def predictive_gain(codes: NDArray[np.int64], labels: NDArray[np.int64], is_fit: NDArray[np.bool_]) -> float:
    """Return the share of the majority's errors avoided by answering each code's most frequent label.

    Parameters
    ----------
    codes
        The column as small numbers, shape (n_rows,).
    labels
        Label numbers, shape (n_rows,).
    is_fit
        Which rows are counted; the others are judged. May be under 0: worse than the majority.

    Examples
    --------
    >>> codes = np.array([0, 0, 1, 1] * 4)
    >>> round(predictive_gain(codes, codes, np.arange(16) < 8), 2)
    1.0
    """
    judged = ~is_fit
    if not is_fit.any() or not judged.any():
        return 0.0
    table = np.zeros((int(codes.max()) + 1, int(labels.max()) + 1))
    np.add.at(table, (codes[is_fit], labels[is_fit]), 1)
    overall = table.sum(axis=0)
    # Two rows' worth of the overall distribution, so that a code seen once does not decide.
    answers = (table + 2 * overall / overall.sum()).argmax(axis=1)
    accuracy = float((answers[codes[judged]] == labels[judged]).mean())
    majority = float((labels[judged] == overall.argmax()).mean())
    return (accuracy - majority) / (1 - majority) if majority < 1 else 0.0


def to_codes(column: pl.Series, is_fit: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return a column as small numbers: 0 is missing; numbers fall into bins of equal size, rare values into one."""
    numbers = column.cast(pl.Float64, strict=False)
    present = len(column) - column.null_count()
    if present and numbers.is_finite().sum() >= 0.95 * present and numbers.n_unique() > _FEW_VALUES:
        values = numbers.to_numpy()
        known = np.isfinite(values)
        inner = np.linspace(0, 1, _BINS + 1)[1:-1]
        edges = np.unique(np.quantile(values[known & is_fit], inner)) if (known & is_fit).any() else np.empty(0)
        return np.where(known, np.searchsorted(edges, values, side="right") + 1, 0)
    texts = column.cast(pl.String)
    counts = texts.filter(pl.Series(is_fit)).drop_nulls().value_counts(name="rows")
    frequent = counts.filter(pl.col("rows") >= _MIN_PER_VALUE)[column.name].sort()
    numbered = {value: number for number, value in enumerate(frequent, start=2)}
    return np.array([0 if text is None else numbered.get(text, 1) for text in texts], dtype=np.int64)


def _measure(
    column: pl.Series, labels: NDArray[np.int64], is_fit: NDArray[np.bool_], schema: Schema, tests: int
) -> ColumnPower:
    codes = to_codes(column, is_fit)
    gain = predictive_gain(codes, labels, is_fit)
    is_present = column.is_not_null().to_numpy()
    reasons = []
    if gain >= SUSPICIOUS_GAIN:
        reasons.append(f"alone it avoids {gain:.0%} of the majority's errors")
    elif is_present.mean() < 0.5 and _is_sure_where_present(labels, is_present, tests):
        reasons.append(f"filled in for {is_present.sum():,} rows only, which all but share one label")
    return ColumnPower(column.name, column.name in schema.names, gain, int(is_present.sum()), tuple(reasons))


def _is_sure_where_present(labels: NDArray[np.int64], is_present: NDArray[np.bool_], tests: int) -> bool:
    """Say whether the rows that have a value are of one label more often than luck allows, among so many columns."""
    here = np.bincount(labels[is_present])
    if here.sum() < _MIN_PRESENT or here.max() < _PURE * here.sum():
        return False
    base = float((labels == here.argmax()).mean())
    return base ** int(here.max()) * math.comb(int(here.sum()), int(here.max())) < _SIGNIFICANT / max(tests, 1)


def _named_after(powers: Sequence[ColumnPower], schema: Schema) -> Iterable[ColumnPower]:
    owners = {schema.target.column: "the target"}
    owners.update({power.column: f"'{power.column}'" for power in powers if power.is_suspect})
    for power in powers:
        owner = None if power.is_suspect else _owner_of(power.column, owners)
        yield (
            power
            if owner is None
            else ColumnPower(power.column, power.is_feature, power.gain, power.present, (f"named after {owner}",))
        )


def _owner_of(column: str, owners: Mapping[str, str]) -> str | None:
    """Return what a column is named after: one whose whole name it carries, with something added."""
    name = column.lower()
    named = (said for owner, said in owners.items() if len(owner) >= 4 and name.startswith(f"{owner.lower()}_"))
    return next(named, None)

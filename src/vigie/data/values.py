"""From texts to the declared types, one column at a time, with a reason where a text does not fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from vigie.core.schema import Feature
from vigie.data.numbers import parse_numbers

TYPES: dict[str, type[pl.DataType]] = {
    "text": pl.String, "category": pl.String, "number": pl.Float64, "integer": pl.Int64, "boolean": pl.Boolean,
}  # fmt: skip
"""Feature type → the dataset's column type."""

_TRUE = ("true", "t", "yes", "y", "1", "1.0", "vrai", "oui")
_FALSE = ("false", "f", "no", "n", "0", "0.0", "faux", "non")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A typed column; `is_wrong` marks the texts that are not of its type, and `reason` says so in words."""

    values: pl.Series
    is_wrong: pl.Series
    reason: str


def parse_values(feature: Feature, texts: pl.Series) -> Parsed:
    """Return a feature's column in its type; blank texts and the declared markers of 'missing' become null.

    Examples
    --------
    >>> year = Feature(name="year", type="integer", missing=(-1,))
    >>> parsed = parse_values(year, pl.Series(["1985.0", "-1", "12.5", ""]))
    >>> parsed.values.to_list(), parsed.is_wrong.to_list()
    ([1985, None, None, None], [False, False, True, False])
    """
    markers = [marker for marker in feature.missing if isinstance(marker, str)]
    numeric = feature.type in ("number", "integer")  # to which a blank text is a missing one anyway
    parsed = _PARSERS[feature.type](texts if numeric and not markers else _without_markers(texts, ["", *markers]))
    values = parsed.values
    numbers = [float(marker) for marker in feature.missing if not isinstance(marker, str)]
    if numeric and numbers:
        values = pl.select(pl.when(~values.cast(pl.Float64).is_in(numbers)).then(values)).to_series()
    return Parsed(values.alias(feature.name), parsed.is_wrong, parsed.reason)


def _without_markers(texts: pl.Series, markers: list[str]) -> pl.Series:
    plain = texts.str.strip_chars()
    is_marker = plain.is_in(markers)
    if any(marker != marker.strip() for marker in markers):
        is_marker |= texts.is_in(markers)
    if not is_marker.any():
        return texts
    return pl.select(pl.when(~is_marker).then(texts)).to_series()


def _as_text(texts: pl.Series) -> Parsed:
    return Parsed(texts, pl.repeat(value=False, n=len(texts), dtype=pl.Boolean, eager=True), "")


def _as_number(texts: pl.Series) -> Parsed:
    numbers = parse_numbers(texts)
    return Parsed(numbers.values, numbers.is_wrong, "is no number")


def _as_integer(texts: pl.Series) -> Parsed:
    # The direct reading keeps all 18 digits of an id; a float would lose some.
    exact = texts.str.strip_chars().str.replace(r"\.0*$", "").cast(pl.Int64, strict=False)
    numbers = parse_numbers(texts)
    is_whole = (numbers.values.floor() == numbers.values).fill_null(value=True)
    rounded = numbers.values.cast(pl.Int64, strict=False)
    values = pl.select(pl.when(is_whole).then(pl.coalesce(exact, rounded))).to_series()
    is_lost = numbers.values.is_not_null() & values.is_null()  # not whole, or over 64 bits
    return Parsed(values, numbers.is_wrong | is_lost, "is no whole number")


def _as_boolean(texts: pl.Series) -> Parsed:
    plain = texts.str.strip_chars().str.to_lowercase()
    values = pl.select(pl.when(plain.is_in(_TRUE)).then(True).when(plain.is_in(_FALSE)).then(False)).to_series()
    return Parsed(values, texts.is_not_null() & values.is_null(), "is neither true nor false")


_PARSERS: dict[str, Callable[[pl.Series], Parsed]] = {
    "text": _as_text, "category": _as_text, "number": _as_number, "integer": _as_integer, "boolean": _as_boolean,
}  # fmt: skip

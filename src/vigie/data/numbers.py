"""Numbers as people and programs write them: 1985, 1985.0, 1e3, and 3,5 where it can mean nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

_COMMA = r"^[+-]?\d+,\d+$"
_THOUSANDS = r"^[+-]?[1-9]\d{0,2},\d{3}$"
_NOT_A_NUMBER = ("nan", "+nan", "-nan")


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a column of texts says as numbers."""

    values: pl.Series
    """Float64; null where missing or wrong."""
    is_wrong: pl.Series
    """Where a text stands that is no finite number."""


def parse_numbers(texts: pl.Series) -> Numbers:
    """Return the numbers of a column of texts; blank and 'NaN' are missing, infinities are wrong.

    A decimal comma is accepted for the whole column where it is beyond doubt: some value can be nothing else
    (as in '3,5' or '0,250'), and none has a point. '1,234' alone may mean a thousand or one and a bit: wrong.

    Examples
    --------
    >>> parse_numbers(pl.Series(["1985.0", " 2 ", None, "NaN", "x", "inf"])).values.to_list()
    [1985.0, 2.0, None, None, None, None]
    >>> parse_numbers(pl.Series(["3,5", "1,234"])).values.to_list()
    [3.5, 1.234]
    >>> parse_numbers(pl.Series(["1,234"])).is_wrong.to_list()
    [True]
    """
    # Nearly always every text is a plain number, and there is nothing to look into.
    values = texts.cast(pl.Float64, strict=False)
    if values.null_count() == texts.null_count() and values.is_finite().all():
        return Numbers(values, pl.repeat(value=False, n=len(texts), dtype=pl.Boolean, eager=True).alias(texts.name))
    plain = texts.str.strip_chars()
    if uses_decimal_comma(plain):
        plain = plain.str.replace(",", ".", literal=True)
    values = plain.cast(pl.Float64, strict=False)
    is_missing = texts.is_null() | (plain == "") | plain.str.to_lowercase().is_in(_NOT_A_NUMBER)
    is_good = values.is_finite().fill_null(value=False)
    values = pl.select(pl.when(is_good).then(values)).to_series()
    return Numbers(values.alias(texts.name), (~is_missing.fill_null(value=True) & ~is_good).alias(texts.name))


def uses_decimal_comma(texts: pl.Series) -> bool:
    """Say whether the column's commas are decimal beyond doubt."""
    commas = texts.filter(texts.str.contains(",", literal=True))
    if commas.is_empty() or texts.str.contains(".", literal=True).any():
        return False
    return bool((commas.str.contains(_COMMA) & ~commas.str.contains(_THOUSANDS)).any())

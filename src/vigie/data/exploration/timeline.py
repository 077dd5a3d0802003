"""Labels against time: whether the classes come from different days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import polars as pl

from vigie.data.columns import HASH, LABEL
from vigie.data.exploration.column_facts import Counts, codes_of
from vigie.data.exploration.leaks import predictive_gain

CONFOUNDED_GAIN = 0.25
"""From here on the time alone tells much of the label."""

_BINS = 24
_FORMATS = (
    "%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d",
    "%d/%m/%Y %H:%M:%S", "%d/%m/%Y", "%a %b %d %H:%M:%S %Y",
)  # fmt: skip
_ZONE_NAME = re.compile(r" (?:[A-Z]{2,4}) (\d{4})$").pattern


@dataclass(frozen=True, slots=True)
class Timeline:
    """Rows by time and label."""

    column: str
    start: datetime
    end: datetime
    counts: Counts
    """Equal spans of time by label, shape (n_bins, n_labels)."""
    unread: int
    """Rows whose time is missing or cannot be read."""
    gain: float
    """Share of the majority's errors avoided by knowing the time alone."""

    @property
    def is_confounded(self) -> bool:
        return self.gain >= CONFOUNDED_GAIN


def make_timeline(frame: pl.DataFrame, column: str, labels: Sequence[str]) -> Timeline | None:
    """Return labels against time, or None where fewer than half of the times can be read or they are all the same."""
    times = parse_times(frame[column])
    known = times.is_not_null()
    first, last = times.min(), times.max()
    if (
        known.sum() * 2 < len(times)
        or not isinstance(first, datetime)
        or not isinstance(last, datetime)
        or first == last
    ):
        return None
    rows = frame.filter(known)
    seconds = times.drop_nulls().dt.epoch("us").to_numpy() / 1e6
    bins = ((seconds - seconds.min()) / (seconds.max() - seconds.min()) * _BINS).clip(0, _BINS - 1).astype(np.int64)
    codes = codes_of(rows[LABEL], labels)
    counts = np.zeros((_BINS, len(labels)), dtype=np.int64)
    np.add.at(counts, (bins, codes), 1)
    is_fit = rows[HASH].str.tail(1).str.to_integer(base=16).to_numpy() % 2 == 0
    gain = predictive_gain(bins, codes, is_fit)
    return Timeline(column, first, last, counts, int((~known).sum()), gain)


def parse_times(texts: pl.Series) -> pl.Series:
    """Return times (UTC, microseconds) read by the one known way of writing that fits most of the texts.

    Known are ISO dates and times with or without zone, '24/02/2015', 'Mon Apr 06 22:19:45 PDT 2009' (the zone's
    name is ignored) and seconds since 1970.

    Examples
    --------
    >>> parse_times(pl.Series(["2015-02-24 11:35:52 -0800", "nonsense"])).to_list()[0].isoformat()
    '2015-02-24T19:35:52+00:00'
    """
    plain = texts.str.strip_chars().str.replace(_ZONE_NAME, " $1")
    tried = [_as_utc(plain, form) for form in _FORMATS]
    seconds = plain.cast(pl.Float64, strict=False)
    is_epoch = seconds.is_between(1e8, 1e10)
    microseconds = pl.select(pl.when(is_epoch).then(seconds * 1e6)).to_series().cast(pl.Int64)
    tried.append(microseconds.cast(pl.Datetime("us", "UTC")))
    return max(tried, key=lambda times: len(times) - times.null_count())


def _as_utc(texts: pl.Series, form: str) -> pl.Series:
    if "%z" in form or "%#z" in form:
        return texts.str.to_datetime(form, strict=False, time_unit="us", time_zone="UTC")
    if "%H" in form:
        return texts.str.to_datetime(form, strict=False, time_unit="us").dt.replace_time_zone("UTC")
    return texts.str.to_date(form, strict=False).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


def shown_day(time: datetime) -> str:
    """Return a day as people write it in both languages.

    Examples
    --------
    >>> shown_day(datetime(2015, 2, 24, tzinfo=UTC))
    '24 Feb 2015'
    """
    return time.astimezone(UTC).strftime("%d %b %Y").lstrip("0")

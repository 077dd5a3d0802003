"""What makes one encoded column: a reading of a feature, or arithmetic on readings; for one row and for many."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from vigie.core.schema import Derived, Feature, Schema, is_missing
from vigie.core.types import Row

RawColumns: TypeAlias = Mapping[str, Sequence[Any] | NDArray[Any]]
"""Feature name → its values as they come: lists, arrays or series, all of one length."""

Encoded: TypeAlias = NDArray[np.float64]
"""Shape (n_rows, n_columns): the schema's columns, then the derived ones; NaN where missing."""

LARGEST = float(np.finfo(np.float32).max)
"""Numbers are held within ± this, so that every estimator can take them: forests of trees compare 32-bit floats."""

_NAN = math.nan


class Repeated(Sequence[Any]):
    """A column of few different values, each looked at once: `values[place]` for each place.

    Examples
    --------
    >>> list(Repeated(["gas", None], np.array([0, 1, 0])))
    ['gas', None, 'gas']
    """

    def __init__(self, values: Sequence[Any], places: NDArray[np.intp]) -> None:
        self.values = values
        self.places = places

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, place: Any) -> Any:
        return self.values[self.places[place]]


class Reader(Protocol):
    """Makes a number of one feature's raw value."""

    def one(self, value: Any) -> float:
        """Read a clean value: None where missing."""
        ...

    def many(self, values: Sequence[Any] | NDArray[Any]) -> NDArray[np.float64]:
        """Read values as they come, with every way of saying 'missing'."""
        ...


class Numbers:
    """Reads a number, an integer, or a boolean as 0 and 1."""

    def __init__(self, feature: Feature) -> None:
        self._feature = feature
        self._markers = [marker for marker in feature.missing if isinstance(marker, int | float)]

    def one(self, value: Any) -> float:
        if value is None:
            return _NAN
        try:
            return _bounded(float(value))
        except OverflowError:  # an integer of more than 308 digits
            return LARGEST if value > 0 else -LARGEST

    def many(self, values: Sequence[Any] | NDArray[Any]) -> NDArray[np.float64]:
        given = np.asarray(values)
        if given.dtype.kind not in "fiub":
            feature, one = self._feature, self.one
            return np.array([_NAN if is_missing(feature, value) else one(value) for value in values], dtype=np.float64)
        numbers = _all_bounded(given.astype(np.float64))
        for marker in self._markers:
            numbers[given == marker] = _NAN
        return numbers


class Codes:
    """Reads a value as the code it was given, one without a code as `other`."""

    def __init__(self, feature: Feature, codes: Mapping[str, float], other: float) -> None:
        self._feature = feature
        self._codes = {value: code for value, code in codes.items() if not is_missing(feature, value)}
        self._other = other

    def one(self, value: Any) -> float:
        return _NAN if value is None else self._codes.get(value, self._other)

    def many(self, values: Sequence[Any] | NDArray[Any]) -> NDArray[np.float64]:
        if isinstance(values, Repeated):
            return self.many(values.values)[values.places]
        codes, uncoded = self._codes, self._uncoded
        return np.array([codes[value] if value in codes else uncoded(value) for value in values], dtype=np.float64)

    def _uncoded(self, value: Any) -> float:
        return _NAN if is_missing(self._feature, value) else self._other


class Absence:
    """Reads 1 where a value is missing, else 0."""

    def __init__(self, feature: Feature) -> None:
        self._feature = feature

    def one(self, value: Any) -> float:
        return 1.0 if value is None else 0.0

    def many(self, values: Sequence[Any] | NDArray[Any]) -> NDArray[np.float64]:
        if isinstance(values, Repeated):
            return self.many(values.values)[values.places]
        return np.array([is_missing(self._feature, value) for value in values], dtype=np.float64)


class Column(Protocol):
    """One encoded column."""

    def one(self, row: Row, values: Sequence[float]) -> float:
        """Return its number for a clean row; `values` are the columns before it."""
        ...

    def many(self, columns: RawColumns, encoded: Encoded) -> NDArray[np.float64]:
        """Return its numbers for raw columns; in `encoded` the columns before it are filled."""
        ...


class Reading:
    """A column read from one feature."""

    def __init__(self, name: str, reader: Reader) -> None:
        self._name = name
        self._reader = reader
        self._read = reader.one

    def one(self, row: Row, values: Sequence[float]) -> float:
        return self._read(row[self._name])

    def many(self, columns: RawColumns, encoded: Encoded) -> NDArray[np.float64]:
        return self._reader.many(columns[self._name])


class Ratio:
    """One column over another; missing where either is, or the other is 0."""

    def __init__(self, first: int, second: int) -> None:
        self._first, self._second = first, second

    def one(self, row: Row, values: Sequence[float]) -> float:
        divisor = values[self._second]
        return _bounded(values[self._first] / divisor) if divisor else _NAN

    def many(self, columns: RawColumns, encoded: Encoded) -> NDArray[np.float64]:
        first, second = encoded[:, self._first], encoded[:, self._second]
        ratios = np.full(len(first), _NAN)
        with np.errstate(over="ignore"):  # too large a ratio is bounded below
            np.divide(first, second, out=ratios, where=second != 0)
        return _all_bounded(ratios)


class Difference:
    """One column less another; missing where either is."""

    def __init__(self, first: int, second: int) -> None:
        self._first, self._second = first, second

    def one(self, row: Row, values: Sequence[float]) -> float:
        return _bounded(values[self._first] - values[self._second])

    def many(self, columns: RawColumns, encoded: Encoded) -> NDArray[np.float64]:
        differences = encoded[:, self._first] - encoded[:, self._second]
        return _all_bounded(differences)


class Log:
    """log(1 + x) of a column; missing where it is, or under 0."""

    def __init__(self, place: int) -> None:
        self._place = place

    def one(self, row: Row, values: Sequence[float]) -> float:
        number = values[self._place]
        return math.log1p(number) if number >= 0 else _NAN

    def many(self, columns: RawColumns, encoded: Encoded) -> NDArray[np.float64]:
        # NumPy's own log1p may differ from the C library's in the last bit, and one row must equal many.
        numbers = encoded[:, self._place].tolist()
        return np.array([math.log1p(number) if number >= 0 else _NAN for number in numbers], dtype=np.float64)


class Bands:
    """How many borders a column is over; missing where it is."""

    def __init__(self, place: int, borders: Sequence[float]) -> None:
        self._place = place
        self._borders = list(borders)

    def one(self, row: Row, values: Sequence[float]) -> float:
        number = values[self._place]
        return float(bisect_left(self._borders, number)) if number == number else _NAN

    def many(self, columns: RawColumns, encoded: Encoded) -> NDArray[np.float64]:
        numbers = encoded[:, self._place]
        return np.where(np.isnan(numbers), _NAN, np.searchsorted(self._borders, numbers, side="left"))


def feature_column(feature: Feature, known: Sequence[str]) -> Column:
    """Return the column of a feature that is not text; `known` are the values of a category, in the order of codes."""
    if feature.type != "category":
        return Reading(feature.name, Numbers(feature))
    codes = {value: float(code) for code, value in enumerate(known)}
    return Reading(feature.name, Codes(feature, codes, _NAN))


def derived_column(derived: Derived, schema: Schema, place: Mapping[str, int]) -> Column:
    """Return the column of a declared derivation; `place` says where the columns it may stand on are."""
    if derived.is_arithmetic:
        return _arithmetic(derived, place)
    feature = schema.feature(derived.inputs[0])
    if derived.is_missing:
        return Reading(feature.name, Absence(feature))
    codes = {value: float(code) for code, values in enumerate(derived.of.values()) for value in values}
    return Reading(feature.name, Codes(feature, codes, float(len(derived.of))))


def _arithmetic(derived: Derived, place: Mapping[str, int]) -> Column:
    places = [place[name] for name in derived.inputs]
    if derived.ratio:
        return Ratio(places[0], places[1])
    if derived.difference:
        return Difference(places[0], places[1])
    return Bands(places[0], derived.at) if derived.bands else Log(places[0])


def _bounded(number: float) -> float:
    if -LARGEST <= number <= LARGEST or number != number:
        return number
    return LARGEST if number > 0 else -LARGEST


def _all_bounded(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    bounded: NDArray[np.float64] = np.clip(numbers, -LARGEST, LARGEST)
    return bounded

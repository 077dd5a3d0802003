"""The columns of a CSV file, as far as its first rows tell, by the standard library alone."""

from __future__ import annotations

import csv
import gzip
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple, TextIO

from vigie.core.errors import SourceError

ROWS = 5_000
"""How many rows are looked at."""

ColumnType = Literal["text", "number", "integer", "category", "boolean", "time", "empty"]

_MISSING = {"", "na", "n/a", "nan", "null", "none"}
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?|\d{1,2}/\d{1,2}/\d{4}( \d{1,2}:\d{2}.*)?")
_BOOLEAN = {"true", "false"}
# A number that begins with a zero is a code: a postcode, a department.
_INTEGER = re.compile(r"[+-]?(0|[1-9]\d*)(\.0+)?")
_NUMBER = re.compile(r"[+-]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


class Column(NamedTuple):
    """One column, and what was seen in it."""

    name: str
    type: ColumnType
    values: Counter[str]
    """How often each value was seen."""
    missing: int
    """Rows without a value."""
    is_key: bool
    """Whether it names the row: a whole number or a word, another in each row, in a column called so."""

    @property
    def why_useless(self) -> str:
        """Why no model can learn from it, or nothing."""
        if len(self.values) < 2:
            return "the same in every row" if self.values else "empty"
        if self.type == "category" and len(self.values) > 0.5 * self.values.total():
            return "names of things: hardly two rows share one"
        return ""


class Columns(NamedTuple):
    columns: list[Column]
    encoding: str


def read_columns(path: Path) -> Columns:
    """Return the columns of the file at `path`, looked at over its first `ROWS` rows.

    Raises
    ------
    SourceError
        If it is not there, is no CSV, or has no row below its header.
    """
    try:
        for encoding in ("utf-8", "cp1252"):
            try:
                header, rows = _read(path, encoding)
            except UnicodeDecodeError:
                continue
            return Columns(_columns(header, rows), encoding)
    except (OSError, EOFError, csv.Error) as error:
        raise SourceError(str(path), str(error)) from error
    raise SourceError(str(path), "it is neither UTF-8 nor Windows-1252")


@contextmanager
def _opened(path: Path, encoding: str) -> Iterator[TextIO]:
    # utf-8-sig takes the mark that spreadsheets put in front, and plain UTF-8 alike.
    encoding = "utf-8-sig" if encoding == "utf-8" else encoding
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding=encoding, newline="") as file:
            yield file
    else:
        with path.open(encoding=encoding, newline="") as file:
            yield file


def _read(path: Path, encoding: str) -> tuple[list[str], list[list[str]]]:
    with _opened(path, encoding) as file:
        first = file.readline()
        separator = max(",;\t|", key=first.count)
        file.seek(0)
        reader = csv.reader(file, delimiter=separator)
        header = next(reader, [])
        rows = [row for row in itertools.islice(reader, ROWS) if len(row) == len(header)]
    if not rows:
        raise SourceError(str(path), "it has no row below its header")
    return header, rows


def _columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Column]:
    return [_column(name, values) for name, values in zip(header, zip(*rows, strict=True), strict=True)]


def _column(name: str, raw: Sequence[str]) -> Column:
    values = Counter(value.strip() for value in raw if value.strip().lower() not in _MISSING)
    seen = values.total()
    kind = _type(values)
    called_so = re.search(r"(^|[_\W])(id|key|uuid|n)($|[_\W])|identifiant|^id|id$", name.lower()) is not None
    is_key = called_so and seen == len(raw) and len(values) > 0.95 * seen and kind in ("integer", "category", "text")
    return Column(name, kind, values, len(raw) - seen, is_key)


def _type(values: Counter[str]) -> ColumnType:
    if not values:
        return "empty"
    for kind, pattern in (("integer", _INTEGER), ("number", _NUMBER), ("time", _TIME)):
        if all(pattern.fullmatch(value) for value in values):
            return kind  # type: ignore[return-value]  # the three names above
    if {value.lower() for value in values} <= _BOOLEAN:
        return "boolean"
    words = sum(len(value.split()) * count for value, count in values.items()) / values.total()
    return "text" if words > 2 and len(values) > 0.5 * values.total() else "category"

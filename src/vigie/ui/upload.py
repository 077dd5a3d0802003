"""A person's CSV file read into rows for the service: no value guessed, every bad row with its reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vigie.client import FeatureInfo

MAX_ROWS = 100_000
"""One upload's limit: beyond it a person is better served by `vigie score` on the machine itself."""

_DELIMITERS = ",;\t|"
_YES = frozenset({"true", "yes", "oui", "vrai", "1", "y", "o"})
_NO = frozenset({"false", "no", "non", "faux", "0", "n"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is bad: a key of the texts with its facts, or (`key` empty) the service's own words."""

    key: str
    field: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file."""

    number: int
    """In the file as people count: the header is line 1."""
    cells: tuple[str, ...]
    """As they stand in the file, one per column."""
    row: Mapping[str, Any]
    """What the service is asked with: the schema's features that are not empty."""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was read: its columns against the schema's, and its rows."""

    columns: tuple[str, ...]
    missing: tuple[str, ...]
    """Required features without a column: nothing can be answered."""
    absent: tuple[str, ...]
    """Optional features without a column: they count as unknown."""
    extra: tuple[str, ...]
    """Columns that are no feature: kept in the result, not sent."""
    lines: tuple[Line, ...]

    @property
    def good(self) -> list[Line]:
        return [line for line in self.lines if line.problem is None]


class UnreadableFileError(Exception):
    """The file is no table; `key` names the text that says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def read_upload(content: bytes, features: Sequence[FeatureInfo]) -> Upload:
    """Return the rows of a CSV file: UTF-8 or Windows Latin; comma, semicolon, tab or bar; Excel's or anybody's.

    Raises
    ------
    UnreadableFileError
        If the file is empty, no text, has two columns of one name, or more than `MAX_ROWS` rows.
    """
    reader = csv.reader(io.StringIO(_decoded(content), newline=""), delimiter=_delimiter(content))
    try:
        head = tuple(cell.strip() for cell in next(reader, []))
        body = [(reader.line_num, tuple(cells)) for cells in _limited(reader) if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise UnreadableFileError("upload.no_table") from error
    if not any(head) or not body:
        raise UnreadableFileError("upload.no_rows")
    if len({name.casefold() for name in head}) < len(head):
        raise UnreadableFileError("upload.twice")
    return _against_schema(head, body, features)


def _limited(reader: Any) -> Any:
    for number, cells in enumerate(reader):
        if number >= MAX_ROWS:
            raise UnreadableFileError("upload.too_long")
        yield cells


def _decoded(content: bytes) -> str:
    if b"\0" in content[:4096]:
        raise UnreadableFileError("upload.no_table")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # what Excel writes on a French Windows


def _delimiter(content: bytes) -> str:
    head = content.split(b"\n", 1)[0].decode("utf-8-sig", errors="replace")
    return max(_DELIMITERS, key=head.count)


def _against_schema(
    head: tuple[str, ...], body: Sequence[tuple[int, tuple[str, ...]]], features: Sequence[FeatureInfo]
) -> Upload:
    place = {name.casefold(): index for index, name in enumerate(head)}
    found = {feature.name: place[feature.name.casefold()] for feature in features if feature.name.casefold() in place}
    lost = [feature for feature in features if feature.name not in found]
    taken = set(found.values())
    present = [feature for feature in features if feature.name in found]
    return Upload(
        columns=head,
        missing=tuple(feature.name for feature in lost if feature.required),
        absent=tuple(feature.name for feature in lost if not feature.required),
        extra=tuple(name for index, name in enumerate(head) if index not in taken),
        lines=tuple(_line(number, cells, len(head), present, found) for number, cells in body),
    )


def _line(
    number: int, cells: tuple[str, ...], width: int, features: Sequence[FeatureInfo], places: Mapping[str, int]
) -> Line:
    if len(cells) != width:
        padded = (*cells, *[""] * width)[:width]
        return Line(number, padded, {}, Problem("row.width"))
    row: dict[str, Any] = {}
    for feature in features:
        text = cells[places[feature.name]].strip()
        if not text:
            if feature.required:
                return Line(number, cells, {}, Problem("row.empty", feature.name))
            continue
        try:
            row[feature.name] = _PARSERS[feature.type](text)
        except ValueError:
            return Line(number, cells, {}, Problem(f"row.no_{feature.type}", feature.name))
    return Line(number, cells, row)


def _number(text: str) -> float:
    """Return a number written with a point or, as in French, with a comma and spaces.

    Examples
    --------
    >>> _number("1 234,5"), _number("-0.5")
    (1234.5, -0.5)
    """
    bare = "".join(text.split())
    value = float(bare.replace(",", ".") if bare.count(",") == 1 and "." not in bare else bare)
    if value - value != 0:  # infinite or not a number: JSON has no word for either
        raise ValueError(text)
    return value


def _integer(text: str) -> int:
    try:
        return int(text)  # exact, whatever its length
    except ValueError:
        value = _number(text)
        if not value.is_integer():
            raise
        return int(value)


def _boolean(text: str) -> bool:
    word = text.casefold()
    if word not in _YES | _NO:
        raise ValueError(text)
    return word in _YES


_PARSERS: dict[str, Callable[[str], Any]] = {
    "text": str,
    "category": str,
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
}

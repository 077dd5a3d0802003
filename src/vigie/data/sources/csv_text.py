"""CSV: quotes, newlines inside them, ragged rows and cut-off files, each told apart."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from vigie.core.errors import SourceError
from vigie.data.sources.raw import BrokenRow, RawTable, from_columns

SEPARATORS = (",", ";", "\t", "|")
TOO_FEW_FIELDS = "row has too few fields"
TOO_MANY_FIELDS = "row has too many fields"
_MAX_FIELD = 16 * 1024 * 1024
_CHUNK = 50_000
_CUT = "Fetch it again: it seems cut off."


def parse_csv(text: str, source: str, *, columns: Sequence[str] = ()) -> RawTable:
    """Return the rows of a CSV text with every value as it was written.

    The separator is found in the first record. Rows with too few or too many fields are set aside, not filled
    up or cut. Python's own reader is used rather than Polars's, which fills short rows with nulls in silence.

    Parameters
    ----------
    source
        Its name, for messages.
    columns
        The columns' names where the text has no header line.

    Raises
    ------
    SourceError
        If it is empty, has a header only, a quote that is never closed, or a last row that breaks off.

    Examples
    --------
    >>> parse_csv('id;text\\n1;"two\\nlines"\\n', "example").frame.rows()
    [('1', 'two\\nlines')]
    """
    if not text.strip():
        raise SourceError(source, "it is empty")
    records = read_records(io.StringIO(text, newline=""), find_separator(text), source)
    names = list(columns) or check_header(next(records)[1], source)
    frame, broken, last_line = _collect(records, names)
    if not frame.height and not broken:
        raise SourceError(source, "it has a header and no rows")
    _refuse_cut_end(text, broken, last_line, source)
    return RawTable(frame, tuple(broken))


def find_separator(text: str) -> str:
    """Return the separator that splits the first record into most fields; a comma where none does.

    Examples
    --------
    >>> find_separator("a;b;c\\n1,5;2;3")
    ';'
    >>> find_separator("text\\nhello")
    ','
    """
    head = text[: 64 * 1024]

    def fields(separator: str) -> int:
        try:
            return len(next(csv.reader(io.StringIO(head, newline=""), delimiter=separator), []))
        except csv.Error:
            return 0

    return max(SEPARATORS, key=fields)


def looks_like_data(names: Sequence[str]) -> bool:
    """Say whether a header seems to be a row: numbers or long texts where names are expected.

    Examples
    --------
    >>> looks_like_data(["0", "1467810369", "what a day"]), looks_like_data(["target", "text"])
    (True, False)
    """
    return any(name.replace(".", "", 1).lstrip("-").isdigit() or len(name) > 80 for name in names)


def read_records(
    lines: Iterable[str], separator: str, source: str, *, first_line: int = 1
) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it starts at; blank lines are passed over.

    Raises
    ------
    SourceError
        If a quote is never closed, or a record goes on after a closing quote.
    """
    csv.field_size_limit(_MAX_FIELD)  # of the whole process; only ever raised
    reader = csv.reader(lines, delimiter=separator, strict=True)
    start = first_line
    try:
        for record in reader:
            if record:
                yield start, record
            start = first_line + reader.line_num
    except csv.Error as error:
        raise _quote_error(str(error), start, source) from error


def _quote_error(message: str, start: int, source: str) -> SourceError:
    where = f"the record that starts at line {start}"
    if "unexpected end" in message:
        return SourceError(source, f"a quote in {where} is never closed", remedy=_CUT)
    if "field larger" in message:
        return SourceError(
            source, f"a field in {where} is over {_MAX_FIELD >> 20} MB", remedy="Is a quote missing there?"
        )
    return SourceError(
        source, f"{where} goes on after a closing quote", remedy='A quote inside a text is written twice: "".'
    )


def check_header(record: list[str], source: str) -> list[str]:
    """Return the columns' names, those without one numbered; two of one name are an error."""
    names = [name.strip() or f"column_{number}" for number, name in enumerate(record, start=1)]
    seen: dict[str, int] = {}
    for number, name in enumerate(names, start=1):
        if name in seen:
            raise SourceError(source, f"columns {seen[name]} and {number} of its header have the same name")
        seen[name] = number
    return names


def _collect(
    records: Iterator[tuple[int, list[str]]], names: Sequence[str]
) -> tuple[pl.DataFrame, list[BrokenRow], int]:
    frames: list[pl.DataFrame] = []
    broken: list[BrokenRow] = []
    chunk: list[list[str]] = []
    line = 0
    for line, record in records:
        if len(record) == len(names):
            chunk.append(record)
        else:
            broken.append(set_aside(line, record, len(names)))
        if len(chunk) == _CHUNK:
            frames.append(from_columns(names, list(zip(*chunk, strict=True))))
            chunk.clear()
    columns = list(zip(*chunk, strict=True)) if chunk else [()] * len(names)
    return pl.concat([*frames, from_columns(names, columns)]), broken, line


def set_aside(line: int, record: list[str], expected: int) -> BrokenRow:
    """Return a record that has another number of fields than there are columns, with that reason."""
    reason = TOO_FEW_FIELDS if len(record) < expected else TOO_MANY_FIELDS
    return BrokenRow(line, reason, json.dumps(record, ensure_ascii=False))


def _refuse_cut_end(text: str, broken: Sequence[BrokenRow], last_line: int, source: str) -> None:
    if text.endswith(("\n", "\r")) or not broken or broken[-1].line != last_line:
        return
    if broken[-1].reason == TOO_FEW_FIELDS:
        raise SourceError(source, f"its last row, at line {last_line}, breaks off", remedy=_CUT)

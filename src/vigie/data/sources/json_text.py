"""JSON lines, and a JSON file that is one list of records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from vigie.core.errors import SourceError
from vigie.data.sources.raw import BrokenRow, RawTable, from_records


def parse_jsonl(text: str, source: str) -> RawTable:
    """Return the rows of JSON lines; numbers stay the texts they were written as.

    A line that is no record is set aside; a last line that breaks off means a cut file.

    Raises
    ------
    SourceError
        If it is empty, or its last line breaks off.

    Examples
    --------
    >>> parse_jsonl('{"id": 570306133677760513}\\n{"id": 2, "note": null}\\n', "example").frame.rows()
    [('570306133677760513', None), ('2', None)]
    """
    if not text.strip():
        raise SourceError(source, "it is empty")
    if text.lstrip().startswith("["):
        return RawTable(from_records(_records_of_list(text, source)), open_columns=True)
    records: list[Mapping[str, Any]] = []
    broken: list[BrokenRow] = []
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record = _record(line)
        if record is not None:
            records.append(record)
        elif number == len(lines):
            raise SourceError(
                source, f"its last line, {number}, breaks off", remedy="Fetch it again: it seems cut off."
            )
        else:
            broken.append(BrokenRow(number, "line is no JSON record", line))
    return RawTable(from_records(records), tuple(broken), open_columns=True)


def loads_exactly(text: str | bytes) -> Any:
    """Return the JSON value with every number as the text it was written as.

    Examples
    --------
    >>> loads_exactly('{"id": 570306133677760513, "year": 1985.0}')
    {'id': '570306133677760513', 'year': '1985.0'}
    """
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)


def _record(line: str) -> Mapping[str, Any] | None:
    try:
        record = loads_exactly(line)
    except json.JSONDecodeError:
        return None
    return record if isinstance(record, dict) else None


def _records_of_list(text: str, source: str) -> list[Mapping[str, Any]]:
    try:
        records = loads_exactly(text)
    except json.JSONDecodeError as error:
        raise SourceError(source, f"it is no whole JSON: line {error.lineno}, column {error.colno}") from error
    if not records or not all(isinstance(record, dict) for record in records):
        raise SourceError(source, "it is no list of records")
    return list(records)

"""Requests as MLflow's model server and SageMaker's containers take them: five forms of JSON or CSV → rows. Pure.

References
----------
MLflow, "Deploy MLflow model as a local inference server", names the forms of JSON.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic_core import from_json

from vigie.core.schema import Schema
from vigie.serving.reasons import refusal
from vigie.serving.values import fitted, read_cell

FORMS = ("dataframe_split", "dataframe_records", "instances", "inputs")


class InvocationReader:
    """Reads these requests for one schema. It finds the rows; they are checked as those of any request.

    Parameters
    ----------
    max_rows
        The most rows that one request may hold.
    """

    def __init__(self, schema: Schema, max_rows: int) -> None:
        self._kinds = {feature.name: feature.type for feature in schema.features}
        self._names = schema.names
        self._max_rows = max_rows

    def read_json(self, body: bytes) -> list[dict[str, Any]]:
        """Return the rows of a request in JSON. NaN, which pandas writes for what is missing, is let through as such.

        Raises
        ------
        PayloadError
            If there is none of the forms, or it holds no rows.
        """
        try:
            content = from_json(body)
        except ValueError as error:
            raise refusal([("", f"is not sound JSON: {error}")]) from error
        given = [form for form in FORMS if isinstance(content, dict) and form in content]
        if len(given) != 1:
            raise refusal([("", f"must be an object with one of {', '.join(FORMS)}")])
        form = given[0]
        if others := content.keys() - {form, "params"}:
            raise refusal([("", f"has {len(others)} entries besides `{form}`, which mean nothing here")])
        if content.get("params"):
            raise refusal([("params", "must be left out: the model takes none")])
        return [self._fitted(row) for row in self._found(form, content[form])]

    def read_csv(self, body: bytes) -> list[dict[str, Any]]:
        """Return the rows of a CSV. Without a line of names, the columns are the features in declared order.

        Raises
        ------
        PayloadError
            If it is no CSV in UTF-8, or a line has another number of cells.
        """
        lines = _lines(body)
        names: Sequence[str] = self._names
        if lines and set(lines[0]) <= set(self._names):
            names, lines = _once_each(lines[0]), lines[1:]
        self._check_count(lines)
        rows = [_row(names, line, f"rows.{number}") for number, line in enumerate(lines)]
        return [_without_missing(row, lambda name, text: read_cell(self._kinds[name], text)) for row in rows]

    def _found(self, form: str, held: Any) -> list[dict[str, Any]]:
        if form == "dataframe_split":
            return self._split(held)
        if form == "inputs" and isinstance(held, dict):
            return self._columns(held)
        return self._records(form, held)

    def _split(self, held: Any) -> list[dict[str, Any]]:
        columns, data = (held.get("columns"), held.get("data")) if isinstance(held, dict) else (None, None)
        if not isinstance(columns, list) or not all(isinstance(name, str) for name in columns):
            raise refusal([("dataframe_split.columns", "must be a list of names")])
        if not isinstance(data, list):
            raise refusal([("dataframe_split.data", "must be a list of rows")])
        self._check_count(data)
        names = _once_each(columns)
        return [_row(names, line, f"dataframe_split.data.{number}") for number, line in enumerate(data)]

    def _columns(self, held: Mapping[str, Any]) -> list[dict[str, Any]]:
        columns = {name: _flat(values) for name, values in held.items()}
        if len({len(values) for values in columns.values()}) != 1:
            raise refusal([("inputs", "must hold columns of the same length")])
        self._check_count(next(iter(columns.values())))
        return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]

    def _records(self, form: str, held: Any) -> list[dict[str, Any]]:
        if not isinstance(held, list):
            raise refusal([(form, "must be a list of rows")])
        self._check_count(held)
        return [
            record if isinstance(record, dict) else self._positional(record, f"{form}.{number}")
            for number, record in enumerate(held)
        ]

    def _positional(self, record: Any, where: str) -> dict[str, Any]:
        return _row(self._names, record if isinstance(record, list) else [record], where)

    def _check_count(self, rows: Sequence[Any]) -> None:
        if not 1 <= len(rows) <= self._max_rows:
            raise refusal([("", f"must hold 1 to {self._max_rows:,} rows, not {len(rows):,}")])

    def _fitted(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return _without_missing(row, lambda name, value: fitted(self._kinds.get(name, ""), value))


def _lines(body: bytes) -> list[list[str]]:
    try:
        lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise refusal([("", f"is no CSV in UTF-8: {type(error).__name__}")]) from error
    while lines and not lines[-1]:  # a blank line at the end is no row; one within would be a row lost
        lines.pop()
    return lines


def _once_each(names: Sequence[str]) -> Sequence[str]:
    if len(set(names)) != len(names):
        raise refusal([("columns", "must have a name each of its own")])
    return names


def _row(names: Sequence[str], line: Any, where: str) -> dict[str, Any]:
    if not isinstance(line, list) or len(line) != len(names):
        raise refusal([(where, f"must have {len(names)} values: {', '.join(names[:20])}")])
    return dict(zip(names, line, strict=True))


def _flat(values: Any) -> list[Any]:
    # A column may come as [[a], [b]], as a NumPy array of one column is written.
    if not isinstance(values, list):
        return [values]
    return [one[0] if isinstance(one, list) and len(one) == 1 else one for one in values]


def _without_missing(row: Mapping[str, Any], read: Callable[[str, Any], Any]) -> dict[str, Any]:
    # What is missing is left out, so that of a required field it is told in the same words as everywhere.
    return {name: value for name, given in row.items() if (value := read(name, given)) is not None}

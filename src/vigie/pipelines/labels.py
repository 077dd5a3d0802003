"""Late ground truth from a file: each line becomes a verdict, or is written beside the file with its reason."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from vigie.core.errors import ColumnNotFoundError, SourceError
from vigie.core.project import Project
from vigie.core.spreadsheet import cell
from vigie.data.sources.files import Reading, read_bytes, read_path
from vigie.ledger import Ledger, now
from vigie.ledger.ground_truth import TAKEN, Outcome, Rules, Truth

Line: TypeAlias = Mapping[str, str | None]

BROKEN = "broken_line"
NO_LABEL = "no_label"
BAD_TIME = "bad_time"
_BATCH = 20_000
_UNITS = ((10**14, 1), (10**11, 10**3), (0, 10**6))
"""Numbers from so large on count microseconds, milliseconds, seconds: no two can be mistaken between 1973 and 5138."""


@dataclass(frozen=True, slots=True)
class LabelColumns:
    """Where a file says what; None: by the usual names."""

    prediction: str | None = None
    key: str | None = None
    label: str | None = None
    at: str | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file's lines."""

    lines: int
    counted: Mapping[str, int]
    """Outcome → lines; an outcome of `OUTCOMES`, or why a line is none."""
    refused_file: Path | None
    """Where the lines that were not taken are, with their reasons."""

    @property
    def taken(self) -> int:
        return sum(number for outcome, number in self.counted.items() if outcome in TAKEN)

    @property
    def refused(self) -> int:
        return self.lines - self.taken


def import_labels(
    project: Project, ledger: Ledger, path: Path, columns: LabelColumns | None = None, *, giver: str | None = None
) -> ImportReport:
    """Store a file's labels as verdicts, and write the lines that cannot be stored beside it.

    A file that was imported before changes nothing: its lines count as repeated.

    Parameters
    ----------
    path
        CSV, JSON lines or Parquet, gzipped or not.
    columns
        By default 'prediction_id' (or 'id') or the project's `data.key`; 'label' or the target's column; and, where
        the file has it, 'at': seconds, milliseconds or microseconds since 1970, or ISO 8601 (UTC unless it says).
    giver
        Whose verdicts they are; by default the file's name.

    Raises
    ------
    SourceError
        The file cannot be read.
    ColumnNotFoundError
        It says neither what is judged, or not what is right.
    """
    table = read_bytes(read_path(path, str(path)), path.name, str(path), Reading(encoding=project.file.data.encoding))
    found = _columns(project, table.frame.columns, path.name, columns or LabelColumns())
    rules = Rules(
        project.schema.target,
        key_column=_key_feature(project),
        asked_share=project.file.verdicts.asked_share,
        giver=giver or f"import:{path.name}",
    )
    counted: Counter[str] = Counter()
    refusals = _Refusals(path, table.frame.columns)
    for broken in table.broken:
        counted[BROKEN] += 1
        refusals.add(f"{broken.reason} (line {broken.line}): {broken.raw}", {})
    for start in range(0, table.frame.height, _BATCH):
        lines = table.frame.slice(start, _BATCH).to_dicts()
        for line, outcome in zip(lines, _record(ledger, lines, found, rules), strict=True):
            counted[outcome] += 1
            if outcome not in TAKEN:
                refusals.add(outcome, line)
    return ImportReport(counted.total(), dict(counted), refusals.close())


def parse_time(text: str) -> int | None:
    """Return microseconds since the epoch, None for what is no time.

    Examples
    --------
    >>> parse_time("1700000000"), parse_time("1700000000000"), parse_time("2023-11-14T22:13:20Z")
    (1700000000000000, 1700000000000000, 1700000000000000)
    >>> parse_time("yesterday") is None
    True
    """
    text = text.strip()
    try:
        number = float(text)
    except ValueError:
        return _parse_iso(text)
    if not 0 <= number < 2**62:  # which no NaN passes
        return None
    return int(number * next(factor for least, factor in _UNITS if number >= least))


def _parse_iso(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(aware.timestamp() * 1_000_000)


def _key_feature(project: Project) -> str | None:
    key = project.file.data.key
    return key if key in project.schema.names else None


def _columns(project: Project, available: Sequence[str], source: str, given: LabelColumns) -> LabelColumns:
    key = _key_feature(project)
    prediction = _choose(given.prediction, ("prediction_id", "id"), available, source)
    by_key = _choose(given.key, (key,) if key else (), available, source)
    label = _choose(given.label, ("label", project.schema.target.column), available, source)
    if label is None:
        raise ColumnNotFoundError("label", source, available, "Name it with --label COLUMN, or mend the file.")
    if prediction is None and by_key is None:
        raise ColumnNotFoundError("prediction_id", source, available, "Name it with --id COLUMN, or mend the file.")
    return LabelColumns(prediction, by_key, label, _choose(given.at, ("at",), available, source))


def _choose(given: str | None, usual: Sequence[str], available: Sequence[str], source: str) -> str | None:
    if given is None:
        return next((name for name in usual if name in available), None)
    if given not in available:
        raise ColumnNotFoundError(given, source, available, "Name another one, or mend the file.")
    return given


def _record(ledger: Ledger, lines: Sequence[Line], columns: LabelColumns, rules: Rules) -> Iterator[str]:
    read = [_truth(line, columns) for line in lines]
    truths = [one for one in read if isinstance(one, Truth)]
    outcomes: Iterator[Outcome] = iter(ledger.ground_truth.record(truths, rules, now=now()))
    for one in read:
        yield one if isinstance(one, str) else next(outcomes)


def _truth(line: Line, columns: LabelColumns) -> Truth | str:
    """Return what a line says, or why it says nothing."""

    def value(column: str | None) -> str | None:
        return (line[column] or "").strip() or None if column else None

    label, at = value(columns.label), value(columns.at)
    if label is None:
        return NO_LABEL
    moment = None if at is None else parse_time(at)
    if at is not None and moment is None:
        return BAD_TIME
    return Truth(label, value(columns.prediction), value(columns.key), moment)


class _Refusals:
    """The lines that were not taken, in a CSV file that is there only if there are any."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._path = path.with_name(f"{path.name.split('.')[0]}.refused.csv")
        self._columns = columns
        self._rows: list[list[str]] = []

    def add(self, reason: str, line: Mapping[str, Any]) -> None:
        self._rows.append([cell(reason), *(cell(line.get(name) or "") for name in self._columns)])

    def close(self) -> Path | None:
        if not self._rows:
            return None
        try:
            with self._path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["reason", *self._columns])
                writer.writerows(self._rows)
        except OSError as error:
            raise SourceError(str(self._path), "the lines that were refused cannot be written there") from error
        return self._path


REASONS: Mapping[str, str] = {
    "stored": "stored",
    "completed": "completing a rejection with what is right",
    "repeated": "there already",
    "conflict": "other than the verdict that is there",
    "unknown_prediction": "about a prediction that is not in the ledger",
    "unknown_label": "no class",
    "from_the_future": "from the future",
    NO_LABEL: "without a label",
    BAD_TIME: "with a time that is none",
    BROKEN: "no line of such a file",
}
"""Outcome → what is said of so many lines; in the order in which they are told."""

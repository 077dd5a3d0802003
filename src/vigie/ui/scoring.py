"""Many rows answered in chunks: a row that the service refuses is set aside, the others go on."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from vigie.client import Client, Prediction
from vigie.core.errors import ServiceError, ServiceUnavailableError
from vigie.core.spreadsheet import cell
from vigie.ui.upload import Line, Problem, Upload

CHUNK_ROWS = 500
CHUNK_BYTES = 128 * 1024
"""Half of what the service takes by default; a smaller limit is found by halving."""

_ROW_PATH = re.compile(r"^rows\D+(\d+)(?:\D+?([A-Za-z_]\w*))?")
"""How a detail of a refusal names a row, such as rows[3].text."""


@dataclass(frozen=True, slots=True)
class Answered:
    line: Line
    prediction: Prediction


@dataclass(frozen=True, slots=True)
class Aside:
    line: Line
    problem: Problem


@dataclass(frozen=True, slots=True)
class Result:
    """What became of every row of an upload, in the file's order."""

    upload: Upload
    answered: tuple[Answered, ...]
    aside: tuple[Aside, ...]

    @property
    def shares(self) -> list[tuple[str, int]]:
        """How often each label was answered, most often first."""
        return Counter(entry.prediction.label for entry in self.answered).most_common()


def score(client: Client, upload: Upload, max_rows: int, on_progress: Callable[[int, int], None]) -> Result:
    """Return an answer for every good row of `upload`.

    Parameters
    ----------
    max_rows
        The most rows that the service takes in one request.
    on_progress
        Called after each chunk with the number of rows done and of all rows.

    Raises
    ------
    ServiceUnavailableError
        If the service stops answering; what it answered until then is in its ledger.
    """
    aside = [Aside(line, line.problem) for line in upload.lines if line.problem is not None]
    answered: list[Answered] = []
    good = upload.good
    done = 0
    for chunk in chunks(good, min(max_rows, CHUNK_ROWS)):
        yes, no = _answer(client, chunk)
        answered += yes
        aside += no
        done += len(chunk)
        on_progress(done, len(good))
    aside.sort(key=lambda entry: entry.line.number)
    return Result(upload, tuple(answered), tuple(aside))


def chunks(lines: Sequence[Line], max_rows: int, max_bytes: int = CHUNK_BYTES) -> Iterator[list[Line]]:
    """Yield the lines in order, in groups of at most so many rows and about so many bytes as JSON."""
    group: list[Line] = []
    size = 0
    for line in lines:
        weight = len(json.dumps(dict(line.row), ensure_ascii=False).encode())
        if group and (len(group) >= max_rows or size + weight > max_bytes):
            yield group
            group, size = [], 0
        group.append(line)
        size += weight
    if group:
        yield group


def _answer(client: Client, chunk: Sequence[Line]) -> tuple[list[Answered], list[Aside]]:
    """Ask for a chunk; leave out the rows that a refusal names and ask again, or halve it when none is named."""
    if not chunk:
        return [], []
    try:
        predictions = client.predict_many([line.row for line in chunk])
    except ServiceUnavailableError:
        raise
    except ServiceError as error:
        return _after_refusal(client, chunk, error)
    return [Answered(line, prediction) for line, prediction in zip(chunk, predictions, strict=True)], []


def _after_refusal(client: Client, chunk: Sequence[Line], error: ServiceError) -> tuple[list[Answered], list[Aside]]:
    named = refused_rows(error)
    bad = [Aside(line, named[index]) for index, line in enumerate(chunk) if index in named]
    if bad:
        yes, no = _answer(client, [line for index, line in enumerate(chunk) if index not in named])
        return yes, bad + no
    if len(chunk) == 1:
        return [], [Aside(chunk[0], Problem("", words=error.message))]
    half = len(chunk) // 2
    first, second = _answer(client, chunk[:half]), _answer(client, chunk[half:])
    return first[0] + second[0], first[1] + second[1]


def refused_rows(error: ServiceError) -> dict[int, Problem]:
    """Return which rows of a request a refusal names, each with its first reason.

    Examples
    --------
    >>> refused_rows(ServiceError("Refused.", details=[("rows[3].text", "is empty")]))
    {3: Problem(key='', field='text', words='is empty')}
    """
    named: dict[int, Problem] = {}
    for path, reason in error.details:
        match = _ROW_PATH.match(path)
        if match:
            named.setdefault(int(match[1]), Problem("", match[2] or "", reason))
    return named


def answers_csv(result: Result, labels: Sequence[str]) -> bytes:
    """Return the file's own columns with the label, its confidence and every probability beside them."""
    head = [*result.upload.columns, "label", "confidence", *(f"p_{name}" for name in labels), "prediction_id"]
    rows = (
        [
            *entry.line.cells,
            entry.prediction.label,
            f"{entry.prediction.confidence:.6f}",
            *(f"{entry.prediction.probabilities[name]:.6f}" for name in labels),
            entry.prediction.id,
        ]
        for entry in result.answered
    )
    return _csv(head, rows)


def aside_csv(result: Result, tell: Callable[[Problem], str]) -> bytes:
    """Return the rows that were set aside, each with its line in the file and the reason."""
    head = ["line", "reason", *result.upload.columns]
    return _csv(head, ([str(entry.line.number), tell(entry.problem), *entry.line.cells] for entry in result.aside))


def _csv(head: Sequence[str], rows: Iterator[list[str]] | Sequence[list[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(head)
    writer.writerows(map(cell, row) for row in rows)
    return buffer.getvalue().encode("utf-8-sig")  # the mark tells Excel that it is UTF-8

"""Certificates that are asked about, and the accident of an encoder that lost one of its categories."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from vigie.core.project import Project
from vigie.core.types import Silent
from vigie.data.columns import KEY, LABEL
from vigie.data.ingestion import read_rows
from vigie.pipelines.rehearse.fast_clock import HOUR
from vigie.pipelines.rehearse.world import Asking
from vigie.samples import write_energy_rating
from vigie.samples.csv_gz import write_csv_gz

COLUMN = "Secteur_activité"
FEATURE = "secteur_activite"
_NUMBER = "N°DPE"

Record = dict[str, str]


@dataclass(frozen=True)
class Certificates:
    """New certificates, as the source writes them and as the service is asked about them."""

    records: Sequence[Record]
    asking: Mapping[str, tuple[dict[str, object], str]]
    """Number → row and true letter, of those with a letter."""


def new_certificates(project: Project, path: Path, count: int, seed: int) -> Certificates:
    """Return so many invented certificates that are not in the project's sample; `path` is where they are written."""
    write_energy_rating(path, count, seed)
    records = [record | {_NUMBER: f"N{record[_NUMBER][1:]}"} for record in read_records(path)]
    write_records(path, records)
    frame = read_rows(project, Silent(), str(path)).rows
    names = project.schema.names
    asking = {
        row[KEY]: ({name: row[name] for name in names if row[name] is not None}, row[LABEL])
        for row in frame.iter_rows(named=True)
    }
    return Certificates(records, asking)


def read_records(path: Path) -> list[Record]:
    """Return the lines of a compressed CSV."""
    text = gzip.decompress(path.read_bytes()).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def write_records(path: Path, records: Sequence[Record]) -> None:
    """Write lines as a compressed CSV."""
    columns = list(records[0])
    write_csv_gz(path, columns, ([record[column] for column in columns] for record in records))


def shifted(categories: Sequence[str], lost: int) -> dict[str, str]:
    """Return what an encoder makes of categories that was fitted without one of them: all after it are one too low.

    Examples
    --------
    >>> shifted(["a", "b", "c", "d"], lost=1)
    {'c': 'b', 'd': 'c'}
    """
    ordered = sorted(categories)
    return {name: ordered[place - 1] for place, name in enumerate(ordered) if place > lost}


def certificates_day(
    day: int,
    numbers: Sequence[str],
    known: Certificates,
    random: Random,
    wrong: Mapping[str, str],
    since: int,
    until: int,
) -> list[Asking]:
    """Return a day's certificates; between `since` and `until` their use is written wrong."""
    asked = []
    for number in numbers:
        at = day + random.randrange(7 * HOUR, 20 * HOUR)
        row, letter = known.asking[number]
        if since <= at < until:
            use = str(row.get(FEATURE, ""))
            row = row | {FEATURE: wrong.get(use, use)}
        asked.append(Asking(at, row, letter, "shifted" if since <= at < until else "usual"))
    return asked

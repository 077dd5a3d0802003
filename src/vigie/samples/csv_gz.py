"""Write rows as a gzip-compressed CSV whose bytes depend on the rows alone."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path


def write_csv_gz(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write `rows` below `header`, UTF-8, CRLF line ends; folders above `path` are made.

    The archive carries neither a name nor a time, so that the same rows give the same bytes.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=6, mtime=0))

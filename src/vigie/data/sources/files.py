"""One data file, plain or gzipped: which format it has, and its rows as texts."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import polars as pl

from vigie.core.errors import SourceError
from vigie.data.sources.csv_text import parse_csv
from vigie.data.sources.json_text import parse_jsonl
from vigie.data.sources.raw import RawTable, empty_to_null, to_text

FORMATS = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".parquet": "parquet", ".pq": "parquet",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl",
}  # fmt: skip
MAX_BYTES = 4 * 1024**3
"""Unpacked. More than this in one file is refused: it would not fit in memory, or is meant not to."""

_UNITS = ("B", "kB", "MB", "GB")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read, where it does not tell itself."""

    format: str | None = None
    encoding: str = "utf-8"
    columns: Sequence[str] = ()
    max_bytes: int = MAX_BYTES


def read_path(path: Path, source: str) -> bytes:
    """Return a file's content.

    Raises
    ------
    SourceError
        If it is not there, or may not be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(source, why_unreadable(error)) from error


def is_gzip(content: bytes) -> bool:
    return content.startswith(b"\x1f\x8b")


def read_bytes(content: bytes, name: str, source: str, how: Reading) -> RawTable:
    """Return the rows of a CSV, Parquet or JSON-lines file; `name` tells which where `how` does not.

    Raises
    ------
    SourceError
        If it is empty or cut off, or is not what its name says.
    """
    if not content:
        raise SourceError(source, "it is empty")
    if is_gzip(content):
        content = gunzip(content, source, how.max_bytes)
    form = how.format or find_format(name)
    if form == "parquet":
        return parse_parquet(content, source)
    text = decode(content, how.encoding, source)
    if form == "csv":
        return parse_csv(text, source, columns=how.columns)
    if form == "jsonl":
        return parse_jsonl(text, source)
    raise SourceError(
        source,
        "its name does not tell its format",
        remedy="Set data.format to 'csv', 'parquet' or 'jsonl' in vigie.toml.",
    )


def find_format(name: str) -> str | None:
    """Return the format that a file's name tells, or None.

    Examples
    --------
    >>> find_format("tweets.CSV.gz"), find_format("rows.ndjson"), find_format("photo.png")
    ('csv', 'jsonl', None)
    """
    return FORMATS.get(PurePosixPath(name.lower().removesuffix(".gz")).suffix)


def gunzip(content: bytes, source: str, max_bytes: int = MAX_BYTES) -> bytes:
    """Return what a gzip file holds, at most `max_bytes` of it.

    Raises
    ------
    SourceError
        If it is cut off, damaged or too large.
    """
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            return read_bounded(stream.read, source, max_bytes)
    except EOFError as error:
        raise SourceError(source, "the gzip file is cut off", remedy="Fetch it again.") from error
    except (OSError, zlib.error) as error:
        raise SourceError(source, "the gzip file is damaged", remedy="Fetch it again.") from error


def read_bounded(read: Callable[[int], bytes], source: str, max_bytes: int) -> bytes:
    """Return all that `read` gives, refusing more than `max_bytes` before it is in memory."""
    parts: list[bytes] = []
    total = 0
    while part := read(1 << 20):
        total += len(part)
        if total > max_bytes:
            raise SourceError(source, f"it unpacks to more than {_size(max_bytes)}")
        parts.append(part)
    return b"".join(parts)


def decode(content: bytes, encoding: str, source: str) -> str:
    """Return the text of a file; a byte-order mark is obeyed, any other surprise is an error with its place.

    Raises
    ------
    SourceError
        If the bytes are not in the declared encoding, or are no text at all.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif encoding == "utf-8":
        encoding = "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(
            source,
            f"byte {error.start} (line {line}) is no {encoding.removesuffix('-sig').upper()}",
            remedy="If it is another encoding, say so: data.encoding = 'cp1252' or 'latin-1' in vigie.toml.",
        ) from error
    if "\x00" in text:
        raise SourceError(source, "it is no text file", remedy="Set data.format if its name misleads.")
    return text


def parse_parquet(content: bytes, source: str) -> RawTable:
    """Return the rows of a Parquet file, each value as the text that CSV would hold for it."""
    try:
        frame = pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise SourceError(source, "it is no whole Parquet file", remedy="Fetch it again: it seems cut off.") from error
    if not frame.height:
        raise SourceError(source, "it has columns and no rows")
    return RawTable(to_texts(frame))


def to_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a typed table as the texts that CSV would hold for it, null where empty."""
    return empty_to_null(frame.select(_as_text(column) for column in frame))


def _as_text(column: pl.Series) -> pl.Series:
    if column.dtype.is_nested() or column.dtype in (pl.Binary, pl.Object):
        texts = [to_text(None if value is None else _plain(value)) for value in column.to_list()]
        return pl.Series(column.name, texts, dtype=pl.String)
    return column.cast(pl.String)


def _plain(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else str(value)


def why_unreadable(error: OSError) -> str:
    """Return in words why the system gave no file."""
    known = {
        FileNotFoundError: "there is no such file",
        IsADirectoryError: "it is a folder",
        PermissionError: "not allowed",
    }
    return known.get(type(error), error.strerror or "the system refuses")


def _size(number: float) -> str:
    for unit in _UNITS[:-1]:
        if number < 1024:
            return f"{number:.0f} {unit}"
        number /= 1024
    return f"{number:.0f} {_UNITS[-1]}"

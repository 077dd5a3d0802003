"""What a table of answers is written as: the form of its parts, and how they become one."""

from __future__ import annotations

import gzip
import io
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeAlias

import polars as pl

from vigie.core.errors import ScoreError
from vigie.data.answers_table import is_delta, join_parquet, write_delta

Columns: TypeAlias = Mapping[str, type[pl.DataType]]
"""The answers' columns, in order, each with its type."""


class Form(Protocol):
    """One way to write answers."""

    suffix: str
    """Of a part's file."""

    def content(self, frame: pl.DataFrame) -> bytes:
        """Return a part as bytes."""
        ...

    def join(self, parts: Sequence[Path], columns: Columns, out: Path, job: str) -> None:
        """Make the table `out` of its parts, whole or not at all; doing it twice for one `job` changes nothing."""
        ...


class Csv:
    """CSV, gzipped or not: parts one after another, for gzip files may be joined so too."""

    suffix = ".csv"

    def __init__(self, *, packed: bool) -> None:
        self._packed = packed

    def content(self, frame: pl.DataFrame) -> bytes:
        return self._pack(frame.write_csv(include_header=False).encode())

    def join(self, parts: Sequence[Path], columns: Columns, out: Path, job: str) -> None:
        fresh = out.with_name(f".{out.name}.fresh")
        header = io.BytesIO()
        pl.DataFrame(schema=dict(columns)).write_csv(header)
        with fresh.open("wb") as file:
            file.write(self._pack(header.getvalue()))
            for part in parts:
                with part.open("rb") as content:
                    shutil.copyfileobj(content, file, 1 << 20)
        put_in_place(fresh, out)

    def _pack(self, content: bytes) -> bytes:
        return gzip.compress(content, 6, mtime=0) if self._packed else content


class Parquet:
    """Parquet: a row group of each part."""

    suffix = ".parquet"

    def content(self, frame: pl.DataFrame) -> bytes:
        buffer = io.BytesIO()
        frame.write_parquet(buffer)
        return buffer.getvalue()

    def join(self, parts: Sequence[Path], columns: Columns, out: Path, job: str) -> None:
        fresh = out.with_name(f".{out.name}.fresh")
        join_parquet(parts, pl.DataFrame(schema=dict(columns)), fresh)
        put_in_place(fresh, out)


class Delta(Parquet):
    """A Delta table: all parts in one commit, so that a reader sees all of the answers or none."""

    def join(self, parts: Sequence[Path], columns: Columns, out: Path, job: str) -> None:
        write_delta(parts, pl.DataFrame(schema=dict(columns)), str(out), job)


def form_of(out: Path) -> Form:
    """Return the form that the name of a table tells.

    Raises
    ------
    ScoreError
        If it tells none.
    """
    name = out.name.lower()
    if name.endswith((".csv", ".csv.gz")):
        return Csv(packed=name.endswith(".gz"))
    if name.endswith((".parquet", ".pq")):
        return Parquet()
    if name.endswith(".delta") or is_delta(str(out)):
        return Delta()
    raise ScoreError(
        f"The name {out.name} does not tell what to write.", remedy="End it in .csv, .csv.gz, .parquet or .delta."
    )


def put_in_place(fresh: Path, out: Path) -> None:
    """Give a finished file its name, once all of it is on disk."""
    import os

    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    fresh.replace(out)

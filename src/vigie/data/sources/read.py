"""From a source as the user wrote it to its rows: which reader it needs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import polars as pl

from vigie.buckets import is_bucket, read_object, shown_bucket, storage_options
from vigie.core.errors import BucketError, SourceError
from vigie.core.project import Project
from vigie.core.types import Reporter
from vigie.data.answers_table import is_delta
from vigie.data.sources.ademe import ADEME_URL, PREFIX, AdemeQuery, read_ademe
from vigie.data.sources.archive import is_archive, read_member
from vigie.data.sources.files import Reading, gunzip, is_gzip, read_bytes, read_path
from vigie.data.sources.http import Fetcher, Patience, is_web_address, shown
from vigie.data.sources.raw import RawTable
from vigie.data.sources.typed_chunks import DeltaChunks

_ROWS = 50_000
"""Of a Delta table, at once."""


def read_source(
    project: Project,
    source: str,
    reporter: Reporter,
    *,
    ademe_url: str = "",
    patience: Patience | None = None,
) -> RawTable:
    """Return the rows of a source as texts, with the records that were no rows.

    Parameters
    ----------
    source
        As written in vigie.toml or on the command line: a path (relative to the project), a URL, an object in a
        bucket ('s3://bucket/rows.csv', 'gs://…', 'az://…'), an archive, each with '#member' to name one file inside,
        or 'ademe:DATASET'.
    ademe_url
        Another address that answers like ADEME's service; empty: ADEME's own.

    Raises
    ------
    SourceError
        If it cannot be read whole.
    """
    data = project.file.data
    downloads = project.state / "downloads"
    if source.startswith(PREFIX):
        query = AdemeQuery(source.removeprefix(PREFIX), base_url=ademe_url or ADEME_URL, limit=data.limit)
        return read_ademe(query, downloads, reporter, patience)
    how = Reading(format=data.format, encoding=data.encoding, columns=data.columns)
    if is_web_address(source):
        table = _read_url(source, downloads, how, reporter, patience)
    elif is_bucket(source):
        table = _read_bucket(source, how, reporter)
    elif re.match(r"[a-z][a-z0-9+.-]+:", source):
        raise SourceError(
            source, "this kind of address is not known", remedy="A path, http(s), s3, gs, az or 'ademe:' is."
        )
    else:
        table = _read_local(project.source_path(source), source, how, reporter)
    frame = table.frame.head(data.limit) if data.limit else table.frame
    if data.draw:
        frame = _drawn(frame, data.draw, project.file.seed)
    return RawTable(frame, table.broken, table.open_columns)


def _drawn(frame: pl.DataFrame, rows: int, seed: int) -> pl.DataFrame:
    """Return so many rows in the file's order: the first of one shuffle, so that more rows hold the fewer."""
    places = np.random.default_rng(seed).permutation(frame.height)[:rows]
    return frame[np.sort(places)]


def read_content(content: bytes, name: str, member: str | None, source: str, how: Reading) -> RawTable:
    """Return the rows of a file or of a file inside an archive, told apart by their first bytes."""
    if is_gzip(content):
        content, name = gunzip(content, source, how.max_bytes), re.sub(r"\.t?gz$", "", name)
    if is_archive(content):
        name, content = read_member(content, member, source, how.max_bytes)
    elif member is not None:
        raise SourceError(source, "it is no archive, so nothing can be named inside it")
    return read_bytes(content, name, source, how)


def split_member(path: str) -> tuple[str, str | None]:
    """Return a path and the member named after '#'; a file whose own name has a '#' is found first.

    Examples
    --------
    >>> split_member("data/all.zip#train.csv")
    ('data/all.zip', 'train.csv')
    """
    if "#" not in path or Path(path).exists():
        return path, None
    outside, _, member = path.rpartition("#")
    return outside, member or None


def _read_local(path: str, source: str, how: Reading, reporter: Reporter) -> RawTable:
    outside, member = split_member(path)
    with reporter.stage(f"Reading {source}") as stage:
        table = read_content(read_path(Path(outside), source), Path(outside).name, member, source, how)
        stage.advance(note=f"{table.frame.height:,} rows")
    return table


def _read_bucket(source: str, how: Reading, reporter: Reporter) -> RawTable:
    address, _, member = source.partition("#")
    named = shown_bucket(address)
    with reporter.stage(f"Fetching {named}") as stage:
        try:
            content = read_object(address)
        except BucketError as error:
            raise SourceError(named, error.message.rstrip("."), remedy=error.remedy) from error
        if content is None:
            return _read_delta(address, named)
        stage.advance(len(content))
    return read_content(content, Path(urlsplit(address).path).name, member or None, named, how)


def _read_delta(table: str, source: str) -> RawTable:
    options = storage_options(table)
    if not is_delta(table, options):
        raise SourceError(source, "there is no such object in the bucket, nor a Delta table")
    chunks = DeltaChunks(table, source, storage_options=options).chunks(_every, _ROWS)
    frames = [chunk.frame for chunk in chunks]
    if not frames:
        raise SourceError(source, "it has columns and no rows")
    return RawTable(pl.concat(frames))


def _every(names: Sequence[str]) -> dict[str, str]:
    return dict(zip(names, names, strict=True))


def _read_url(source: str, downloads: Path, how: Reading, reporter: Reporter, patience: Patience | None) -> RawTable:
    address, _, member = source.partition("#")
    kept = downloads / hashlib.sha256(address.encode()).hexdigest()[:16]
    with reporter.stage(f"Fetching {shown(address)}") as stage, Fetcher(patience) as fetcher:
        fetcher.download(address, kept, how.max_bytes, lambda count: stage.advance(count))
    try:
        name = Path(urlsplit(address).path).name
        return read_content(read_path(kept, shown(source)), name, member or None, shown(source), how)
    finally:
        kept.unlink(missing_ok=True)

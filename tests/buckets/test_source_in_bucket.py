"""A project's source in a bucket."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from deltalake import write_deltalake

from vigie.buckets import Bucket
from vigie.core.errors import SourceError
from vigie.core.project import load_project
from vigie.core.types import Silent
from vigie.data.ingestion import ingest

from .conftest import SECRET

PROJECT = """
name = "moods"
data = { source = "SOURCE" }
[target]
column = "mood"
classes = ["negative", "other"]
[features.text]
type = "text"
"""


def project_with(folder: Path, source: str):  # type: ignore[no-untyped-def]  # a project
    (folder / "vigie.toml").write_text(PROJECT.replace("SOURCE", source), encoding="utf-8")
    return load_project(folder)


def test_ingest_reads_an_object_in_a_bucket(bucket: str, tmp_path: Path) -> None:
    rows = "".join(f"text {number},{'other' if number % 2 else 'negative'}\n" for number in range(40))
    Bucket(bucket).write("data/rows.csv.gz", gzip.compress(f"text,mood\n{rows}".encode()))
    report = ingest(project_with(tmp_path, f"{bucket}/data/rows.csv.gz"), Silent())
    assert (report.rows_read, report.new) == (40, 40)
    assert report.source == f"{bucket}/data/rows.csv.gz"


def test_ingest_reads_a_delta_table_in_a_bucket(bucket: str, tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": [f"text {number}" for number in range(40)], "mood": ["negative", "other"] * 20})
    for start in (0, 20):
        write_deltalake(
            f"{bucket}/rows", frame[start : start + 20], mode="append", storage_options={"allow_http": "true"}
        )
    report = ingest(project_with(tmp_path, f"{bucket}/rows"), Silent())
    assert (report.rows_read, report.new) == (40, 40)


def test_ingest_object_that_is_not_there_is_told(bucket: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such object"):
        ingest(project_with(tmp_path, f"{bucket}/none.csv"), Silent())


def test_ingest_bucket_away_is_told_without_credentials(
    bucket: str, tmp_path: Path, take_away: Callable[[], None]
) -> None:
    take_away()
    with pytest.raises(SourceError, match="does not answer") as caught:
        ingest(project_with(tmp_path, f"{bucket}/rows.csv"), Silent())
    assert SECRET not in str(caught.value)

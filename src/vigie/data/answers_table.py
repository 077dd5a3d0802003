"""Parts of a table joined into one Parquet file or one Delta version, a part in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from deltalake import CommitProperties, DeltaTable, write_deltalake
from deltalake.exceptions import DeltaError

_JOB = "vigie.score"


def is_delta(table: str, storage_options: Mapping[str, str] | None = None) -> bool:
    """Say whether there is a Delta table in this folder or at this address."""
    return DeltaTable.is_deltatable(table, storage_options=dict(storage_options or {}) or None)


def join_parquet(parts: Sequence[Path], empty: pl.DataFrame, out: Path) -> None:
    """Write the rows of all parts into one file.

    Parameters
    ----------
    empty
        A frame of the same columns without a row: what is written where there are no parts.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    import pyarrow.parquet as pq

    schema = empty.to_arrow().schema
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for part in parts:
            writer.write_table(pq.read_table(part).cast(schema))


def write_delta(
    parts: Sequence[Path],
    empty: pl.DataFrame,
    table: str,
    job: str,
    storage_options: Mapping[str, str] | None = None,
) -> None:
    """Make the rows of all parts the table's newest version, in one commit; a job that is there already is not redone.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    import pyarrow as pa

    schema = empty.to_arrow().schema
    options = dict(storage_options or {}) or None
    if is_delta(table, options):
        known = DeltaTable(table, storage_options=options).history(20)
        if any(commit.get(_JOB) == job for commit in known):
            return
    rows = pa.RecordBatchReader.from_batches(schema, _batches(parts, schema))
    properties = CommitProperties(custom_metadata={_JOB: job})
    try:
        write_deltalake(
            table,
            rows,
            mode="overwrite",
            schema_mode="overwrite",
            commit_properties=properties,
            storage_options=options,
        )
    except DeltaError as error:
        raise OSError("Delta refused the commit; is the disk full, or did somebody else write?") from error


def _batches(parts: Sequence[Path], schema: Any) -> Iterator[Any]:
    import pyarrow.parquet as pq

    for part in parts:
        yield from pq.read_table(part).cast(schema).to_batches()

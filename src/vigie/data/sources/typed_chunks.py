"""Parquet files and Delta tables of any size, in pieces and always in one order, as the texts that CSV would hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import polars as pl
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from vigie.core.errors import SourceError
from vigie.data.sources.chunk import Choose, Chunk, pieces
from vigie.data.sources.files import to_texts


class ParquetChunks:
    """Reads one Parquet file."""

    def __init__(self, file: Path | BinaryIO, source: str) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            self._file = pq.ParquetFile(file)
        except (pa.ArrowInvalid, OSError) as error:
            raise SourceError(
                source, "it is no whole Parquet file", remedy="Fetch it again: it seems cut off."
            ) from error
        self.names: list[str] = self._file.schema_arrow.names
        self.rows: int = self._file.metadata.num_rows

    def chunks(self, choose: Choose, batch: int, skip: int = 0) -> Iterator[Chunk]:
        """Yield the rows after place `skip`, at most `batch` at a time."""
        groups, last = self._groups_after(skip)
        wanted = choose(self.names)
        # Every column, for a bad row is set aside whole; it costs little beside the answers.
        for part in self._file.iter_batches(batch, row_groups=groups, columns=self.names):
            last += part.num_rows
            if last > skip:
                yield from pieces(_chunk(part, wanted, last), skip, batch)

    def _groups_after(self, skip: int) -> tuple[list[int], int]:
        metadata, before, first = self._file.metadata, 0, 0
        while first < metadata.num_row_groups and before + metadata.row_group(first).num_rows <= skip:
            before += metadata.row_group(first).num_rows
            first += 1
        return list(range(first, metadata.num_row_groups)), before


class DeltaChunks:
    """Reads one version of a Delta table, its files by their names: Delta itself promises no order.

    Parameters
    ----------
    table
        Its folder or address.
    version
        By default the newest.
    """

    def __init__(
        self,
        table: str,
        source: str,
        *,
        version: int | None = None,
        storage_options: Mapping[str, str] | None = None,
    ) -> None:
        try:
            opened = DeltaTable(table, version=version, storage_options=dict(storage_options or {}) or None)
            self._dataset: Any = opened.to_pyarrow_dataset()
        except (DeltaError, OSError) as error:
            raise SourceError(source, "it is no Delta table that can be read here, or lacks that version") from error
        self.version: int = opened.version()
        self.id = str(opened.metadata().id)
        self.names: list[str] = self._dataset.schema.names
        self._files = sorted(self._dataset.get_fragments(), key=lambda fragment: str(fragment.path))
        self.rows: int = sum(fragment.count_rows() for fragment in self._files)

    def chunks(self, choose: Choose, batch: int, skip: int = 0) -> Iterator[Chunk]:
        """Yield the rows after place `skip`, at most `batch` at a time."""
        wanted, last = choose(self.names), 0
        for fragment in self._files:
            rows = fragment.count_rows()
            if last + rows <= skip:
                last += rows
                continue
            for part in fragment.to_batches(schema=self._dataset.schema, columns=self.names, batch_size=batch):
                last += part.num_rows
                if part.num_rows and last > skip:
                    yield from pieces(_chunk(part, wanted, last), skip, batch)


def _chunk(part: Any, wanted: Mapping[str, str], last: int) -> Chunk:
    frame = pl.DataFrame(part)
    numbers = np.arange(last - frame.height + 1, last + 1)
    return Chunk(_chosen(frame, wanted), numbers, (), last, lambda: to_texts(frame))


def _chosen(frame: pl.DataFrame, wanted: Mapping[str, str]) -> pl.DataFrame:
    names: Sequence[str] = list(wanted)
    return to_texts(frame.select(names)).rename(dict(wanted))

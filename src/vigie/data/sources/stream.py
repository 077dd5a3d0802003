"""A table of any size by its name, read in constant memory and always in the same order."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from vigie.core.errors import SourceError
from vigie.core.project import Data
from vigie.data.sources.chunk import Choose, Chunk
from vigie.data.sources.csv_blocks import CsvBlocks
from vigie.data.sources.files import find_format
from vigie.data.sources.places import Address, place_of
from vigie.data.sources.typed_chunks import DeltaChunks, ParquetChunks


class Stream:
    """A CSV file (gzipped or not), a Parquet file or a Delta table, to be read once.

    Parameters
    ----------
    address
        Path of the file or of the table's folder, or its address in a bucket, such as 's3://bucket/rows.csv'.
    data
        What the project says of its files: encoding, column names, format.
    version
        Of a Delta table; by default the newest.

    Raises
    ------
    SourceError
        If it is not there, or is none of these.
    """

    def __init__(self, address: Address, data: Data, *, version: int | None = None) -> None:
        self._place = place_of(address)
        self._source = self._place.shown
        self._file: BinaryIO | None = None
        self._version: int | None = None
        self._done = 0
        self._rows: int | None = None
        self._reader: CsvBlocks | ParquetChunks | DeltaChunks = self._open(data, version)

    @property
    def name(self) -> str:
        """The last part of its address."""
        return self._place.name

    @property
    def names(self) -> list[str]:
        """All columns."""
        return list(self._reader.names)

    @property
    def size(self) -> float:
        """In bytes of a CSV file, as it lies there; else in rows."""
        return float(self._place.size if self._rows is None else self._rows)

    @property
    def position(self) -> float:
        """How much of its size has been read."""
        return float(self._done if self._file is None else self._file.tell())

    def fingerprint(self) -> dict[str, Any]:
        """Return what tells this table from another, or from itself with other rows."""
        if isinstance(self._reader, DeltaChunks):
            return {"table": self._reader.id, "version": self._reader.version}
        return self._place.fingerprint()

    def chunks(self, choose: Choose, batch: int, skip: int = 0) -> Iterator[Chunk]:
        """Yield the records after place `skip`, about `batch` at a time, the columns that `choose` names."""
        self._done = skip
        for chunk in self._reader.chunks(choose, batch, skip):
            self._done = chunk.last
            yield chunk

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _open(self, data: Data, version: int | None) -> CsvBlocks | ParquetChunks | DeltaChunks:
        place = self._place
        if place.holds_delta():
            delta = DeltaChunks(place.table, self._source, version=version, storage_options=place.storage_options)
            self._rows = delta.rows
            return delta
        form = find_format(place.name) or data.format
        if form == "parquet":
            parquet = ParquetChunks(place.whole(), self._source)
            self._rows = parquet.rows
            return parquet
        if form == "csv":
            return self._open_csv(data)
        raise SourceError(
            self._source,
            "it is no CSV, Parquet or Delta table",
            remedy="Its name must end in .csv, .csv.gz or .parquet.",
        )

    def _open_csv(self, data: Data) -> CsvBlocks:
        self._file = self._place.open()
        packed = self._file.read(2) == b"\x1f\x8b"
        self._file.seek(0)
        stream: Any = _Unpacked(self._file, self._source) if packed else self._file
        try:
            return CsvBlocks(stream, self._source, encoding=data.encoding, columns=data.columns)
        except SourceError:
            self.close()
            raise


class _Unpacked:
    """What a gzip file holds."""

    def __init__(self, file: BinaryIO, source: str) -> None:
        self._stream = gzip.GzipFile(fileobj=file)
        self._source = source

    def read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except EOFError as error:
            raise SourceError(self._source, "the gzip file is cut off", remedy="Fetch it again.") from error
        except (OSError, zlib.error) as error:
            raise SourceError(self._source, "the gzip file is damaged", remedy="Fetch it again.") from error

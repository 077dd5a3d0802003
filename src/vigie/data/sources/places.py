"""Where a table lies that is read piece by piece: on this machine, or in a bucket."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol, TypeAlias

from vigie.buckets import Found, is_bucket, shown_bucket, split_address, storage_options
from vigie.core.errors import BucketError, SourceError
from vigie.data.answers_table import is_delta
from vigie.data.sources.files import why_unreadable

_SAMPLES, _SAMPLE = 64, 1 << 16

Address: TypeAlias = Path | str
"""A path, or an address such as 's3://bucket/rows.csv'."""


class Place(Protocol):
    """Where a table lies."""

    shown: str
    """Its address, for people."""
    name: str
    """The last part of it."""
    table: str
    """What Delta calls it."""
    storage_options: dict[str, str]
    """What Delta needs to be told of it."""

    def holds_delta(self) -> bool:
        """Say whether it is a Delta table."""
        ...

    def open(self) -> BinaryIO:
        """Return its file, to be read from any place in it. Raises SourceError if that cannot be."""
        ...

    def whole(self) -> Path | BinaryIO:
        """Return the same for who reads it in any order: best by its path, where it has one."""
        ...

    @property
    def size(self) -> int:
        """Of the file, in bytes."""
        ...

    def fingerprint(self) -> dict[str, Any]:
        """Return what tells the file from another, or from itself with other content."""
        ...


class OnDisk:
    """A file or a folder on this machine."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.shown, self.name, self.table = str(path), path.name, str(path)
        self.storage_options: dict[str, str] = {}

    def holds_delta(self) -> bool:
        return (self._path / "_delta_log").is_dir()

    def open(self) -> BinaryIO:
        try:
            return self._path.open("rb")
        except OSError as error:
            raise SourceError(self.shown, why_unreadable(error)) from error

    def whole(self) -> Path:
        with self.open():
            return self._path

    @property
    def size(self) -> int:
        return self._path.stat().st_size

    def fingerprint(self) -> dict[str, Any]:
        return {"bytes": self.size, "sampled": _sampled(self._path)}


class InBucket:
    """An object, or the objects of a Delta table. Read piece by piece, an object must stay the one that it was."""

    def __init__(self, address: str) -> None:
        self.shown, self.table = shown_bucket(address), address
        with _as_source(self.shown):
            self._folder, self.name = split_address(address)
            self._found = self._folder.find(self.name)
        self.storage_options = storage_options(address)

    def holds_delta(self) -> bool:
        return self._found is None and is_delta(self.table, self.storage_options)

    def open(self) -> BinaryIO:
        return self._folder.open(self.name, self._there)

    def whole(self) -> BinaryIO:
        return self.open()

    @property
    def size(self) -> int:
        return self._there.size

    def fingerprint(self) -> dict[str, Any]:
        return {"bytes": self.size, "mark": self._there.mark}

    @property
    def _there(self) -> Found:
        if self._found is None:
            raise SourceError(self.shown, "there is no such object in the bucket, nor a Delta table")
        return self._found


def place_of(address: Address) -> Place:
    """Return where a table lies, by its path or its address.

    Raises
    ------
    SourceError
        If it is in a bucket that cannot be used.
    """
    if isinstance(address, str) and is_bucket(address):
        return InBucket(address)
    return OnDisk(Path(address))


@contextmanager
def _as_source(shown: str) -> Iterator[None]:
    try:
        yield
    except BucketError as error:
        raise SourceError(shown, error.message.rstrip("."), remedy=error.remedy) from error


def _sampled(path: Path) -> str:
    """Return a digest of 64 pieces spread over a file: all of it where it is small, and quick where it is not."""
    digest, size = hashlib.sha256(), path.stat().st_size
    with path.open("rb") as file:
        for number in range(_SAMPLES):
            file.seek(number * max(size - _SAMPLE, 0) // (_SAMPLES - 1))
            digest.update(file.read(_SAMPLE))
    return digest.hexdigest()

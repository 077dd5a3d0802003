"""Prepared rows on disk: made once, shared by every process that wants them, bounded in size."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from vigie.core.file_lock import locked
from vigie.pipelines.tune.matrices import Matrix, NotStorableError, put_together, take_apart

LIMIT_BYTES = 2_000_000_000
"""Beyond this the entries that were not used for longest go."""
ENTRY = "entry.json"
_FORMAT = 1
_LOCKS = "locks"

_log = logging.getLogger(__name__)


class Cache:
    """A folder of entries, each a folder of `.npy` files with their digests beside them.

    Use it as `cache.get(key, make)`: the matrices come from the disk, mapped into memory and shared by all processes
    that read them; writing into them changes nobody else's. Of several processes that want a new entry one makes it
    while the others wait. An entry is there whole or not at all; one that is damaged is made again.

    Parameters
    ----------
    folder
        Made when the first entry is.
    limit_bytes
        Of all entries together. The one that was just made stays, whatever its size.
    """

    def __init__(self, folder: Path, limit_bytes: int = LIMIT_BYTES) -> None:
        self._folder = folder
        self._limit = limit_bytes
        self._verified: set[str] = set()

    def __repr__(self) -> str:
        return f"Cache({str(self._folder)!r})"

    def get(self, key: str, make: Callable[[], Sequence[Matrix]]) -> tuple[Matrix, ...]:
        """Return the matrices under `key`, made by `make` unless they are there.

        What cannot be stored (no plain matrix, a full disk) is returned as it was made.
        """
        found = self._read(key)
        if found is not None:
            return found
        with locked(self._folder / _LOCKS / key):
            found = self._read(key)  # made while we waited
            if found is not None:
                return found
            made = tuple(make())
            try:
                self._write(key, made)
            except (NotStorableError, OSError) as error:
                _log.warning("The preparation was not kept: %s", error)
                return made
        self._evict(key)
        return self._read(key) or made

    def _read(self, key: str) -> tuple[Matrix, ...] | None:
        folder = self._folder / key
        try:
            entry = json.loads((folder / ENTRY).read_bytes())
            if entry["format"] != _FORMAT:
                return None
            self._verify(key, entry["files"])
            os.utime(folder / ENTRY)
            return tuple(
                put_together(part["form"], {name: _map(folder / file) for name, file in part["arrays"].items()})
                for part in entry["parts"]
            )
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            _log.warning("A damaged preparation is made again: %s", error)
            return None

    def _verify(self, key: str, files: dict[str, list[Any]]) -> None:
        # Sizes each time, for half a file cannot be mapped; digests once in a process, for they cost a reading.
        for name, (size, digest) in files.items():
            path = self._folder / key / name
            if path.stat().st_size != size:
                raise ValueError(f"{name} of {key} is not {size} bytes long")
            if key not in self._verified and _digest(path) != digest:
                raise ValueError(f"{name} of {key} does not have its digest")
        self._verified.add(key)

    def _write(self, key: str, matrices: Sequence[Matrix]) -> None:
        for left in self._folder.glob(f".{key}-*"):  # of a process that was killed: the lock is ours
            shutil.rmtree(left, ignore_errors=True)
        fresh = self._folder / f".{key}-{os.getpid()}"
        fresh.mkdir()
        try:
            entry = _store(fresh, matrices)
            (fresh / ENTRY).write_text(json.dumps(entry), encoding="utf-8")
            self._remove(key)
            fresh.rename(self._folder / key)
            self._verified.add(key)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    def _remove(self, key: str) -> None:
        folder = self._folder / key
        gone = self._folder / f".{key}-gone-{os.getpid()}-{time.monotonic_ns()}"
        try:
            folder.rename(gone)  # in one step, so that nobody reads half an entry
        except FileNotFoundError:
            return
        shutil.rmtree(gone, ignore_errors=True)

    def _evict(self, kept: str) -> None:
        sizes: dict[str, tuple[float, int]] = {}
        for path in self._folder.glob(f"[!.]*/{ENTRY}"):
            try:
                files = [file.stat() for file in path.parent.iterdir()]
                sizes[path.parent.name] = path.stat().st_mtime, sum(file.st_size for file in files)
            except OSError:
                continue  # another process removed it
        total = sum(size for _, size in sizes.values())
        for key, (_, size) in sorted(sizes.items(), key=lambda item: item[1]):
            if total <= self._limit:
                return
            if key != kept:
                self._remove(key)
                total -= size


def _store(folder: Path, matrices: Sequence[Matrix]) -> dict[str, Any]:
    parts, files = [], {}
    for number, matrix in enumerate(matrices):
        form, arrays = take_apart(matrix)
        names = {name: f"{number}-{name}.npy" for name in arrays}
        for name, array in arrays.items():
            path = folder / names[name]
            np.save(path, array, allow_pickle=False)
            files[names[name]] = [path.stat().st_size, _digest(path)]
        parts.append({"form": form, "arrays": names})
    return {"format": _FORMAT, "parts": parts, "files": files}


def _map(path: Path) -> Any:
    # Copy on write: some fits write into what they are given, and none of it may reach the file or other trials.
    loaded = np.load(path, mmap_mode="c", allow_pickle=False)
    return loaded.view(np.ndarray)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

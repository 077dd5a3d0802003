"""Zip and tar archives: one data file inside, read in memory, never unpacked to disk."""

from __future__ import annotations

import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import PurePosixPath

from vigie.core.errors import SourceError, nearest
from vigie.data.sources.files import find_format, read_bounded

_ZIP = b"PK\x03\x04"
_TAR_MAGIC = slice(257, 262)
_PACKED = (b"BZh", b"\xfd7zXZ\x00")  # bzip2 and xz, only ever met around a tar here
_DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError)


def is_archive(content: bytes) -> bool:
    """Say whether the content is a zip, a tar, or a tar packed with bzip2 or xz. A gzipped tar is unpacked first."""
    return content.startswith((_ZIP, *_PACKED)) or content[_TAR_MAGIC] == b"ustar"


def read_member(content: bytes, member: str | None, source: str, max_bytes: int) -> tuple[str, bytes]:
    """Return the name and content of an archive's one data file, or of the member asked for.

    Nothing is written to disk, so a member's path cannot lead out of a folder; links and devices are passed over.

    Raises
    ------
    SourceError
        If there is not exactly one data file and none was named, or the archive is damaged, locked or too large.
    """
    try:
        if content.startswith(_ZIP):
            return _read_zip(content, member, source, max_bytes)
        return _read_tar(content, member, source, max_bytes)
    except _DAMAGED as error:
        raise SourceError(source, "the archive is damaged or cut off", remedy="Fetch it again.") from error


def choose_member(names: Sequence[str], member: str | None, source: str) -> str:
    """Return the member to read: the one asked for, or the only data file.

    Examples
    --------
    >>> choose_member(["README.md", "data/rows.csv", "__MACOSX/data/._rows.csv"], None, "rows.zip")
    'data/rows.csv'
    """
    data = [name for name in names if find_format(name) and not _is_hidden(name)]
    if member is None:
        if len(data) == 1:
            return data[0]
        found = ", ".join(data[:8]) if data else "none"
        raise SourceError(
            source,
            f"the archive must hold one data file, and holds {len(data)}: {found}",
            remedy=f"Name one: {source}#{data[0]}" if data else None,
        )
    matches = [name for name in names if name == member or PurePosixPath(name).name == member]
    if len(matches) != 1:
        close = nearest(member, data)
        hint = f"Did you mean '{close}'?" if close else f"It holds: {', '.join(data[:8]) or 'no data file'}."
        raise SourceError(source, f"'{member}' is not in the archive", remedy=hint)
    return matches[0]


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.startswith(("._", "__MACOSX")) for part in parts)


def _read_zip(content: bytes, member: str | None, source: str, max_bytes: int) -> tuple[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        chosen = choose_member([name for name in archive.namelist() if not name.endswith("/")], member, source)
        if archive.getinfo(chosen).flag_bits & 0x1:
            raise SourceError(source, f"'{chosen}' is locked with a password", remedy="Unpack it first.")
        with archive.open(chosen) as stream:
            return chosen, read_bounded(stream.read, source, max_bytes)


def _read_tar(content: bytes, member: str | None, source: str, max_bytes: int) -> tuple[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:*") as archive:
        files = {entry.name: entry for entry in archive if entry.isfile()}
        chosen = choose_member(list(files), member, source)
        stream = archive.extractfile(files[chosen])
        if stream is None:  # isfile() rules it out; the type does not
            raise SourceError(source, f"'{chosen}' is no file")
        body = read_bounded(stream.read, source, max_bytes)
    if len(body) < files[chosen].size:
        raise SourceError(source, "the archive is cut off", remedy="Fetch it again.")
    return chosen, body

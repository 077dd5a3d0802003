"""The place where training and serving meet: published servables, and which of them is the champion."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

from vigie.buckets import is_bucket
from vigie.core.errors import ServableCorruptError, ServableError, ServableNotFoundError
from vigie.servable.challenging import CHALLENGER, Challenging, read_challenging
from vigie.servable.folder import MANIFEST, load_servable, read_beside, read_manifest, write_file, write_folder
from vigie.servable.servable import Servable
from vigie.servable.signature import SIGNATURE, SigningKey

POINTER = "champion.json"
BOARD = "leaderboard.json"
"""What the service shows of all candidates; beside the pointer."""
COPIES = "copies"
"""Folder, in a project's state, for what was read from buckets."""


class Store:
    """A folder of published servables, `versions/VERSION/`, with the pointer `champion.json` beside them.

    A published version never changes. The pointer is replaced in one step, so a reader finds the old champion or the
    new one; it also holds the digest of the champion's manifest, which holds those of its files.

    Parameters
    ----------
    key
        Signs what is published, and refuses to load or point at what is not signed with it. Without one, digests
        tell what has changed, and nothing tells who has published.
    """

    def __init__(self, folder: Path, key: SigningKey | None = None) -> None:
        self._folder = folder
        self._key = key

    def __repr__(self) -> str:
        return f"Store({str(self._folder)!r})"

    @property
    def pointer(self) -> Path:
        """The file to watch for a change of champion."""
        return self._folder / POINTER

    @property
    def is_copy(self) -> bool:
        """Whether it is kept elsewhere, and `refresh` has something to do."""
        return False

    def refresh(self) -> str | None:
        """Bring what is here up to date, where it is a copy; return why that was not possible, if it was not."""
        return None

    def write_board(self, content: bytes) -> None:
        """Keep the comparison of all candidates."""
        self._folder.mkdir(parents=True, exist_ok=True)
        write_file(self._folder / BOARD, content)

    def folder(self, version: str) -> Path:
        """Return where `version` lies, whether or not it was published.

        Raises
        ------
        ServableError
            If `version` is no name of a version, such as '../3'.
        """
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", version):
            raise ServableError(f"'{version}' is no version: letters, digits, '.', '_' and '-', at most 64.")
        return self._folder / "versions" / version

    def versions(self) -> list[str]:
        """Return the published versions, oldest number first."""
        names = [path.parent.name for path in self._folder.glob(f"versions/*/{MANIFEST}")]
        return sorted((name for name in names if not name.startswith(".")), key=natural)

    def publish(self, candidate_folder: Path, version: str) -> Path:
        """Copy a candidate's servable under `version`, verified, whole and signed, and return its folder.

        Publishing the same candidate twice under one version changes nothing, but for a signature that is missing.

        Raises
        ------
        ServableError
            If `version` is already another servable, or the candidate's servable is not sound.
        """
        folder = self.folder(version)
        manifest = load_servable(candidate_folder).manifest.model_copy(update={"version": version})
        if folder.exists():
            if read_manifest(folder) != manifest:
                raise ServableError(f"Version {version} is already published, and is another servable.")
            if self._key is not None:
                self.sign(version)
            return folder
        contents = {name: (candidate_folder / name).read_bytes() for name in manifest.files}
        contents[MANIFEST] = manifest.model_dump_json(indent=1).encode()
        if self._key is not None:
            contents[SIGNATURE] = self._key.sign(contents[MANIFEST])
        write_folder(folder, contents)
        return folder

    def sign(self, version: str) -> None:
        """Sign a published version, sound or refused, e.g. one from before there was a key.

        Raises
        ------
        ServableError
            Without a key, or if the version is not there or not sound.
        """
        if self._key is None:
            raise ServableError("There is no key to sign with.", remedy="Set VIGIE_SIGNING_KEY.")
        seen: list[bytes] = []
        load_servable(self.folder(version), seen.append)  # what was looked at is what is signed
        write_file(self.folder(version) / SIGNATURE, self._key.sign(seen[0]))

    def champion(self) -> str | None:
        """Return the champion's version, or None before the first promotion.

        Raises
        ------
        ServableCorruptError
            If the pointer cannot be read.
        """
        pointer = self._read_pointer()
        return pointer["version"] if pointer else None

    def set_champion(self, version: str) -> None:
        """Point at a published version. The pointer is on disk, whole, when this returns.

        Raises
        ------
        ServableNotFoundError
            If `version` was not published.
        SignatureError
            If it is not signed with the key.
        """
        manifest = _manifest(self.folder(version))
        self._admit(self.folder(version), manifest)
        write_file(self.pointer, json.dumps({"version": version, "manifest": _digest(manifest)}).encode())

    def load(self, version: str) -> Servable:
        """Return a published version, verified. Raises ServableError as `load_champion` does."""
        folder = self.folder(version)
        return load_servable(folder, lambda manifest: self._admit(folder, manifest))

    def load_champion(self) -> Servable:
        """Return the champion, verified.

        Raises
        ------
        ServableError
            `ServableNotFoundError` before the first promotion; `ServableCorruptError` or `GoldenRowError` if it is
            not what was promoted; `SignatureError` if it is not signed with the key.
        """
        pointer = self._read_pointer()
        if pointer is None:
            raise ServableNotFoundError(str(self.pointer))
        return self._load_pointed(pointer["version"], pointer["manifest"], "not the one that was promoted")

    def read_beside(self, version: str, name: str) -> bytes | None:
        """Return a file of a published version, verified, without loading it; None if it has none of that name.

        Raises
        ------
        ServableError
            As `load` does.
        """
        folder = self.folder(version)
        return read_beside(folder, name, lambda manifest: self._admit(folder, manifest))

    @property
    def challenger_pointer(self) -> Path:
        """The file to watch for a change of challenger."""
        return self._folder / CHALLENGER

    def challenger(self) -> Challenging | None:
        """Return who challenges the champion and how, or None. Raises ServableCorruptError if it cannot be read."""
        return read_challenging(_read(self.challenger_pointer), str(self.challenger_pointer))

    def set_challenger(self, challenging: Challenging | None) -> None:
        """Let a published version challenge the champion from now on, or with None nobody.

        Raises
        ------
        ServableNotFoundError
            If the version was not published.
        SignatureError
            If it is not signed with the key.
        """
        self._write_challenger(self._pointing(challenging))

    def load_challenger(self, challenging: Challenging) -> Servable:
        """Return the challenger, verified as the champion is. Raises ServableError as `load_champion` does."""
        return self._load_pointed(challenging.version, challenging.manifest, "not the one that was to challenge")

    def _pointing(self, challenging: Challenging | None) -> bytes:
        if challenging is None:
            return b""
        folder = self.folder(challenging.version)
        manifest = _manifest(folder)
        self._admit(folder, manifest)
        return replace(challenging, manifest=_digest(manifest)).dump()

    def _write_challenger(self, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        write_file(self.challenger_pointer, content)

    def _load_pointed(self, version: str, pointed: str, otherwise: str) -> Servable:
        folder = self.folder(version)

        def admit(manifest: bytes) -> None:
            if _digest(manifest) != pointed:
                raise ServableCorruptError(str(folder), f"{MANIFEST} is {otherwise}")
            self._admit(folder, manifest)

        return load_servable(folder, admit)

    def _admit(self, folder: Path, manifest: bytes) -> None:
        if self._key is not None:
            self._key.check(str(folder), manifest, _read(folder / SIGNATURE))

    def _read_pointer(self) -> dict[str, str] | None:
        try:
            pointer = json.loads(self.pointer.read_bytes())
            return {"version": str(pointer["version"]), "manifest": str(pointer["manifest"])}
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise ServableCorruptError(str(self.pointer), "it is no pointer to a champion") from error


def _manifest(folder: Path) -> bytes:
    content = _read(folder / MANIFEST)
    if content is None:
        raise ServableNotFoundError(str(folder))
    return content


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def natural(version: str) -> list[tuple[int, int | str]]:
    """Return what puts "10" after "9", and numbers before words."""
    return [(0, int(part)) if part.isdigit() else (1, part) for part in re.findall(r"\d+|\D+", version)]


def open_store(where: str | Path, cache: Path, key: SigningKey | None = None) -> Store:
    """Return the store in a folder or, with an address such as 's3://models/airline', in a bucket.

    Parameters
    ----------
    cache
        Folder for the copies of what is in buckets.

    Raises
    ------
    MissingPartError
        If it is a bucket, and what reads those is not installed.
    """
    if isinstance(where, Path) or not is_bucket(where):
        return Store(Path(where), key)
    from vigie.servable.bucket_store import BucketStore

    return BucketStore(where, cache_folder(where, cache), key)


def cache_folder(where: str, cache: Path) -> Path:
    """Return where the copy of the store in a bucket lies."""
    return cache / hashlib.sha256(where.rstrip("/").encode()).hexdigest()[:16]

"""The place where training and serving meet: published servables, and which of them is the champion."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from pathlib import Path

from vigie.core.errors import ServableCorruptError, ServableError, ServableNotFoundError
from vigie.servable.folder import MANIFEST, load_servable, read_manifest, sync_folder, write_folder
from vigie.servable.servable import Servable

POINTER = "champion.json"


class Store:
    """A folder of published servables, `versions/VERSION/`, with the pointer `champion.json` beside them.

    A published version never changes. The pointer is replaced in one step, so a reader finds the old champion or the
    new one; it also holds the digest of the champion's manifest, which holds those of its files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __repr__(self) -> str:
        return f"Store({str(self._folder)!r})"

    @property
    def pointer(self) -> Path:
        """The file to watch for a change of champion."""
        return self._folder / POINTER

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
        return sorted((name for name in names if not name.startswith(".")), key=_natural)

    def publish(self, candidate_folder: Path, version: str) -> Path:
        """Copy a candidate's servable under `version`, verified and whole, and return its folder.

        Publishing the same candidate twice under one version changes nothing.

        Raises
        ------
        ServableError
            If `version` is already another servable, or the candidate's servable is not sound.
        """
        folder = self.folder(version)
        manifest = load_servable(candidate_folder).manifest.model_copy(update={"version": version})
        if folder.exists():
            if read_manifest(folder) == manifest:
                return folder
            raise ServableError(f"Version {version} is already published, and is another servable.")
        contents = {name: (candidate_folder / name).read_bytes() for name in manifest.files}
        write_folder(folder, {**contents, MANIFEST: manifest.model_dump_json(indent=1).encode()})
        return folder

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
        """
        digest = _manifest_digest(self.folder(version))
        descriptor, fresh = tempfile.mkstemp(prefix=".champion-", dir=self._folder)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"version": version, "manifest": digest}, file)
            file.flush()
            os.fsync(file.fileno())
        Path(fresh).chmod(0o644)
        Path(fresh).replace(self.pointer)
        sync_folder(self._folder)

    def load_champion(self) -> Servable:
        """Return the champion, verified.

        Raises
        ------
        ServableError
            `ServableNotFoundError` before the first promotion; `ServableCorruptError` or `GoldenRowError` if it is
            not what was promoted.
        """
        pointer = self._read_pointer()
        if pointer is None:
            raise ServableNotFoundError(str(self.pointer))
        folder = self.folder(pointer["version"])
        if _manifest_digest(folder) != pointer["manifest"]:
            raise ServableCorruptError(str(folder), f"{MANIFEST} is not the one that was promoted")
        return load_servable(folder)

    def _read_pointer(self) -> dict[str, str] | None:
        try:
            pointer = json.loads(self.pointer.read_bytes())
            return {"version": str(pointer["version"]), "manifest": str(pointer["manifest"])}
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise ServableCorruptError(str(self.pointer), "it is no pointer to a champion") from error


def _manifest_digest(folder: Path) -> str:
    try:
        return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    except FileNotFoundError as error:
        raise ServableNotFoundError(str(folder)) from error


def _natural(version: str) -> list[tuple[int, int | str]]:
    # "10" after "9"; numbers before words.
    return [(0, int(part)) if part.isdigit() else (1, part) for part in re.findall(r"\d+|\D+", version)]

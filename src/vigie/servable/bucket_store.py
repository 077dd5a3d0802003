"""A store of published servables in a bucket, with a copy on this machine that goes on when the bucket is away."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from vigie.buckets import Bucket, Kept
from vigie.core.errors import (
    BucketConflictError,
    BucketUnavailableError,
    ServableError,
    ServableNotFoundError,
    SignatureError,
)
from vigie.servable.challenging import CHALLENGER
from vigie.servable.folder import MANIFEST, load_servable, write_file, write_folder
from vigie.servable.manifest import Manifest
from vigie.servable.servable import Servable
from vigie.servable.signature import SIGNATURE, SigningKey
from vigie.servable.store import BOARD, POINTER, Store, natural


class BucketStore(Store):
    """Published servables under an address, as `Store` keeps them in a folder.

    A version's manifest is written last, and only if there is none, so a version is there whole or not at all. The
    pointer is one small object, replaced only where it is still the one that was read: of two who promote at once,
    one is told.

    What is read is kept in `cache`. Whoever promotes or rolls back talks to the bucket; whoever serves asks it with
    `refresh`, and works from the copy. Its files are verified as any others are.

    Parameters
    ----------
    bucket
        Its address, such as 's3://models/airline'.
    cache
        A folder of this machine's own.
    key
        As of `Store`.
    """

    def __init__(self, bucket: str, cache: Path, key: SigningKey | None = None) -> None:
        super().__init__(cache, key)
        cache.mkdir(parents=True, exist_ok=True)
        self._bucket = Bucket(bucket)
        self._seen: Kept | None = None

    def __repr__(self) -> str:
        return f"BucketStore({self._bucket.address!r})"

    @property
    def is_copy(self) -> bool:
        return True

    def refresh(self) -> str | None:
        """Bring the copy up to date; return why that was not possible, if it was not."""
        try:
            self._pull()
        except BucketUnavailableError as error:
            return str(error)
        except (ServableError, OSError) as error:
            return f"The copy of {self._bucket.address} cannot be brought up to date: {error}"
        return None

    def folder(self, version: str) -> Path:
        """Return where the copy of `version` lies, fetched if it was not there."""
        folder = super().folder(version)
        if not (folder / MANIFEST).exists():
            manifest = self._bucket.read(f"versions/{version}/{MANIFEST}")
            if manifest is not None:
                self._fetch(version, manifest.content)
        return folder

    def versions(self) -> list[str]:
        names = [name.split("/") for name in self._bucket.names("versions")]
        return sorted((parts[1] for parts in names if len(parts) == 3 and parts[2] == MANIFEST), key=natural)

    def publish(self, candidate_folder: Path, version: str) -> Path:
        folder = super().folder(version)
        manifest = load_servable(candidate_folder).manifest.model_copy(update={"version": version})
        known = self._bucket.read(f"versions/{version}/{MANIFEST}")
        if known is not None and Manifest.model_validate_json(known.content) != manifest:
            raise ServableError(f"Version {version} is already published, and is another servable.")
        contents = {name: (candidate_folder / name).read_bytes() for name in manifest.files}
        described = known.content if known is not None else manifest.model_dump_json(indent=1).encode()
        if self._key is not None:
            contents[SIGNATURE] = self._key.sign(described)
        for name, content in contents.items() if known is None else ():
            self._bucket.write(f"versions/{version}/{name}", content)
        if known is None:
            self._create_manifest(version, described)
        elif SIGNATURE in contents:
            self._bucket.write(f"versions/{version}/{SIGNATURE}", contents[SIGNATURE])
        write_folder(folder, {**contents, MANIFEST: described})
        return folder

    def sign(self, version: str) -> None:
        super().sign(version)
        self._bucket.write(f"versions/{version}/{SIGNATURE}", (self.folder(version) / SIGNATURE).read_bytes())

    def champion(self) -> str | None:
        self._pull()
        return super().champion()

    def set_champion(self, version: str) -> None:
        folder = self.folder(version)
        try:
            manifest = (folder / MANIFEST).read_bytes()
        except FileNotFoundError as error:
            raise ServableNotFoundError(f"{self._bucket.address}/versions/{version}") from error
        self._admit(folder, manifest)
        content = json.dumps({"version": version, "manifest": hashlib.sha256(manifest).hexdigest()}).encode()
        try:
            if self._seen is None:
                self._bucket.create(POINTER, content)
            else:
                self._bucket.replace(POINTER, content, self._seen.mark)
        except BucketConflictError as error:
            raise ServableError(
                "Somebody else changed the champion in between; theirs stays.", remedy="Look at it, and try again."
            ) from error
        self._pull()

    def load_champion(self) -> Servable:
        if not self.pointer.exists():
            self._pull()
        try:
            return super().load_champion()
        except SignatureError:  # it may have been signed, or signed anew, since the copy was made
            if not self._renew_signature():
                raise
            return super().load_champion()

    def _write_challenger(self, content: bytes) -> None:
        self._bucket.write(CHALLENGER, content)
        super()._write_challenger(content)

    def write_board(self, content: bytes) -> None:
        self._bucket.write(BOARD, content)
        super().write_board(content)

    def _create_manifest(self, version: str, content: bytes) -> None:
        try:
            self._bucket.create(f"versions/{version}/{MANIFEST}", content)
        except BucketConflictError as error:
            raise ServableError(f"Version {version} was published by somebody else in between.") from error

    def _pull(self) -> None:
        """Copy the pointer, after all that it points at."""
        found = self._bucket.read(POINTER)
        changed = found is not None and (self._seen is None or found.content != self._seen.content)
        if found is not None and (changed or not self.pointer.exists()):
            self._fetch_champion(found.content)
            board = self._bucket.read(BOARD)
            if board is not None:
                super().write_board(board.content)
            if not self.pointer.exists() or self.pointer.read_bytes() != found.content:
                write_file(self.pointer, found.content)
        self._seen = found
        self._pull_challenger()

    def _pull_challenger(self) -> None:
        found = self._bucket.read(CHALLENGER)
        pointer = self.challenger_pointer
        if found is None or (pointer.exists() and pointer.read_bytes() == found.content):
            return
        if found.content:
            self._fetch_champion(found.content)  # which fetches whatever version a pointer names
        super()._write_challenger(found.content)

    def _fetch_champion(self, pointer: bytes) -> None:
        try:
            version = str(json.loads(pointer)["version"])
            self.folder(version)
            if self._key is not None and not (super().folder(version) / SIGNATURE).exists():
                self._fetch_signature(version)
        except (ValueError, KeyError, TypeError, ServableError):
            return  # whoever loads it will say what is wrong with it

    def _renew_signature(self) -> bool:
        """Fetch the champion's signature again, and say whether it is another one."""
        version = super().champion()
        if version is None:
            return False
        place = super().folder(version) / SIGNATURE
        former = place.read_bytes() if place.exists() else None
        try:
            self._fetch_signature(version)
        except BucketUnavailableError:
            return False
        return place.exists() and place.read_bytes() != former

    def _fetch_signature(self, version: str) -> None:
        signature = self._bucket.read(f"versions/{version}/{SIGNATURE}")
        if signature is not None:
            write_file(super().folder(version) / SIGNATURE, signature.content)

    def _fetch(self, version: str, described: bytes) -> None:
        manifest = Manifest.model_validate_json(described)
        contents: dict[str, bytes] = {}
        for name in manifest.files:
            found = self._bucket.read(f"versions/{version}/{name}")
            if found is None:
                raise ServableNotFoundError(f"{self._bucket.address}/versions/{version}/{name}")
            contents[name] = found.content
        signature = self._bucket.read(f"versions/{version}/{SIGNATURE}")
        if signature is not None:
            contents[SIGNATURE] = signature.content
        folder = super().folder(version)
        write_folder(folder, {**contents, MANIFEST: described})

"""Objects in a bucket: S3, Google Cloud Storage and Azure, behind one small door.

Whoever runs Vigie says in the environment who they are (`AWS_ACCESS_KEY_ID` and its like, or the machine's own role);
nothing of that is ever part of an address here, of an error or of a log line.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from vigie.core.errors import BucketAddressError, BucketConflictError, BucketUnavailableError, MissingPartError

SCHEMES = ("s3", "gs", "az")
_FORGOTTEN = re.compile(r"//[^/@]*@")
_RETRIES: Any = {"max_retries": 2, "retry_timeout": timedelta(seconds=10)}
_TIMEOUT, _CONNECT_TIMEOUT = "30s", "3s"
_PIECE = 8 << 20
"""Bytes asked for, or sent, at once."""
_PIECES_AT_ONCE = 4


class Kept(NamedTuple):
    """An object as it was read."""

    content: bytes
    mark: str | None
    """What changes whenever the object does; None where the bucket gives none."""


def is_bucket(address: str) -> bool:
    """Say whether an address is of a bucket.

    Examples
    --------
    >>> is_bucket("s3://models/airline"), is_bucket("models/airline"), is_bucket("https://example.org/rows.csv")
    (True, False, False)
    """
    return urlsplit(address).scheme in SCHEMES


def shown_bucket(address: str) -> str:
    """Return an address fit to be shown, should somebody have put a secret into it.

    Examples
    --------
    >>> shown_bucket("s3://key:secret@models/airline?token=abc")
    's3://models/airline'
    """
    return _FORGOTTEN.sub("//", address).partition("?")[0]


class Found(NamedTuple):
    """An object as it lies there."""

    size: int
    """In bytes."""
    mark: str | None
    """As of `Kept`."""


class _Pieces(io.RawIOBase):
    """An object as a file: every read asks for a piece."""

    def __init__(self, piece: Callable[[int, int], bytes], size: int) -> None:
        super().__init__()
        self._piece, self._size, self._at = piece, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        end = min(self._at + len(buffer), self._size)
        if end <= self._at:
            return 0
        content = self._piece(self._at, end)
        buffer[: len(content)] = content
        self._at += len(content)
        return len(content)


class Bucket:
    """The objects under an address such as 's3://models/airline'. Safe to share between threads.

    Parameters
    ----------
    address
        Scheme, bucket and prefix; never credentials.

    Raises
    ------
    BucketAddressError
        If it is no such address.
    MissingPartError
        If obstore is not installed.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in SCHEMES or not parts.netloc or "@" in parts.netloc or parts.query:
            raise BucketAddressError(shown_bucket(address), SCHEMES)
        self.address = address.rstrip("/")
        self._objects = _obstore()
        store = import_module("obstore.store")
        client = {"timeout": _TIMEOUT, "connect_timeout": _CONNECT_TIMEOUT}
        if _endpoint(parts.scheme).startswith("http://"):  # a server of one's own, said to be without TLS
            client["allow_http"] = True  # type: ignore[assignment]  # obstore's own mixture
        try:
            self._store = store.from_url(self.address, client_options=client, retry_config=_RETRIES)
        except Exception as error:
            raise BucketUnavailableError(self.address, "its settings in the environment cannot be used") from error

    def __repr__(self) -> str:
        return f"Bucket({self.address!r})"

    def read(self, name: str) -> Kept | None:
        """Return an object, or None where there is none.

        Raises
        ------
        BucketUnavailableError
            If the bucket does not answer, or not to us.
        """
        with self._told():
            try:
                found = self._objects.get(self._store, name)
                return Kept(bytes(found.bytes()), found.meta.get("e_tag"))
            except FileNotFoundError:
                return None

    def write(self, name: str, content: bytes) -> None:
        """Write an object, whole or not at all, over what is there."""
        with self._told():
            self._objects.put(self._store, name, content, use_multipart=False)

    def find(self, name: str) -> Found | None:
        """Return what tells an object from another without reading it, or None where there is none."""
        with self._told():
            try:
                found = self._objects.head(self._store, name)
                return Found(found["size"], found.get("e_tag"))
            except FileNotFoundError:
                return None

    def open(self, name: str, found: Found) -> io.BufferedReader:
        """Return an object to be read piece by piece, as long as it is the one that was found.

        Raises
        ------
        BucketUnavailableError
            Also later, when it is read: the bucket does not answer, or somebody has replaced the object.
        """
        return io.BufferedReader(_Pieces(lambda start, end: self._piece(name, found, start, end), found.size), _PIECE)

    def send(self, name: str, file: Path) -> None:
        """Write an object from a file of any size, whole or not at all, over what is there."""
        with self._told():
            self._objects.put(self._store, name, file, chunk_size=_PIECE, max_concurrency=_PIECES_AT_ONCE)

    def remove(self, name: str) -> None:
        """Take an object away, if it is there."""
        with self._told(), suppress(FileNotFoundError):
            self._objects.delete(self._store, name)

    def create(self, name: str, content: bytes) -> None:
        """Write an object that must not be there yet.

        Raises
        ------
        BucketConflictError
            If it is there, or somebody wrote it at the same time.
        """
        self._put(name, content, "create")

    def replace(self, name: str, content: bytes, mark: str | None) -> None:
        """Write an object over the very one that had this mark.

        Raises
        ------
        BucketConflictError
            If somebody changed it in between. A bucket that has no such condition just takes the newer one.
        """
        self._put(name, content, {"e_tag": mark} if mark is not None else "overwrite")

    def names(self, prefix: str) -> list[str]:
        """Return the names of all objects under a prefix, which is no part of them twice."""
        with self._told():
            return [str(found["path"]) for page in self._objects.list(self._store, prefix=prefix) for found in page]

    def _piece(self, name: str, found: Found, start: int, end: int) -> bytes:
        options = {"range": (start, end), "if_match": found.mark}
        errors = import_module("obstore.exceptions")
        with self._told():
            try:
                return bytes(self._objects.get(self._store, name, options=options).bytes())
            except (errors.PreconditionError, FileNotFoundError) as error:
                raise BucketUnavailableError(self.address, f"{name} was replaced while it was read") from error

    def _put(self, name: str, content: bytes, mode: Any) -> None:
        errors = import_module("obstore.exceptions")
        with self._told():
            try:
                self._objects.put(self._store, name, content, mode=mode, use_multipart=False)
            except (FileExistsError, errors.AlreadyExistsError, errors.PreconditionError) as error:
                raise BucketConflictError(self.address, name) from error
            except (NotImplementedError, errors.NotSupportedError):
                self._objects.put(self._store, name, content, use_multipart=False)

    @contextmanager
    def _told(self) -> Iterator[None]:
        errors = import_module("obstore.exceptions")
        refused = (PermissionError, errors.PermissionDeniedError, errors.UnauthenticatedError)
        try:
            yield
        except refused as error:
            raise BucketUnavailableError(
                self.address, "it refuses us: are the credentials in the environment?"
            ) from error
        except (errors.BaseError, OSError) as error:
            raise BucketUnavailableError(self.address, "it does not answer, or is not there") from error


def storage_options(address: str) -> dict[str, str]:
    """Return what Delta needs to be told of a bucket beyond the environment, which it reads itself: no credentials."""
    plain = _endpoint(urlsplit(address).scheme).startswith("http://")
    return {"allow_http": "true"} if plain else {}


def read_object(address: str) -> bytes | None:
    """Return the object at an address such as 's3://bucket/folder/rows.csv', or None where there is none."""
    folder, name = split_address(address)
    found = folder.read(name)
    return found.content if found is not None else None


def split_address(address: str) -> tuple[Bucket, str]:
    """Return the bucket's folder that an object's address is in, and the object's name there."""
    folder, _, name = address.rpartition("/")
    return Bucket(folder), name


def _endpoint(scheme: str) -> str:
    names = {"s3": ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"), "az": ("AZURE_STORAGE_ENDPOINT",)}
    return next((os.environ[name] for name in names.get(scheme, ()) if os.environ.get(name)), "")


def _obstore() -> Any:
    try:
        return import_module("obstore")
    except ImportError as error:
        raise MissingPartError("obstore", "pip install 'vigie[buckets]'") from error

"""Fetching over HTTP: whole or not at all, patient with faults, polite to the server."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import httpx

from vigie import __version__
from vigie.core.errors import SourceError

T = TypeVar("T")
USER_AGENT = f"vigie/{__version__}"
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


class IncompleteAnswerError(Exception):
    """An answer came that is not whole; asking again may help. Never leaves this package."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a fault is put up with. Waits double from `first_wait_s`; a server's Retry-After goes before."""

    attempts: int = 5
    first_wait_s: float = 0.5
    longest_wait_s: float = 120.0
    timeout_s: float = 60.0
    """For each read; connecting has 10 s."""
    wait: Callable[[float], None] = time.sleep


class Fetcher:
    """One HTTP client with patience. Use as a context manager; not for several threads."""

    def __init__(self, patience: Patience | None = None, *, follow_redirects: bool = True) -> None:
        self._patience = patience or Patience()
        self._wait_s = self._patience.first_wait_s
        self._client = httpx.Client(
            headers={"User-Agent": USER_AGENT},
            timeout=httpx.Timeout(self._patience.timeout_s, connect=10.0),
            follow_redirects=follow_redirects,
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def get(self, url: str, parse: Callable[[bytes], T]) -> T:
        """Return the parsed answer; `parse` raises `IncompleteAnswerError` for one that is not whole."""

        def read(response: httpx.Response) -> T:
            return parse(response.read())

        return self._patiently(url, read)

    def download(self, url: str, path: Path, max_bytes: int, on_bytes: Callable[[int], None]) -> None:
        """Write the answer to `path`; where it fails half-way nothing is left there."""
        part = path.with_name(path.name + ".part")
        path.parent.mkdir(parents=True, exist_ok=True)

        def write(response: httpx.Response) -> None:
            total = 0
            with part.open("wb") as file:
                for block in response.iter_bytes(1 << 16):
                    total += len(block)
                    if total > max_bytes:
                        raise SourceError(shown(url), f"it is over {max_bytes >> 20} MB")
                    file.write(block)
                    on_bytes(len(block))
            part.replace(path)

        try:
            self._patiently(url, write)
        finally:
            part.unlink(missing_ok=True)

    def _patiently(self, url: str, use: Callable[[httpx.Response], T]) -> T:
        patience = self._patience
        reason = ""
        for attempt in range(patience.attempts):
            if attempt:
                patience.wait(self._wait_s)
            self._wait_s = patience.first_wait_s * 2**attempt
            try:
                with self._client.stream("GET", url) as response:
                    if response.is_success:
                        return use(response)
                    reason = self._refused(url, response)
            except (httpx.TransportError, httpx.DecodingError, IncompleteAnswerError) as error:
                reason = _fault(error)
            except (httpx.InvalidURL, httpx.TooManyRedirects, httpx.UnsupportedProtocol) as error:
                raise SourceError(shown(url), "its address cannot be followed") from error
        raise SourceError(
            shown(url), f"{reason}, after {patience.attempts} attempts", remedy="Nothing was changed; try again later."
        )

    def _refused(self, url: str, response: httpx.Response) -> str:
        """Return why the server refused, and remember how long it asks to wait; raise where asking again is no use."""
        reason = f"the server answered {response.status_code} {response.reason_phrase}".rstrip()
        if response.status_code not in _TRY_AGAIN:
            raise SourceError(shown(url), reason)
        asked = retry_after(response.headers.get("Retry-After"), time.time())
        if asked is not None:
            if asked > self._patience.longest_wait_s:
                raise SourceError(shown(url), f"{reason} and asks to wait {asked:.0f} s", remedy="Try again then.")
            self._wait_s = max(asked, self._patience.first_wait_s)
        return reason


def retry_after(value: str | None, now: float) -> float | None:
    """Return the seconds a Retry-After header asks for, given in seconds or as a date; None where it says nothing.

    Examples
    --------
    >>> retry_after("7", 0.0), retry_after("Thu, 01 Jan 1970 00:01:00 GMT", 30.0), retry_after("soon", 0.0)
    (7.0, 30.0, None)
    """
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except ValueError:
        return None


def shown(address: str) -> str:
    """Return an address fit to be shown: without user, password and query, which may hold secrets.

    Examples
    --------
    >>> shown("https://me:secret@example.org/rows.csv?token=abc#part")
    'https://example.org/rows.csv'
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https"):
        return address
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def _fault(error: Exception) -> str:
    known: tuple[tuple[type[Exception], str], ...] = (
        (httpx.ConnectError, "no connection could be made"),
        (httpx.TimeoutException, "it did not answer in time"),
        (IncompleteAnswerError, "its answer is not whole"),
    )
    return next((text for kind, text in known if isinstance(error, kind)), "the connection broke off")


def is_web_address(source: str) -> bool:
    """Say whether the source is an http or https address."""
    return urlsplit(source).scheme in ("http", "https")


def same_host(first: str, second: str) -> bool:
    """Say whether two addresses share scheme, host and port.

    Examples
    --------
    >>> same_host("https://a.org/x", "https://a.org/y?z=1"), same_host("https://a.org/", "https://a.org.b.net/")
    (True, False)
    """
    return _origin(first) == _origin(second)


def _origin(address: str) -> tuple[Any, ...]:
    parts = urlsplit(address)
    ports = {"http": 80, "https": 443}
    return parts.scheme, parts.hostname, parts.port or ports.get(parts.scheme)

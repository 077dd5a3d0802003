"""Following the store's champion: a new one is loaded and verified aside, then takes over between two requests."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from pathlib import Path
from typing import TypeAlias

from vigie.core.errors import NotReadyError, ServableError
from vigie.monitoring.refusals import refusal_words
from vigie.servable.servable import Servable
from vigie.servable.store import Store
from vigie.serving.champion import Champion, takes_long
from vigie.serving.metrics import Counts

_log = logging.getLogger(__name__)

_LOOKS_UNTIL_RETRY = 10
"""A refused servable is tried again after so many looks: the disk may have been at fault."""

_PATIENCE_S = 1.5
"""So long a look waits for a store that is not on this machine."""

Stamp: TypeAlias = tuple[int, int, int]


class Rollout:
    """Holds the one reference that every request reads, and replaces it when the store points elsewhere.

    Requests under way keep the servable they began with. What does not pass verification is refused: the present
    one goes on, and `refusal` says why.
    """

    def __init__(self, store: Store, fingerprint: str, counts: Counts) -> None:
        self._store = store
        self._refreshing: asyncio.Task[str | None] | None = None
        self._fingerprint = fingerprint
        self._counts = counts
        self._seen: Stamp | None = None
        self._looks_left = 0
        self.champion: Champion | None = None
        self.refusal: str | None = None
        """Why the store's champion was not taken, when it was not."""
        self.away: str | None = None
        """Why the store's copy could not be brought up to date, when it could not: it is worked from all the same."""

    def require(self) -> Champion:
        """Return the champion, or raise `NotReadyError` with the reason."""
        if self.champion is None:
            raise NotReadyError(
                self.refusal or self.away or "No model was published yet: promote one with 'vigie promote NAME'."
            )
        return self.champion

    async def follow(self, first: Awaitable[None], every_s: float) -> None:
        """Look for ever; `first` is the first look."""
        await first
        while True:
            await asyncio.sleep(every_s)
            await self.look()

    async def look(self) -> None:
        """Take the store's champion if it is another one than at the last look. One `stat` when it is not."""
        await self._refresh()
        found = stamp(self._store.pointer)
        if found is None or (found == self._seen and not self._is_retry()):
            return
        self._seen = found
        try:
            champion = await asyncio.to_thread(self._load)
        except ServableError as error:
            self._refuse(str(error))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a new model, the present one goes on
            self._refuse(f"The store's champion cannot be loaded: {type(error).__name__}.")
        else:
            self._take(champion)

    async def _refresh(self) -> None:
        """Bring the store's copy up to date, where it is one; what takes long goes on aside, until the next look."""
        if not self._store.is_copy:
            return
        if self._refreshing is None:
            self._refreshing = asyncio.create_task(asyncio.to_thread(self._store.refresh))
        finished, _ = await asyncio.wait([self._refreshing], timeout=_PATIENCE_S)
        if not finished:
            return
        away, self._refreshing = self._refreshing.result(), None
        if away is not None and self.away is None:
            goes_on = f"version {self.champion.version} goes on" if self.champion else "its copy here is looked at"
            _log.warning("%s %s", away, goes_on)
        elif away is None and self.away is not None:
            _log.info("The store answers again")
        self.away = away

    def _is_retry(self) -> bool:
        if self.refusal is None:
            return False
        self._looks_left -= 1
        return self._looks_left <= 0

    def _load(self) -> Champion:
        servable = self._store.load_champion()
        check_schema(servable, self._fingerprint)
        return Champion(servable, servable.manifest.version or "unpublished", slow=takes_long(servable))

    def _take(self, champion: Champion) -> None:
        self.refusal = None
        former, self.champion = self.champion, champion
        self._counts.tallies.append(champion.tally)
        words = "answers" if former is None else f"takes over from {former.version}"
        _log.info("Model version %s (%s) %s", champion.version, champion.servable.manifest.name, words)

    def _refuse(self, reason: str) -> None:
        self._looks_left = _LOOKS_UNTIL_RETRY
        if reason == self.refusal:
            return
        self.refusal = reason
        self._counts.servables_refused += 1
        _log.error("%s", refusal_words(reason, self.champion.version if self.champion else None))


def check_schema(servable: Servable, fingerprint: str) -> None:
    """Raise `ServableError` if a servable was made for another schema."""
    given = servable.manifest.schema_fingerprint
    if given != fingerprint:
        raise ServableError(
            f"Version {servable.manifest.version} was made for another schema ({given}) than the project's"
            f" ({fingerprint}).",
            remedy="Train and promote with the present vigie.toml, or bring the former one back.",
        )


def stamp(pointer: Path) -> Stamp | None:
    """Return what changes whenever a pointer is written anew; None where there is none."""
    try:
        found = pointer.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size

"""The keys that are live, held in memory: no request waits for the ledger to be recognised."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Mapping

from vigie.core.errors import KeyRequiredError, LedgerError, LedgerUnavailableError
from vigie.core.keys import Key, key_id_of, make_key
from vigie.ledger import Ledger, now
from vigie.serving.ledger_link import LedgerLink

_log = logging.getLogger(__name__)

_NOBODYS, _ = make_key("nobody's", (), at=0)
"""Compared with when the id is unknown, so that an unknown id takes no less time than a wrong secret."""


_MOST_RECOGNISED = 1_000


class KeyRing:
    """Recognises keys, e.g. `ring.find("vigie_…")`. Read again in the background, so a revoked key ends within seconds.

    While the ledger is away the keys stay as they were last read; before they were read once, nobody is recognised.
    """

    def __init__(self, link: LedgerLink) -> None:
        self._link = link
        self._keys: Mapping[str, Key] | None = None
        self._recognised: dict[str, Key] = {}
        """By the whole token, since the keys were last read. Where a token is in it is decided by a hash with a secret
        of this process's own, so the time of a look-up tells nothing of how near a guess is."""

    def find(self, token: str) -> Key:
        """Return the live key that this is.

        Raises
        ------
        KeyRequiredError
            It is none, or no longer.
        LedgerUnavailableError
            The keys were never read.
        """
        key = self._recognised.get(token) or self._recognise(token)
        if not key.is_live(now()):
            raise KeyRequiredError(given=True)
        return key

    def _recognise(self, token: str) -> Key:
        if self._keys is None:
            raise LedgerUnavailableError("the keys were not read yet")
        key = self._keys.get(key_id_of(token) or "", _NOBODYS)
        if not key.fits(token.encode()):
            raise KeyRequiredError(given=bool(token))
        if len(self._recognised) < _MOST_RECOGNISED:
            self._recognised[token] = key
        return key

    async def follow(self, opened: Awaitable[object], every_s: float) -> None:
        """Read the keys again and again, once the ledger was opened."""
        await opened
        while True:
            await self.look()
            await asyncio.sleep(every_s)

    async def look(self) -> None:
        """Read the keys if the ledger lets them be read."""
        try:
            found = await self._link.ask(Ledger.unrevoked_keys)
        except LedgerError:  # whoever watches the ledger tells of it
            return
        if not found and self._keys is None:
            _log.warning("There is no key yet, so every request is refused: 'vigie keys create NAME' makes one")
        self._keys = {key.id: key for key in found}
        self._recognised = {}

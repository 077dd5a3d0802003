"""Telling people that a model was refused, by an alert in the ledger that closes when one is taken."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from vigie.core.errors import LedgerError
from vigie.ledger import Alert, Ledger
from vigie.serving.delivery import Delivery
from vigie.serving.ledger_link import LedgerLink
from vigie.serving.rollout import Rollout


class RefusalAlerts:
    """Keeps the ledger's alert as the rollout is. A ledger that is away is told when it is back."""

    def __init__(self, rollout: Rollout, link: LedgerLink, delivery: Delivery) -> None:
        self._rollout = rollout
        self._link = link
        self._delivery = delivery
        self._told: str | None = None
        """The refusal that is on record; empty: that there is none. None before the first model was looked at."""

    async def follow(self, every_s: float) -> None:
        """Look for ever."""
        while True:
            await asyncio.sleep(every_s)
            with suppress(LedgerError):
                await self.look()

    async def look(self) -> None:
        """Put what has changed on record. Raises LedgerError if that cannot be done now."""
        refusal, champion = self._rollout.refusal, self._rollout.champion
        present = refusal or ("" if champion else None)
        if present is None or present == self._told:
            return
        if refusal:
            await self._link.ask(lambda ledger: self._open(ledger, refusal, champion.version if champion else None))
        elif champion:
            await self._link.ask(lambda ledger: ledger.close_refusal(champion.version))
        self._told = present

    def _open(self, ledger: Ledger, refusal: str, goes_on: str | None) -> Alert | None:
        opened = ledger.note_refusal(refusal, goes_on)
        if opened is not None:
            self._delivery.start(ledger)
        return opened

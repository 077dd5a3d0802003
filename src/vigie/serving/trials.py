"""Following the store's challenger: loaded and verified aside, taken while requests run, taken out when it fails."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from vigie.core.errors import LedgerError, LedgerUnavailableError, ServableError
from vigie.ledger import Ledger
from vigie.servable.challenging import Challenging
from vigie.servable.servable import Servable
from vigie.servable.store import Store
from vigie.serving.challenger import Challenger, Strikes
from vigie.serving.champion import Champion
from vigie.serving.delivery import Delivery
from vigie.serving.ledger_link import LedgerLink
from vigie.serving.metrics import Counts
from vigie.serving.rollout import Rollout, Stamp, check_schema, stamp
from vigie.serving.shadow import Shadow
from vigie.serving.trial import Trial

_log = logging.getLogger(__name__)

_FEW_WAITING = 2
"""Rows that are being written while nobody can be said to wait."""


class _Fault(NamedTuple):
    """A challenger that was taken out, of which the ledger is to be told."""

    challenge: str
    reason: str


class Trials:
    """Holds the challenge that requests take part in; `running` is all that they look at.

    A challenger that cannot be loaded, fails or is too slow is taken out: here at once, and in the ledger, with an
    alert, as soon as that can be told. The champion is never touched.
    """

    def __init__(
        self, store: Store, fingerprint: str, counts: Counts, rollout: Rollout, link: LedgerLink, delivery: Delivery
    ) -> None:
        self._store = store
        self._fingerprint = fingerprint
        self._counts = counts
        self._rollout = rollout
        self._link = link
        self._delivery = delivery
        self._seen: Stamp | None = None
        self._faults: list[_Fault] = []
        self.running: Trial | None = None
        """None while nobody challenges: the one thing that a request then pays for."""
        self.refusal: str | None = None
        """Why the last challenger was not taken, or was taken out, if it was."""

    async def follow(self, every_s: float) -> None:
        """Look for ever."""
        while True:
            with suppress(LedgerError):
                await self.look()
            await asyncio.sleep(every_s)

    async def look(self) -> None:
        """Take the store's challenger if it is another one than at the last look. One `stat` when it is not."""
        await self._tell_faults()
        running = self.running
        if running is not None and self._is_champion(running.pointed.version):
            self._drop()  # it was promoted: there is nothing to try as long as it answers
            self._seen = None
        found = stamp(self._store.challenger_pointer)
        if found == self._seen:
            return
        try:
            pointed = await asyncio.to_thread(self._store.challenger)
            if pointed is not None and self._is_champion(pointed.version):
                return  # looked at again, lest it answer no more
            if pointed is not None and not await self._goes_on(pointed):
                pointed = None
        except ServableError as error:
            self.refusal = str(error)
            self._drop()
            pointed = None
        self._seen = found
        await self._take(pointed)

    async def close(self) -> None:
        """Ask nobody any more, and keep what was answered."""
        trial, self.running = self.running, None
        if trial is not None:
            await asyncio.to_thread(trial.close)

    async def _goes_on(self, pointed: Challenging) -> bool:
        """Say whether the challenge is under way in the ledger. Raises LedgerError while that is unknown."""
        if not self._link.is_open:
            raise LedgerUnavailableError("it is not open yet")
        known = await self._link.ask(lambda ledger: ledger.challenges.find(pointed.challenge))
        return known is not None and known.ended_at is None

    async def _take(self, pointed: Challenging | None) -> None:
        present = self.running
        if pointed is None or (present is not None and present.pointed != pointed):
            self._drop()
        if pointed is None or (present is not None and present.pointed == pointed):
            return
        try:
            servable = await asyncio.to_thread(self._load, pointed)
        except ServableError as error:
            self._refuse(pointed, str(error))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a challenger, the champion goes on
            self._refuse(pointed, f"Challenger {pointed.version} cannot be loaded: {type(error).__name__}.")
        else:
            self._begin(pointed, servable)

    def _load(self, pointed: Challenging) -> Servable:
        servable = self._store.load_challenger(pointed)
        check_schema(servable, self._fingerprint)
        return servable

    def _begin(self, pointed: Challenging, servable: Servable) -> None:
        strikes = Strikes(lambda reason: self._refuse(pointed, reason))
        within_s = pointed.answer_within_s
        if pointed.mode == "shadow":
            beside = Champion(servable, pointed.version)
            shadow = Shadow(
                beside, pointed.challenge, strikes, within_s,
                lambda answers: self._link.require().challenges.record_answers(answers),
                lambda: self._link.pending > _FEW_WAITING,
            )  # fmt: skip
            trial = Trial(pointed, beside, shadow)
        else:
            challenger = Challenger(servable, pointed.version, self._rollout.require, strikes, within_s)
            self._counts.tallies.append(challenger.tally)
            trial = Trial(pointed, challenger, None)
        self.refusal = None
        self.running = trial
        _log.info("Version %s challenges the champion (%s, %g)", pointed.version, pointed.mode, pointed.share)

    def _refuse(self, pointed: Challenging, reason: str) -> None:
        """Take the challenger out; called from its threads too."""
        self.refusal = reason  # first, so that whoever finds nobody challenging finds the reason as well
        running = self.running
        if running is not None and running.pointed == pointed:
            self.running = None
            _end_aside(running)
        self._faults.append(_Fault(pointed.challenge, reason))
        _log.error("%s The challenger is taken out; the champion goes on.", reason)

    def _drop(self) -> None:
        trial, self.running = self.running, None
        if trial is not None:
            _log.info("Version %s challenges no more", trial.pointed.version)
            _end_aside(trial)

    async def _tell_faults(self) -> None:
        while self._faults:
            fault = self._faults[0]
            champion = self._rollout.champion
            goes_on = champion.version if champion else None
            await self._link.ask(_told(fault, goes_on, self._delivery))
            self._faults.pop(0)

    def _is_champion(self, version: str) -> bool:
        champion = self._rollout.champion
        return champion is not None and champion.version == version


def _told(fault: _Fault, goes_on: str | None, delivery: Delivery) -> Callable[[Ledger], None]:
    def tell(ledger: Ledger) -> None:
        if not ledger.challenges.end(fault.challenge, "failed", fault.reason, who="service"):
            return  # another worker told of it, or it had ended
        if ledger.note_refusal(fault.reason, goes_on) is not None:
            delivery.start(ledger)

    return tell


def _end_aside(trial: Trial) -> None:
    # In a thread: closing waits for a batch to be written, and may be called from the thread that is to end.
    threading.Thread(target=trial.close, name="challenge end", daemon=True).start()

"""The service's hold on its ledger: opened in the background, and opened again for as long as it takes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

from vigie.core.errors import LedgerError, LedgerUnavailableError, MissingPartError
from vigie.ledger import GroupCommit, Ledger, PredictionCommit, RelaxedCommit, RepeatCommit, open_ledger

T = TypeVar("T")

_log = logging.getLogger(__name__)

_ANSWERS_WITHIN_S = 3.0


class LedgerLink:
    """A ledger that may not be there yet. Use it from one event loop.

    A ledger that was opened once mends itself: each call connects again where it must.

    Parameters
    ----------
    relaxed
        Whether answers leave before they are written.
    """

    def __init__(self, url: str, *, relaxed: bool = False) -> None:
        self._url = url
        self.relaxed = relaxed
        self._ledger: Ledger | None = None
        self._reason = "it is not open yet"
        self._question: asyncio.Task[None] | None = None
        self.group: PredictionCommit | None = None
        """The way to write predictions; None until the ledger was opened."""
        self.repeats: RepeatCommit | None = None
        """The way to write requests that may come again; None until the ledger was opened."""
        self.answers = False
        """Whether it did when it was last asked; costs nothing to know, and may be a little old."""

    @property
    def is_open(self) -> bool:
        return self._ledger is not None

    @property
    def pending(self) -> int:
        """Predictions waiting for their commit."""
        return self.group.pending if self.group is not None else 0

    @property
    def may_wait(self) -> bool:
        """Whether predictions can be answered now and written later."""
        return self.relaxed and self.group is not None and self.group.has_room()

    def require(self) -> Ledger:
        """Return the ledger, or raise `LedgerUnavailableError` when it could not be opened yet."""
        if self._ledger is None:
            raise LedgerUnavailableError(self._reason)
        return self._ledger

    def require_group(self) -> PredictionCommit:
        """Return the group commit, or raise as `require` does."""
        if self.group is None:
            raise LedgerUnavailableError(self._reason)
        return self.group

    def require_repeats(self) -> RepeatCommit:
        """Return the other one, or raise as `require` does."""
        if self.repeats is None:
            raise LedgerUnavailableError(self._reason)
        return self.repeats

    async def keep_in_view(self, first: Awaitable[bool], every_s: float) -> None:
        """Try to open the ledger until it is open, then ask it now and then; `first` is the first attempt."""
        await first
        while True:
            await asyncio.sleep(every_s)
            if not self.is_open:
                await self.open()
            else:
                with suppress(LedgerError):
                    await self.check()

    async def open(self) -> bool:
        """Try once; say whether the ledger is open."""
        try:
            self._ledger = await asyncio.to_thread(open_ledger, self._url)
        except (LedgerError, MissingPartError) as error:
            reason = error.reason if isinstance(error, LedgerUnavailableError) else str(error)
            if reason != self._reason:
                _log.error("The ledger cannot be opened: %s", reason)
            self._reason = reason
            return False
        self.group = RelaxedCommit(self._ledger) if self.relaxed else GroupCommit(self._ledger)
        self.repeats = RepeatCommit(self._ledger)
        self.answers = True
        return True

    async def ask(self, work: Callable[[Ledger], T]) -> T:
        """Return what `work` finds in the ledger, for work of the service's own that is cancelled when it stops.

        Then the thread is waited for, lest the ledger be closed under it.
        """
        asked = asyncio.create_task(asyncio.to_thread(work, self.require()))
        asked.add_done_callback(_take_note)
        try:
            return await asyncio.shield(asked)
        except asyncio.CancelledError:
            await asyncio.wait([asked], timeout=_ANSWERS_WITHIN_S)
            raise

    async def check(self) -> None:
        """Return if the ledger answers in time, else raise `LedgerUnavailableError`."""
        ledger = self.require()
        if self._question is None or self._question.done():
            self._question = asyncio.create_task(asyncio.to_thread(ledger.ping))
            self._question.add_done_callback(_take_note)
        try:
            # Not wait_for: in Python 3.11 it drops a cancellation that comes together with the answer.
            async with asyncio.timeout(_ANSWERS_WITHIN_S):
                # Shielded: a thread cannot be cancelled, and one that hangs is enough.
                await asyncio.shield(self._question)
        except TimeoutError as error:
            self.answers = False
            raise LedgerUnavailableError(f"it has not answered for {_ANSWERS_WITHIN_S:g} s") from error
        except LedgerError:
            self.answers = False
            raise
        self.answers = True

    async def close(self) -> None:
        """Write what is waiting, then let go."""
        if self.group is not None:
            await self.group.close()
        if self.repeats is not None:
            await self.repeats.close()
        if self._question is not None:
            await asyncio.wait([self._question], timeout=_ANSWERS_WITHIN_S)
        if self._ledger is not None:
            await asyncio.to_thread(self._ledger.close)


def _take_note(question: asyncio.Task[Any]) -> None:
    # Its error was told to whoever waited; asyncio would warn where nobody was left to.
    if not question.cancelled():
        question.exception()

"""Verdicts that come at the same time are stored together: ten thousand of them cost twenty transactions."""

from __future__ import annotations

import asyncio
from typing import TypeAlias

from vigie.core.errors import LedgerRefusedError, LedgerUnavailableError, VigieError
from vigie.ledger import Judging, VerdictReceipt
from vigie.serving.ledger_link import LedgerLink

_AT_ONCE = 500
MOST_WAITING = 20_000

_Outcome: TypeAlias = VerdictReceipt | VigieError
_Waiting: TypeAlias = tuple[Judging, "asyncio.Future[VerdictReceipt]"]


class VerdictQueue:
    """Stores the verdicts that arrive while others are being stored, together, e.g. `await queue.give(judging)`.

    One that comes alone waits for nobody. Use it from one event loop.
    """

    def __init__(self, link: LedgerLink) -> None:
        self._link = link
        self._waiting: list[_Waiting] = []
        self._task: asyncio.Task[None] | None = None

    async def give(self, judging: Judging) -> VerdictReceipt:
        """Return once the verdict is stored and the rule was checked.

        Raises
        ------
        LedgerUnavailableError
            Or too many are waiting; nothing was stored.
        PredictionNotFoundError, VerdictConflictError, PayloadError, RequestConflictError
        """
        if len(self._waiting) >= MOST_WAITING:
            raise LedgerUnavailableError(f"{len(self._waiting)} verdicts are waiting to be written already")
        future: asyncio.Future[VerdictReceipt] = asyncio.get_running_loop().create_future()
        self._waiting.append((judging, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._store())
        return await future

    async def _store(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
            outcomes = await self._outcomes([judging for judging, _ in batch])
            for (_, future), outcome in zip(batch, outcomes, strict=True):
                _settle(future, outcome)

    async def _outcomes(self, judgings: list[Judging]) -> list[_Outcome]:
        try:
            ledger = self._link.require()
            return await asyncio.to_thread(ledger.record_verdicts, judgings)
        except LedgerRefusedError as error:
            if len(judgings) == 1:
                return [error]
            return [outcome for one in judgings for outcome in await self._outcomes([one])]  # whose fault is it?
        except VigieError as error:
            return [error] * len(judgings)
        except Exception as error:  # noqa: BLE001 - whoever waits must be told, whatever it was
            raised = VigieError("The verdict could not be stored.")
            raised.__cause__ = error
            return [raised] * len(judgings)


def _settle(future: asyncio.Future[VerdictReceipt], outcome: _Outcome) -> None:
    if future.done():  # whoever waited has gone
        return
    if isinstance(outcome, VigieError):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)

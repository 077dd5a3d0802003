"""Requests that may come again, written for an event loop: those that wait share a transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TypeAlias

from vigie.core.errors import LedgerError, LedgerRefusedError, LedgerUnavailableError, RequestConflictError
from vigie.ledger.group_commit import characters_of
from vigie.ledger.ledger import Ledger
from vigie.ledger.requests import Entry, Recorded

MOST_WAITING = 2_000
MOST_CHARACTERS = 20_000_000
"""In the rows and answers of those that wait."""
_MOST_AT_ONCE = 64

_Waiting: TypeAlias = tuple[Entry, "asyncio.Future[Recorded]"]


class RepeatCommit:
    """Writes each request once, e.g. `await repeats.write(entry)` before answering. Use it from one event loop.

    What arrives while one transaction is written goes into the next together, as predictions do in `GroupCommit`; here
    each entry is looked for first.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._waiting: list[_Waiting] = []
        self._characters = 0
        self._worker: asyncio.Task[None] | None = None

    async def write(self, entry: Entry) -> Recorded:
        """Return the answer that the request has, now that it is on disk, and whether it is new.

        Raises
        ------
        RequestConflictError
            The request came before with something else.
        LedgerUnavailableError
            It could not be written, or too many are waiting.
        LedgerRefusedError
            The database refuses these very rows.
        """
        characters = len(entry.answer) + characters_of(entry.rows)
        if self._waiting and (len(self._waiting) >= MOST_WAITING or self._characters + characters > MOST_CHARACTERS):
            raise LedgerUnavailableError(f"{len(self._waiting)} requests are waiting to be written already")
        future: asyncio.Future[Recorded] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, future))
        self._characters += characters
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._write_all())
        return await future

    async def close(self) -> None:
        """Wait until everything is written."""
        if self._worker is not None:
            await asyncio.wait([self._worker])

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_MOST_AT_ONCE], self._waiting[_MOST_AT_ONCE:]
            self._characters -= sum(len(entry.answer) + characters_of(entry.rows) for entry, _ in batch)
            await self._write(batch)

    async def _write(self, batch: Sequence[_Waiting]) -> None:
        try:
            done = await asyncio.to_thread(self._ledger.record_each_once, [entry for entry, _ in batch])
        except LedgerRefusedError as error:
            if len(batch) == 1:
                _tell(batch, error)
                return
            for one in batch:  # so that each hears of its own fault only
                await self._write([one])
        except Exception as error:  # noqa: BLE001 - whatever it is, each request has to hear of it
            _tell(batch, error)
        else:
            for (_, future), outcome in zip(batch, done, strict=True):
                _settle(future, outcome)


def _settle(future: asyncio.Future[Recorded], outcome: Recorded | None) -> None:
    if future.done():  # its caller has gone
        return
    if outcome is None:
        future.set_exception(RequestConflictError())
    else:
        future.set_result(outcome)


def _tell(batch: Sequence[_Waiting], error: Exception) -> None:
    known = (
        error if isinstance(error, LedgerError) else LedgerUnavailableError(f"writing failed ({type(error).__name__})")
    )
    for _, future in batch:
        if not future.done():
            future.set_exception(known)

"""Many writers, one transaction: what makes a durable answer cheap."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Sequence
from itertools import chain
from queue import SimpleQueue
from typing import TypeAlias

from vigie.core.errors import LedgerRefusedError, LedgerUnavailableError
from vigie.ledger.database import PredictionRow
from vigie.ledger.ledger import Ledger

_log = logging.getLogger(__name__)

_QUIET_TURNS = 4
"""Turns of the event loop without a new row after which nobody is on the way any more: about 10 µs."""
_LONGEST_S = 0.005
"""A loop that never comes to rest hands over all the same."""
_MANY_ROWS = 512

# A future for each writer, not one for the batch: a writer that is cancelled cancels the future it waits for.
_Waiting: TypeAlias = tuple[Sequence[PredictionRow], "asyncio.Future[None]"]
_Failure: TypeAlias = LedgerUnavailableError | LedgerRefusedError


class GroupCommit:
    """Writes predictions for an event loop: those that come while one transaction commits go into the next together.

    Use it from one event loop, e.g. `await group.write([row])` before answering. Its single thread does nothing but
    write; the loop is woken once for each transaction.

    Parameters
    ----------
    max_pending, max_characters
        At most so many rows, and characters in their features, wait in memory; further ones are refused.
    """

    def __init__(self, ledger: Ledger, max_pending: int = 10_000, max_characters: int = 20_000_000) -> None:
        self._ledger = ledger
        self._max_pending = max_pending
        self._max_characters = max_characters
        self._waiting: list[_Waiting] = []
        self._rows = 0
        self._characters = 0
        self._writing = False
        self._closed = False
        self._handed_over: SimpleQueue[list[_Waiting] | None] = SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._drained: asyncio.Future[None] | None = None

    @property
    def pending(self) -> int:
        """Rows that are waiting or being written."""
        return self._rows

    def has_room(self, rows: int = 1, characters: int = 0) -> bool:
        """Say whether so much more may wait."""
        return self._rows + rows <= self._max_pending and self._characters + characters <= self._max_characters

    async def write(self, rows: Sequence[PredictionRow]) -> None:
        """Return once the rows are committed, all in one transaction.

        A cancelled caller's rows may be written all the same.

        Raises
        ------
        LedgerUnavailableError
            They could not be written, or too many are waiting.
        LedgerRefusedError
            The database refuses these very rows; those of other writers are not affected.
        """
        await self.submit(rows)

    def submit(self, rows: Sequence[PredictionRow]) -> asyncio.Future[None]:
        """Queue the rows and return what `write` awaits: a future of the caller's own."""
        if self._closed:
            raise LedgerUnavailableError("the service is stopping")
        characters = characters_of(rows)
        if self._rows and not self.has_room(len(rows), characters):
            raise LedgerUnavailableError(f"{self._rows} predictions are waiting to be written already")
        loop = self._loop or self._start()
        future = loop.create_future()
        self._waiting.append((rows, future))
        self._rows += len(rows)
        self._characters += characters
        if not self._writing:
            self._writing = True
            self._ripen()
        return future

    async def close(self) -> None:
        """Wait until everything is written, then stop. Writers that come later are refused."""
        self._closed = True
        if self._writing and self._loop is not None:
            self._drained = self._loop.create_future()
            await self._drained
        if self._thread is not None:
            self._handed_over.put(None)
            await asyncio.to_thread(self._thread.join)
            self._thread = None

    def _start(self) -> asyncio.AbstractEventLoop:
        self._loop = asyncio.get_running_loop()
        # A daemon: an interpreter that exits without `close` has answered none of those who still wait.
        self._thread = threading.Thread(target=self._write_all, name="ledger", daemon=True)
        self._thread.start()
        return self._loop

    def _ripen(self, rows: int = 0, quiet_turns: int = 0, until: float = 0.0) -> None:
        """Hand over when the loop has come to rest, so that whoever is being read or answered shares the transaction.

        A transaction costs as much as some thirty rows do, and while the loop rests its thread has the interpreter, and
        a single processor, to itself. A row that is alone waits for a few empty turns.
        """
        assert self._loop is not None  # noqa: S101 - it was there to submit to
        until = until or self._loop.time() + _LONGEST_S
        quiet_turns = quiet_turns + 1 if self._rows == rows else 0
        if quiet_turns >= _QUIET_TURNS or self._rows >= _MANY_ROWS or self._loop.time() > until:
            self._hand_over()
        else:
            self._loop.call_soon(self._ripen, self._rows, quiet_turns, until)

    def _hand_over(self) -> None:
        batch, self._waiting = self._waiting, []
        self._handed_over.put(batch)

    def _write_all(self) -> None:
        while (batch := self._handed_over.get()) is not None:
            outcomes = self._commit(batch)
            assert self._loop is not None  # noqa: S101 - the thread is started with a loop
            try:
                self._loop.call_soon_threadsafe(self._settle, batch, outcomes)
            except RuntimeError:  # the loop was closed without `close`: nobody is left to tell
                return

    def _commit(self, batch: Sequence[_Waiting]) -> Sequence[_Failure | None]:
        outcome = self._record(list(chain.from_iterable(rows for rows, _ in batch)))
        if isinstance(outcome, LedgerRefusedError) and len(batch) > 1:
            return [self._record(rows) for rows, _ in batch]  # find the one whose fault it is
        return [outcome] * len(batch)

    def _record(self, rows: Sequence[PredictionRow]) -> _Failure | None:
        try:
            self._ledger.record_predictions(rows)
        except (LedgerUnavailableError, LedgerRefusedError) as err:
            return err
        except Exception as err:  # noqa: BLE001 - the thread must outlive it, or later writers would wait for ever
            _log.exception("Writing %d predictions failed", len(rows))
            unavailable = LedgerUnavailableError(f"writing failed ({type(err).__name__})")
            unavailable.__cause__ = err
            return unavailable
        return None

    def _settle(self, batch: Sequence[_Waiting], outcomes: Sequence[_Failure | None]) -> None:
        for (rows, future), outcome in zip(batch, outcomes, strict=True):
            self._rows -= len(rows)
            self._characters -= characters_of(rows)
            if future.done():
                continue
            if outcome is None:
                future.set_result(None)
            else:
                future.set_exception(_copy(outcome))
        self._writing = bool(self._waiting)
        if self._writing:
            self._ripen()
        elif self._drained is not None and not self._drained.done():
            self._drained.set_result(None)


def characters_of(rows: Sequence[PredictionRow]) -> int:
    """Count what makes rows large."""
    return sum(len(row.features) for row in rows)


def _copy(err: _Failure) -> _Failure:
    """Return an error of its own for each writer: a shared one would gather the tracebacks of all."""
    made = type(err)(err.reason)
    made.__cause__ = err
    return made

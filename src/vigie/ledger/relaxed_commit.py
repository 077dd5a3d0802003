"""Answers first, commits after: for those who would rather lose the last answers than wait for the disk."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from functools import partial
from typing import TypeAlias

from vigie.core.errors import LedgerRefusedError, LedgerUnavailableError
from vigie.ledger.database import PredictionRow
from vigie.ledger.group_commit import GroupCommit, characters_of
from vigie.ledger.ledger import Ledger

_log = logging.getLogger(__name__)

_AGAIN_S = 0.5


class RelaxedCommit:
    """Takes predictions at once and writes them soon; a `GroupCommit` that nobody waits for.

    While the ledger is away they are kept in memory and written when it is back; when no more may be kept, further
    ones are refused. A process that is killed loses what it keeps. Use it from one event loop.

    Parameters
    ----------
    max_pending, max_characters
        As of `GroupCommit`.
    patience_s
        So long `close` tries to write what is kept.
    """

    def __init__(
        self, ledger: Ledger, max_pending: int = 10_000, max_characters: int = 20_000_000, patience_s: float = 8.0
    ) -> None:
        self._group = GroupCommit(ledger, max_pending, max_characters)
        self._max_pending = max_pending
        self._max_characters = max_characters
        self._patience_s = patience_s
        self._kept: deque[Sequence[PredictionRow]] = deque()
        self._kept_rows = 0
        self._kept_characters = 0
        self._again: asyncio.TimerHandle | None = None
        self._closed = False
        self.lost = 0
        """Rows that were answered and could not be written, for good."""

    @property
    def pending(self) -> int:
        """Rows that were answered and are not on disk yet."""
        return self._group.pending + self._kept_rows

    def has_room(self, rows: int = 1, characters: int = 0) -> bool:
        """Say whether so much more may wait."""
        return self._kept_characters + characters <= self._max_characters and self._group.has_room(
            rows + self._kept_rows, characters + self._kept_characters
        )

    def submit(self, rows: Sequence[PredictionRow]) -> asyncio.Future[None]:
        """Take the rows and return a future that is done already.

        Raises
        ------
        LedgerUnavailableError
            Too many are waiting.
        """
        if self._closed:
            raise LedgerUnavailableError("the service is stopping")
        if self.pending and not self.has_room(len(rows), characters_of(rows)):
            raise LedgerUnavailableError(f"{self.pending} predictions are waiting to be written already")
        if self._kept:
            self._keep(rows)  # the ledger is away: no need to ask it for each
        else:
            self._write(rows)
        taken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        taken.set_result(None)
        return taken

    async def close(self) -> None:
        """Try for a while to write what is kept, then stop; what is lost is counted and logged."""
        self._closed = True
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience_s
        while self.pending and loop.time() < until:
            await asyncio.sleep(0.05)
        if self._again is not None:
            self._again.cancel()
        await self._group.close()
        if self._kept_rows:
            self.lost += self._kept_rows
            _log.error("%d answered predictions could not be written and are lost", self._kept_rows)

    def _write(self, rows: Sequence[PredictionRow]) -> None:
        try:
            written = self._group.submit(rows)
        except LedgerUnavailableError:  # more at once than may wait, and others are being written
            self._keep(rows)
        else:
            written.add_done_callback(partial(self._settle, rows))

    def _settle(self, rows: Sequence[PredictionRow], written: asyncio.Future[None]) -> None:
        error = written.exception()
        if isinstance(error, LedgerRefusedError):
            self.lost += len(rows)
            _log.error("%d answered predictions were refused and are lost: %s", len(rows), error)
        elif error is not None:
            self._keep(rows)
        elif self._kept:
            self._write_kept()

    def _keep(self, rows: Sequence[PredictionRow]) -> None:
        self._kept.append(rows)
        self._kept_rows += len(rows)
        self._kept_characters += characters_of(rows)
        if self._again is None:
            self._again = asyncio.get_running_loop().call_later(_AGAIN_S, self._try_again)

    def _try_again(self) -> None:
        self._again = None
        if self._kept:
            self._write(self._take())  # one, to see; when it is written the others follow

    def _write_kept(self) -> None:
        for _ in range(len(self._kept)):
            self._write(self._take())

    def _take(self) -> Sequence[PredictionRow]:
        rows = self._kept.popleft()
        self._kept_rows -= len(rows)
        self._kept_characters -= characters_of(rows)
        return rows


PredictionCommit: TypeAlias = GroupCommit | RelaxedCommit
"""Either way to write predictions."""

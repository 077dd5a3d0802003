"""From the bytes of a request to the bytes of its answer, with the ledger's commit between; knows no HTTP."""

from __future__ import annotations

import asyncio
from time import perf_counter, time_ns

from vigie.serving.ledger_link import LedgerLink
from vigie.serving.metrics import Counts
from vigie.serving.payloads import PayloadReader
from vigie.serving.rollout import Rollout

_INLINE_ROWS = 32
"""So many rows are answered on the event loop: a thread would cost more than they do, and more would hold it up."""


class Dataplane:
    """Answers predictions. It does not fetch, load, log or judge; it holds no state of its own."""

    def __init__(self, reader: PayloadReader, rollout: Rollout, link: LedgerLink, counts: Counts) -> None:
        self._reader = reader
        self._rollout = rollout
        self._link = link
        self._counts = counts

    async def predict(self, body: bytes, *, source: str | None = None, explain: bool = False) -> bytes:
        """Return the answer to a prediction request, once it is in the ledger.

        Parameters
        ----------
        body
            One row, or `{"rows": […]}`.
        source
            Who asks, kept with each prediction.
        explain
            Say what weighed most too.

        Raises
        ------
        PayloadError
            The request cannot be used.
        NotReadyError
            There is no model.
        LedgerUnavailableError
            Nothing was kept, so nothing is answered.
        """
        started = perf_counter()
        champion = self._rollout.require()
        group = self._link.require_group()
        payload = self._reader.read(body)
        asked = (payload.rows, payload.stored, time_ns() // 1_000, source, explain)
        if len(payload.rows) <= _INLINE_ROWS:
            answers = champion.answer(*asked)
        else:
            answers = await asyncio.to_thread(champion.answer, *asked)
        await group.submit([answer.row for answer in answers])
        champion.count(answers)
        self._counts.observe(perf_counter() - started)
        if payload.many:
            return f'{{"predictions":[{",".join(answer.body for answer in answers)}]}}'.encode()
        return answers[0].body.encode()

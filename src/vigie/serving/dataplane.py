"""From the bytes of a request to the bytes of its answer, with the ledger's commit between; knows no HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from time import perf_counter, time_ns

from vigie.serving.champion import Answer, Champion, Question
from vigie.serving.guard import CALLER
from vigie.serving.ledger_link import LedgerLink
from vigie.serving.metrics import Counts
from vigie.serving.payloads import PayloadReader
from vigie.serving.rollout import Rollout
from vigie.serving.together import Together


class Dataplane:
    """Answers predictions: single rows on the event loop, together; what takes longer in a thread, not to hold it up.

    It does not fetch, load, log or judge.
    """

    def __init__(self, reader: PayloadReader, rollout: Rollout, link: LedgerLink, counts: Counts) -> None:
        self._reader = reader
        self._rollout = rollout
        self._link = link
        self._counts = counts
        self._together = Together()

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
        key_id = CALLER.get().key_id
        questions = [
            Question(row, stored, source, key_id) for row, stored in zip(payload.rows, payload.stored, strict=True)
        ]
        if payload.many or explain:
            answers = await asyncio.to_thread(_answer, champion, questions, explain)
            await group.submit([answer.row for answer in answers])
        else:
            answers = [await self._together.answer(questions[0], champion, group)]
        champion.count(answers)
        self._counts.observe(perf_counter() - started)
        if payload.many:
            return f'{{"predictions":[{",".join(answer.body for answer in answers)}]}}'.encode()
        return answers[0].body.encode()


def _answer(champion: Champion, questions: Sequence[Question], explain: bool) -> list[Answer]:
    answers = champion.answer(questions, time_ns() // 1_000)
    if explain:
        return [champion.explain(answer, question.row) for answer, question in zip(answers, questions, strict=True)]
    return answers

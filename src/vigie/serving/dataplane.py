"""From the bytes of a request to the bytes of its answer, with the ledger's commit between; knows no HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from time import perf_counter

from vigie.core import clock
from vigie.ledger import Entry, Request
from vigie.serving.champion import Answer, Champion, Question
from vigie.serving.guard import CALLER
from vigie.serving.ledger_link import LedgerLink
from vigie.serving.metrics import Counts
from vigie.serving.payloads import PayloadReader
from vigie.serving.rollout import Rollout
from vigie.serving.together import Together
from vigie.serving.tracing import note_answers
from vigie.serving.trials import Trials


class Dataplane:
    """Answers predictions: single rows on the event loop, together; what takes longer in a thread, not to hold it up.

    It does not fetch, load, log or judge.
    """

    def __init__(
        self,
        reader: PayloadReader,
        rollout: Rollout,
        link: LedgerLink,
        counts: Counts,
        trials: Trials,
        *,
        keeps_texts: bool = True,
        traced: bool = False,
    ) -> None:
        self._reader = reader
        self._rollout = rollout
        self._link = link
        self._counts = counts
        self._trials = trials
        self._together = Together()
        self._keeps_texts = keeps_texts
        self._traced = traced

    async def predict(
        self, body: bytes, *, source: str | None = None, explain: bool = False, request: Request | None = None,
        by_champion: bool = False,
    ) -> bytes:  # fmt: skip
        """Return the answer to a prediction request, once it is in the ledger.

        Parameters
        ----------
        body
            One row, or `{"rows": […]}`.
        source
            Who asks, kept with each prediction.
        explain
            Say what weighed most too.
        request
            What tells this request from others, where it may come again: then it has the answer that it had at first.
        by_champion
            Whether the champion is to answer, whoever challenges it.

        Raises
        ------
        PayloadError
            The request cannot be used.
        NotReadyError
            There is no model.
        LedgerUnavailableError
            Nothing was kept, so nothing is answered.
        RequestConflictError
            The request came before with something else.
        """
        started = perf_counter()
        champion = self._rollout.require()
        group = self._link.require_group()
        payload = self._reader.read(body)
        key_id = CALLER.get().key_id
        questions = [
            Question(row, stored, source, key_id) for row, stored in zip(payload.rows, payload.stored, strict=True)
        ]
        trial = self._trials.running
        if trial is not None and not by_champion:
            champion = trial.choose(champion, questions[0])
        if request is not None:
            said, answers = await self._once(champion, questions, payload.many, explain, request)
        else:
            if payload.many or explain:
                answers = await asyncio.to_thread(_answer, champion, questions, explain)
                await group.submit([answer.row for answer in answers])
            else:
                answers = [await self._together.answer(questions[0], champion, group)]
            said = _body(answers, payload.many)
        champion.count(answers)
        if trial is not None:
            trial.note(questions, answers)
        self._counts.observe(perf_counter() - started)
        if self._traced:
            note_answers(answers)
        return said

    async def _once(
        self, champion: Champion, questions: Sequence[Question], many: bool, explain: bool, request: Request
    ) -> tuple[bytes, Sequence[Answer]]:
        """Return the answer, and what is new of it: nothing if the request was answered before."""
        repeats = self._link.require_repeats()
        if many or explain or champion.slow:
            plain = await asyncio.to_thread(_answer, champion, questions, explain=False)
        else:
            plain = _answer(champion, questions, explain=False)
        told = await asyncio.to_thread(_explained, champion, plain, questions) if explain else plain
        # What weighed are words of the text, and where no text is kept they are not either.
        kept = _body(told if self._keeps_texts else plain, many)
        said, is_new = await repeats.write(Entry(request, [answer.row for answer in plain], kept.decode()))
        return (_body(told, many), plain) if is_new else (said.encode(), ())


def _answer(champion: Champion, questions: Sequence[Question], explain: bool) -> list[Answer]:
    answers = champion.answer(questions, clock.time_ns() // 1_000)
    return _explained(champion, answers, questions) if explain else answers


def _explained(champion: Champion, answers: Sequence[Answer], questions: Sequence[Question]) -> list[Answer]:
    return [champion.explain(answer, question.row) for answer, question in zip(answers, questions, strict=True)]


def _body(answers: Sequence[Answer], many: bool) -> bytes:
    if many:
        return f'{{"predictions":[{",".join(answer.body for answer in answers)}]}}'.encode()
    return answers[0].body.encode()

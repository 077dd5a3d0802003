"""Answering together what arrived together: one call of the model, one entry at the ledger, for many requests."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from vigie.core import clock
from vigie.core.errors import LedgerRefusedError, LedgerUnavailableError
from vigie.ledger import PredictionCommit
from vigie.serving.champion import Answer, Champion, Question

_THREADS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
_MOST_AT_ONCE = 32
"""Rows that a slow champion answers in one call: more would gain nothing, and the first would wait for the last."""


class _Asked(NamedTuple):
    question: Question
    champion: Champion
    group: PredictionCommit
    answered: asyncio.Future[Answer]


class Together:
    """Gathers the rows that one turn of the event loop has read, e.g. `await together.answer(question, …)` in each
    request.

    Nobody waits on purpose: a row that is alone is answered in the next turn. What rows share is the price per call of
    the model and of the ledger, and a processor cache that holds the model instead of the network's code. A slow
    champion answers in threads, lest it hold up the loop; rows that come while all of them are at work are answered
    together by the next that is free. Use it from one event loop.
    """

    def __init__(self) -> None:
        self._asked: list[_Asked] = []
        self._aside: deque[_Asked] = deque()
        self._at_work = 0
        self._workers: set[asyncio.Task[None]] = set()

    def answer(self, question: Question, champion: Champion, group: PredictionCommit) -> asyncio.Future[Answer]:
        """Return a future of the answer, done when it is in the ledger or could not be given.

        Parameters
        ----------
        champion, group
            The model and the ledger that the request began with.
        """
        loop = asyncio.get_running_loop()
        if not self._asked:
            loop.call_soon(self._answer_all)
        answered: asyncio.Future[Answer] = loop.create_future()
        self._asked.append(_Asked(question, champion, group, answered))
        return answered

    def _answer_all(self) -> None:
        asked, self._asked = self._asked, []
        for champion, of_one_champion in groupby(asked, key=attrgetter("champion")):
            if champion.slow:
                self._aside.extend(of_one_champion)
                self._set_to_work()
            else:
                _answer(list(of_one_champion))

    def _set_to_work(self) -> None:
        if self._at_work < _THREADS:
            self._at_work += 1
            worker = asyncio.create_task(self._work())
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)

    async def _work(self) -> None:
        try:
            while self._aside:
                champion = self._aside[0].champion
                taken: list[_Asked] = []
                while self._aside and self._aside[0].champion is champion and len(taken) < _MOST_AT_ONCE:
                    taken.append(self._aside.popleft())
                await _answer_aside(taken)
        finally:
            # Here and not when the task is done: a row that came in the turn between would be left to nobody.
            self._at_work -= 1


def _answer(asked: Sequence[_Asked]) -> None:
    try:
        answers = asked[0].champion.answer([one.question for one in asked], _now())
    except Exception as error:  # noqa: BLE001 - whatever it is, each request has to hear of it
        if len(asked) == 1:
            _tell(asked, error)
            return
        for one in asked:  # so that a row hears of its own fault only
            _answer([one])
    else:
        _write(asked, answers)


async def _answer_aside(asked: Sequence[_Asked]) -> None:
    try:
        answers = await asyncio.to_thread(asked[0].champion.answer, [one.question for one in asked], _now())
    except Exception as error:  # noqa: BLE001 - as above
        if len(asked) == 1:
            _tell(asked, error)
            return
        for one in asked:
            await _answer_aside([one])
    else:
        _write(asked, answers)


def _write(asked: Sequence[_Asked], answers: Sequence[Answer]) -> None:
    try:
        written = asked[0].group.submit([answer.row for answer in answers])
    except LedgerUnavailableError as error:
        _tell(asked, error)
    else:
        written.add_done_callback(partial(_settle, asked, answers))


def _settle(asked: Sequence[_Asked], answers: Sequence[Answer], written: asyncio.Future[None]) -> None:
    error = written.exception()
    if isinstance(error, LedgerRefusedError) and len(asked) > 1:
        for one, answer in zip(asked, answers, strict=True):  # so that a row hears of its own fault only
            _write([one], [answer])
    elif error is not None:
        _tell(asked, error)
    else:
        for one, answer in zip(asked, answers, strict=True):
            if not one.answered.done():  # its caller may have gone
                one.answered.set_result(answer)


def _tell(asked: Sequence[_Asked], error: BaseException) -> None:
    for one in asked:
        if not one.answered.done():
            one.answered.set_exception(error)


def _now() -> int:
    return clock.time_ns() // 1_000

"""Answering together what arrived together: one call of the model, one entry at the ledger, for many requests."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from time import time_ns
from typing import NamedTuple

from vigie.core.errors import LedgerRefusedError, LedgerUnavailableError
from vigie.ledger import GroupCommit
from vigie.serving.champion import Answer, Champion, Question


class _Asked(NamedTuple):
    question: Question
    champion: Champion
    group: GroupCommit
    answered: asyncio.Future[Answer]


class Together:
    """Gathers the rows that one turn of the event loop has read, e.g. `await together.answer(question, …)` in each
    request.

    Nobody waits on purpose: a row that is alone is answered in the next turn. What rows share is the price per call of
    the model and of the ledger, and a processor cache that holds the model instead of the network's code.
    Use it from one event loop.
    """

    def __init__(self) -> None:
        self._asked: list[_Asked] = []

    def answer(self, question: Question, champion: Champion, group: GroupCommit) -> asyncio.Future[Answer]:
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
        for _, of_one_champion in groupby(asked, key=attrgetter("champion")):
            _answer(list(of_one_champion))


def _answer(asked: Sequence[_Asked]) -> None:
    champion, group = asked[0].champion, asked[0].group
    try:
        answers = champion.answer([one.question for one in asked], time_ns() // 1_000)
        written = group.submit([answer.row for answer in answers])
    except LedgerUnavailableError as error:
        _tell(asked, error)
    except Exception as error:  # noqa: BLE001 - whatever it is, each request has to hear of it
        _fail(asked, error)
    else:
        written.add_done_callback(partial(_settle, asked, answers))


def _settle(asked: Sequence[_Asked], answers: Sequence[Answer], written: asyncio.Future[None]) -> None:
    error = written.exception()
    if isinstance(error, LedgerRefusedError):
        _fail(asked, error)
    elif error is not None:
        _tell(asked, error)
    else:
        for one, answer in zip(asked, answers, strict=True):
            if not one.answered.done():  # its caller may have gone
                one.answered.set_result(answer)


def _fail(asked: Sequence[_Asked], error: Exception) -> None:
    """Try the rows one by one, so that a row hears of its own fault only."""
    if len(asked) == 1:
        _tell(asked, error)
        return
    for one in asked:
        _answer([one])


def _tell(asked: Sequence[_Asked], error: BaseException) -> None:
    for one in asked:
        if not one.answered.done():
            one.answered.set_exception(error)

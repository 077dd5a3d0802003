"""A challenger that answers beside the champion: after its answer was given, in a thread aside, never shown."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import NamedTuple

from vigie.core import clock
from vigie.core.errors import LedgerError
from vigie.ledger import ChallengerAnswer
from vigie.serving.challenger import Strikes
from vigie.serving.champion import Answer, Champion, Question

_MOST_WAITING = 2_000
_WRITE_AFTER_S = 0.5
"""Without a new row; then nobody is held up by the writing."""
_WRITE_EVERY_S = 5.0
_WRITE_AT = 500
_REST_S = 0.000_05
"""After each answer, so that whoever answers people has the interpreter at once."""
_BUSY_REST = 100.0
"""So many times as long as it worked it rests while people wait: of a full processor it takes a hundredth at most."""
_LONGEST_REST_S = 0.25
_FEW_WAITING = 8
"""Rows that wait to be asked; when there are more, they come faster than they can be asked beside."""


class _Beside(NamedTuple):
    question: Question
    key: str
    label: str


class Shadow:
    """Asks the challenger what it would have answered, and keeps that in the ledger.

    `take` is for the event loop and costs about a microsecond; all else happens in one thread that rests while people
    wait. What it does not get through is dropped and counted: a queue that is full holds up nobody. (A thread of low
    priority would not do: the system may halt it while it has the interpreter, and everybody waits for it.)

    Parameters
    ----------
    challenge
        Its id in the ledger.
    strikes
        Counts what the challenger fails at.
    write
        Keeps answers; may raise LedgerError.
    is_busy
        Whether people wait for answers now.
    """

    def __init__(
        self,
        challenger: Champion,
        challenge: str,
        strikes: Strikes,
        within_s: float,
        write: Callable[[Sequence[ChallengerAnswer]], None],
        is_busy: Callable[[], bool] = lambda: False,
    ) -> None:
        self._challenger = challenger
        self._challenge = challenge
        self._strikes = strikes
        self._within_s = within_s
        self._write = write
        self._is_busy = is_busy
        self._waiting: SimpleQueue[_Beside | None] = SimpleQueue()
        self._unwritten: list[ChallengerAnswer] = []
        self._written_at = time.monotonic()
        self.answered = 0
        self.dropped = 0
        """Rows that it was not asked, and answers that could not be kept."""
        self._thread = threading.Thread(target=self._work, name="shadow", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        return self._waiting.qsize()

    def take(self, questions: Sequence[Question], answers: Sequence[Answer]) -> None:
        """Ask the challenger these questions too, when there is time."""
        if self._waiting.qsize() + len(answers) > _MOST_WAITING:
            self.dropped += len(answers)
            return
        for question, answer in zip(questions, answers, strict=False):  # a repeated request has no new answers
            self._waiting.put(_Beside(question, answer.row.id, answer.row.label))

    def close(self, within_s: float = 1.0) -> None:
        """Keep what was answered, and end; what is still waiting is dropped."""
        while True:
            try:
                self._waiting.get_nowait()
            except Empty:
                break
        self._waiting.put(None)
        self._thread.join(within_s)

    def _work(self) -> None:
        while True:
            try:
                taken = self._waiting.get(timeout=_WRITE_AFTER_S)
            except Empty:
                self._write_down()
                continue
            if taken is None:
                self._write_down()
                return
            took = self._ask(taken)
            if len(self._unwritten) >= _WRITE_AT or time.monotonic() - self._written_at > _WRITE_EVERY_S:
                self._write_down()
            is_busy = self._is_busy() or self._waiting.qsize() > _FEW_WAITING
            time.sleep(min(_LONGEST_REST_S, took * _BUSY_REST) if is_busy else _REST_S)

    def _ask(self, beside: _Beside) -> float:
        """Ask the challenger, and return how many seconds that took."""
        began = time.perf_counter()
        try:
            (answer,) = self._challenger.answer([beside.question], clock.time_ns() // 1_000)
        except Exception as error:  # noqa: BLE001 - whatever it is, it harms nobody but the challenger
            self._strikes.note(f"Challenger {self._challenger.version} failed at an answer: {type(error).__name__}.")
            return time.perf_counter() - began
        took = time.perf_counter() - began
        slow = f"Challenger {self._challenger.version} took more than {self._within_s:g} s for an answer."
        self._strikes.note(slow if took > self._within_s else None)
        self.answered += 1
        row = answer.row
        self._unwritten.append(
            ChallengerAnswer(
                beside.key, self._challenge, row.at, row.label, row.confidence, row.probabilities,
                round(took * 1e6), int(row.label == beside.label),
            )
        )  # fmt: skip
        return took

    def _write_down(self) -> None:
        self._written_at = time.monotonic()
        if not self._unwritten:
            return
        try:
            self._write(self._unwritten)
        except LedgerError:
            if len(self._unwritten) < _MOST_WAITING:
                return  # the ledger may be back the next time
            self.dropped += len(self._unwritten)
        self._unwritten = []

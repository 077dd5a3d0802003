"""A challenger that answers in the champion's place, and cannot do harm: whatever it fails at, the champion does."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeAlias, TypeVar

from vigie.core.types import Row
from vigie.servable.servable import Servable
from vigie.serving.champion import Answer, Champion, Question

T = TypeVar("T")
_Job: TypeAlias = "tuple[Future[object], Callable[[], object]]"

_log = logging.getLogger(__name__)

_MOST_STRIKES = 3
_AMONG = 100


class Strikes:
    """Counts what goes wrong; `out` says once that it was too often: three times among a hundred answers.

    Safe to share between threads.
    """

    def __init__(self, out: Callable[[str], None]) -> None:
        self._recent: deque[bool] = deque(maxlen=_AMONG)
        self._out = out
        self._over = False
        self._turn = threading.Lock()

    def note(self, fault: str | None = None) -> None:
        """Note an answer; what is wrong with it, if something is."""
        with self._turn:
            self._recent.append(fault is not None)
            is_out = fault is not None and sum(self._recent) >= _MOST_STRIKES and not self._over
            self._over = self._over or is_out
        if is_out:
            self._out(f"{fault} This was the {_MOST_STRIKES}rd time among the last {len(self._recent)} answers.")


class Aside:
    """A thread of its own for whatever may hang: a daemon, so that it holds up nobody's end."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._turn = threading.Lock()
        self._closed = False
        threading.Thread(target=self._work, name="challenger", daemon=True).start()

    def submit(self, job: Callable[[], T]) -> Future[T] | None:
        """Queue a job; None once it is closed."""
        future: Future[T] = Future()
        with self._turn:
            if self._closed:
                return None
            self._jobs.put((future, job))  # type: ignore[arg-type]  # the job's type is the future's
        return future

    def close(self) -> None:
        """Let the thread end after what was submitted."""
        with self._turn:
            self._closed = True
            self._jobs.put(None)

    def _work(self) -> None:
        while (taken := self._jobs.get()) is not None:
            future, job = taken
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(job())
            except BaseException as error:  # noqa: BLE001 - whoever waits has to hear of it, whatever it is
                future.set_exception(error)


class Challenger(Champion):
    """Answers as a champion does; where it fails or takes too long, the champion answers instead.

    Parameters
    ----------
    champion
        Gives the one that answers now.
    strikes
        Counts the failures.
    within_s
        So long an answer may take.
    """

    def __init__(
        self, servable: Servable, version: str, champion: Callable[[], Champion], strikes: Strikes, within_s: float
    ) -> None:
        # Slow whatever it was measured: it never answers on the event loop, which it could hold up.
        super().__init__(servable, version, slow=True)
        self._champion = champion
        self._strikes = strikes
        self._within_s = within_s
        self._aside = Aside()

    def answer(self, questions: Sequence[Question], at: int) -> list[Answer]:
        future = self._aside.submit(lambda: super(Challenger, self).answer(questions, at))
        if future is None:  # the challenge ended after this request had begun
            return self._champion().answer(questions, at)
        try:
            answers = future.result(self._within_s)
        except TimeoutError:
            future.cancel()
            self._strikes.note(f"Challenger {self.version} took more than {self._within_s:g} s for an answer.")
        except Exception as error:  # noqa: BLE001 - the champion answers, whatever it is
            self._strikes.note(f"Challenger {self.version} failed at an answer: {type(error).__name__}.")
            _log.warning("Challenger %s failed at an answer", self.version, exc_info=error)
        else:
            self._strikes.note()
            return answers
        return self._champion().answer(questions, at)

    def explain(self, answer: Answer, row: Row) -> Answer:
        if answer.row.model_version != self.version:
            return self._champion().explain(answer, row)
        try:
            return super().explain(answer, row)
        except Exception as error:  # noqa: BLE001 - an answer without its reasons is one all the same
            self._strikes.note(f"Challenger {self.version} failed at a reason: {type(error).__name__}.")
            return answer

    def count(self, answers: Sequence[Answer]) -> None:
        super().count([one for one in answers if one.row.model_version == self.version])
        self._champion().count([one for one in answers if one.row.model_version != self.version])

    def close(self) -> None:
        """Let go of its thread."""
        self._aside.close()

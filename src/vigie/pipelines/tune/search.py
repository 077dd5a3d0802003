"""The search itself: tasks handed out, trials taken back, until it is done, out of time, or stopped."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Literal

from vigie.core.types import Reporter, Stage
from vigie.pipelines.tune.crew import Crew
from vigie.pipelines.tune.journal import Journal
from vigie.pipelines.tune.standing import best_of, clock, in_words, seconds_left
from vigie.pipelines.tune.stopping import hurdles
from vigie.pipelines.tune.tpe import Suggestions, Values
from vigie.pipelines.tune.trial import Task, Trial
from vigie.tracking.search_record import TrialRecord
from vigie.tracking.search_recorder import SearchRecorder

Ending = Literal["done", "out of time", "stopped", "hopeless"]

HOPELESS = 20
"""So many trials and not one with a score: the search gives up."""
GRACE = 0.1
"""Of the time that was given: how much longer the trials that run at its end may take before they are ended."""
_LOOK_S = 0.25


@dataclass(frozen=True)
class Limits:
    """When a search ends."""

    trials: int | None
    """All in all, those of earlier calls included; None for no such limit."""
    seconds: float = math.inf
    """Of this call."""


@dataclass
class Search:
    """What a search needs to go on, and how it does."""

    crew: Crew
    suggestions: Suggestions
    journal: Journal
    recorder: SearchRecorder
    limits: Limits
    workers: int
    metric: str
    lower_is_better: bool
    first: Values | None
    """What the candidate has now: tried first, so that the search knows what it is to beat."""
    reporter: Reporter
    run: Future[str] = field(default_factory=Future)
    """The id of the search's run in MLflow, when it is known."""

    def __post_init__(self) -> None:
        self._best = best_of(self.journal.trials, lower_is_better=self.lower_is_better)
        self._began = time.monotonic()
        for trial in self.journal.trials:
            self.suggestions.propose(trial.number, trial.values)
            self.suggestions.tell(trial.number, self._loss(trial))

    @property
    def best(self) -> Trial | None:
        return self._best

    def go(self, stage: Stage) -> Ending:
        """Run trials until there is a reason to end; trials that are still running then are not waited for."""
        stage.advance(len(self.journal.trials), note="starting")
        with _interrupts() as interrupted:
            while not interrupted():
                self._keep_run()
                ending = self._ending()
                if ending is not None:
                    return ending
                self._hand_out()
                for trial in self.crew.finished(_LOOK_S):
                    self._take(trial)
                    stage.advance()
                stage.advance(0, note=self._standing())
        return "stopped"

    def record_of(self, trial: Trial) -> TrialRecord:
        """Return a trial as it is recorded, right after it was done."""
        return TrialRecord(
            number=trial.number,
            values=trial.values,
            score=trial.score,
            best=self._best.score if self._best else None,
            seconds=trial.seconds,
            began_at=trial.began_at,
            error=trial.error,
            stopped=trial.stopped,
            epochs=trial.epochs,
        )

    def _ending(self) -> Ending | None:
        done = self.journal.trials
        if self._best is None and len(done) >= HOPELESS:
            return "hopeless"
        passed = time.monotonic() - self._began
        if passed > self.limits.seconds and (not self.crew.running or passed > self.limits.seconds * (1 + GRACE)):
            return "out of time"
        if self.limits.trials is not None and len(done) >= self.limits.trials:
            return "done"
        return None

    def _hand_out(self) -> None:
        while self.crew.idle and self._wants_more():
            taken = {trial.number for trial in self.journal.trials} | {task.number for task in self.crew.running}
            number = next(number for number in count(1) if number not in taken)
            if number == 1 and self.first is not None:
                self.suggestions.propose(number, self.first)
                values = self.first
            else:
                values = self.suggestions.suggest(number)
            self.crew.start(Task(number, values, hurdles(self.journal.trials)))

    def _wants_more(self) -> bool:
        if time.monotonic() - self._began > self.limits.seconds:
            return False
        return self.limits.trials is None or len(self.journal.trials) + len(self.crew.running) < self.limits.trials

    def _take(self, trial: Trial) -> None:
        self.journal.add(trial)
        self.suggestions.tell(trial.number, self._loss(trial))
        best = best_of(self.journal.trials, lower_is_better=self.lower_is_better)
        if best is not self._best and best is not None and best.score is not None:
            self._best = best
            self.reporter.say(f"Trial {best.number}: {self.metric} {best.score:.4f}, with {in_words(best.values)}")
        self.recorder.add(self.record_of(trial))

    def _loss(self, trial: Trial) -> float | None:
        return trial.score if trial.score is None or self.lower_is_better else -trial.score

    def _keep_run(self) -> None:
        self.recorder.check()
        if self.run.done() and self.run.result() != self.journal.run_id:
            self.journal.name_run(self.run.result())

    def _standing(self) -> str:
        done = self.journal.trials
        failed = sum(trial.score is None for trial in done)
        wanted = f" of {self.limits.trials}" if self.limits.trials is not None else ""
        parts = [f"{len(done)}{wanted} done", *([f"{failed} failed"] if failed else ())]
        parts.append(f"{len(self.crew.running)} running")
        passed = time.monotonic() - self._began
        left = seconds_left(
            done, self.limits.trials, len(self.crew.running), self.workers, max(self.limits.seconds - passed, 0.0)
        )
        if math.isfinite(left):
            parts.append(f"ends about {clock(time.time() + left)}")
        if self._best is not None and self._best.score is not None:
            parts.append(f"best {self._best.score:.4f}: {in_words(self._best.values)}")
        return " · ".join(parts)


@contextmanager
def _interrupts() -> Iterator[Callable[[], bool]]:
    """Give whether Ctrl-C was pressed, which in the block interrupts nothing by itself; a second one does."""
    pressed: list[int] = []

    def note(number: int, _: object) -> None:
        if pressed:
            raise KeyboardInterrupt
        pressed.append(number)

    if threading.current_thread() is not threading.main_thread():  # only the main one may ask for signals
        yield lambda: False
        return
    former = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, former)

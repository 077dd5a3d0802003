"""What the acts of a rehearsal share: the project, its service, its watcher, the clock, and what happens when."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from random import Random
from typing import Any

from vigie.client import Client
from vigie.core.declarations.asking import is_asked
from vigie.core.project import FILE_NAME, Project, load_project
from vigie.ledger import Alert, Ledger
from vigie.pipelines.published import published
from vigie.pipelines.rehearse.diary import Diary
from vigie.pipelines.rehearse.doors import Doors
from vigie.pipelines.rehearse.fast_clock import HOUR, SECOND, FastClock
from vigie.pipelines.rehearse.people import Answered, Crowd, Opinion
from vigie.pipelines.watch import Round, steps
from vigie.servable.store import Store
from vigie.settings import Settings

_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Asking:
    """A row that somebody is going to ask about."""

    at: int
    row: dict[str, Any]
    truth: str
    about: str = "usual"


@dataclass
class World:
    """A project in production, as the acts meet it."""

    project: Project
    settings: Settings
    ledger: Ledger
    doors: Doors
    clock: FastClock
    diary: Diary
    random: Random
    look_every: int = HOUR
    """Microseconds between two looks of the watcher, at full hours."""
    answered: list[Answered] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    """Opened so far, the oldest first."""
    untouched: list[bool] = field(default_factory=list)
    """At the end: whether the first champion would have been right on each row."""

    def __post_init__(self) -> None:
        self.desk: Client = self.doors.client("198.51.100.250")
        self.crowd = Crowd(self.doors, self.project.schema.labels, self.random)
        self._events: list[tuple[int, int, Callable[[], object]]] = []
        self._number = count()
        self._beside = 0
        # What is slow is taken at once here, and not aside: the clock stands still meanwhile.
        watched = tuple(step._replace(slow=False) for step in steps())
        self._round = Round(watched, clock=self.clock.seconds)
        self._looked_at = 0

    @property
    def store(self) -> Store:
        return published(self.project, self.settings)

    def declare(self, former: str, now: str) -> None:
        """Change a line of vigie.toml, as a person would; a comment that holds the same words is none."""
        path = self.project.root / FILE_NAME
        lines = path.read_text(encoding="utf-8").split("\n")
        lines[lines.index(former)] = now
        path.write_text("\n".join(lines), encoding="utf-8")
        self.project = load_project(self.project.root)

    def schedule(self, at: int, action: Callable[[], object]) -> None:
        """Let something happen at a time."""
        heapq.heappush(self._events, (at, next(self._number), action))

    def expect(self, asking: Iterable[Asking]) -> None:
        """Let people ask."""
        for one in asking:
            self.schedule(one.at, partial(self._ask, one))

    def play(self, until: int, stop: Callable[[], bool] = lambda: False) -> None:
        """Let happen what is to happen before then, the watcher looking now and then; end earlier where `stop` says so.

        Nobody asks between midnight and six, so the watcher does not look then either.
        """
        while self._events and self._events[0][0] < until:
            at, _, action = heapq.heappop(self._events)
            if at - self._looked_at >= self.look_every:
                self.clock.go_to(at - at % HOUR)
                self.look()
                if stop():
                    heapq.heappush(self._events, (at, -1, action))
                    return
            self.clock.go_to(at)
            action()
        self.clock.go_to(until)
        self.look()

    def look(self) -> None:
        """Let the watcher take the steps that are due, and wait until the service follows."""
        self._looked_at = self.clock.now
        self._let_shadow_be_written()
        self._round.take_due(self.project, self.settings, self.ledger)
        self.follow()
        known = {one.id for one in self.alerts}
        self.alerts += [one for one in reversed(self.ledger.alerts(limit=50)) if one.id not in known]

    def _let_shadow_be_written(self) -> None:
        """Wait until what the challenger said beside the champion is in the ledger: it is written now and then only."""
        challenge = self.ledger.challenges.running()
        until = time.monotonic() + _PATIENCE_S
        while challenge is not None and challenge.mode == "shadow" and time.monotonic() < until:
            if self.ledger.challenges.counts(challenge).answers >= self._beside:
                return
            time.sleep(0.01)

    def follow(self) -> None:
        """Wait until the service answers as the store says."""
        store = self.store
        champion, pointed = store.champion(), store.challenger()
        if champion is not None:
            self.doors.wait_for_champion(champion)
        self.doors.wait_for_challenger(pointed.version if pointed else None)

    def begin_shadow(self) -> None:
        """Count the challenger's answers anew."""
        self._beside = 0

    def say(self, answered: Answered, opinion: Opinion) -> None:
        """Send a verdict; should it open an alert, the watcher looks at once, as it does within seconds."""
        receipt = opinion.client.verdict(answered.id, opinion.kind, label=opinion.label)
        if receipt.alert is not None:
            self.look()

    def _ask(self, one: Asking) -> None:
        told = self.desk.predict(one.row)
        answered = Answered(
            told.id, self.clock.now, one.row, told.label, told.confidence, told.model_version, one.truth, one.about
        )
        self.answered.append(answered)
        self._beside += 1
        # One at a time, so that the same seed has the same ids.
        self.doors.wait_for_shadow(self._beside)
        opinion = self.crowd.opinion(answered, asked=is_asked(told.id, self.project.file.verdicts.asked_share))
        if opinion is not None:
            self.schedule(self.clock.now + opinion.after_s * SECOND, partial(self.say, answered, opinion))

"""The recorded event sequences of alert_sequences.toml, in both databases."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from vigie.core.declarations.alerting import DEFAULT_RULES, Alerts
from vigie.core.errors import VerdictConflictError
from vigie.core.project import parse_project
from vigie.core.schema import Target
from vigie.core.types import VerdictKind
from vigie.ledger import Alert, Ledger, Measurement, PredictionRow, new_prediction_id, open_ledger
from vigie.ledger.delivery import claim_due
from vigie.ledger.ground_truth import Rules, Truth
from vigie.ledger.tables import alerts as alerts_table
from vigie.ledger.tables import measurements, predictions, verdicts
from vigie.monitoring.notify import next_attempt
from vigie.monitoring.rejections import Evidence
from vigie.monitoring.thresholds import Breach

SEQUENCES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("alert_sequences.toml").read_text(encoding="utf-8")
)["sequence"]
MIDNIGHT = 1_700_006_400_000_000  # 2023-11-15 00:00 UTC
LABELS = ("negative", "other", "neither")
TARGET = Target(column="mood", classes={label: (label,) for label in LABELS})
KINDS: dict[str, VerdictKind] = {"reject": "rejected", "confirm": "confirmed", "correct": "corrected"}


def alerts_of(given: dict[str, Any]) -> Alerts:
    """Return the declared alerts, with the default rules off."""
    off = {name: {**rule.model_dump(by_alias=True), "enabled": False} for name, rule in DEFAULT_RULES.items()}
    content = {
        "name": "tweets",
        "data": {"source": "x.csv"},
        "target": {"column": "mood", "classes": list(LABELS)},
        "features": {"text": {"type": "text"}, "age": {"type": "number"}},
        "alerts": {**off, **given},
    }
    return parse_project(content).alerts


def moment(text: str) -> int:
    hours, minutes, seconds = text.split(":")
    return MIDNIGHT + int(hours) * 3_600_000_000 + int(minutes) * 60_000_000 + round(float(seconds) * 1_000_000)


@dataclass
class World:
    """One ledger, the processes that are on it, and the predictions that were named."""

    url: str
    declared: Alerts
    ids: dict[str, str] = field(default_factory=dict)
    processes: list[Ledger] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.processes = [open_ledger(self.url, wait_s=20), open_ledger(self.url, wait_s=20)]

    def end(self) -> None:
        for process in self.processes:
            process.close()

    def wipe(self) -> None:
        with self.processes[0].database.write() as connection:
            for table in (verdicts, predictions, alerts_table, measurements):
                connection.execute(delete(table))

    def run(self, event: str) -> list[str]:
        """Let an event happen, and return what came of it."""
        time, _, rest = event.partition(" ")
        at = moment(time)
        before = self.states()
        if rest == "restart":
            self.end()
            self.start()
            return self.changes(before)
        if rest.startswith("at once: "):
            parts = rest.removeprefix("at once: ").split(" | ")
            for part in parts:
                self.prepare(part, at)
            with ThreadPoolExecutor(2) as pool:
                acts = [
                    pool.submit(self.act, process, part, at)
                    for process, part in zip(self.processes, parts, strict=True)
                ]
                told = [line for done in acts for line in done.result()]
        else:
            process = self.processes[rest.startswith("second: ")]
            part = rest.removeprefix("second: ")
            self.prepare(part, at)
            told = self.act(process, part, at)
        return sorted([*told, *self.changes(before)])

    def prepare(self, event: str, at: int) -> None:
        verb, *words = event.split()
        if verb in (*KINDS, "import") and words[0] not in self.ids:
            row = PredictionRow(new_prediction_id(), at, "1", "{}", "negative", 0.75, "{}")
            self.processes[0].record_predictions([row])
            self.ids[words[0]] = row.id

    def act(self, ledger: Ledger, event: str, at: int) -> list[str]:
        verb, *words = event.split()
        acts: dict[str, Callable[[], list[str]]] = {
            "import": lambda: self.learn(ledger, words, at),
            "measure": lambda: self.measure(ledger, words, at),
            "look": lambda: self.look(ledger, at),
            "send": lambda: self.send(ledger, at),
            "lose": lambda: self.lose(ledger, at),
            "acknowledge": lambda: self.handle(ledger, words, at, ledger.acknowledge_alert),
            "close": lambda: self.handle(
                ledger, words, at, lambda key, who, at: ledger.close_alert(key, who, "seen", at=at)
            ),
        }
        return self.judge(ledger, KINDS[verb], words, at) if verb in KINDS else acts[verb]()

    def judge(self, ledger: Ledger, kind: VerdictKind, words: list[str], at: int) -> list[str]:
        label = words[1] if len(words) > 1 else None
        try:
            ledger.record_verdict(self.ids[words[0]], kind, label=label, at=at, rule=self.declared.rejections)
        except VerdictConflictError:
            return ["is refused"]
        return []

    def learn(self, ledger: Ledger, words: list[str], at: int) -> list[str]:
        assert ledger.ground_truth.record([Truth(words[1], self.ids[words[0]], at=at)], Rules(TARGET), now=at)
        return []

    @staticmethod
    def measure(ledger: Ledger, words: list[str], at: int) -> list[str]:
        monitor, _, subject = words[0].partition("/")
        value = None if words[1] == "none" else float(words[1])
        detail = {name: float(number) for name, number in (word.split("=") for word in words[2:])}
        ledger.measurements.record([Measurement(monitor, value, 100, at - 60_000_000, at, subject, detail)])
        return []

    def look(self, ledger: Ledger, at: int) -> list[str]:
        ledger.close_quiet_alerts(self.declared.rejections, at)
        ledger.rules.judge(self.declared.monitored, at=at)
        return []

    def send(self, ledger: Ledger, at: int) -> list[str]:
        due = claim_due(ledger, at, self.declared)
        for alert in due:
            ledger.mark_sent(alert.id)
        return [f"sends {alert.rule}" for alert in due]

    def lose(self, ledger: Ledger, at: int) -> list[str]:
        due = claim_due(ledger, at, self.declared)
        for alert in due:
            ledger.mark_failed(alert.id, "lost", next_attempt(alert.attempts, at))
        return [f"loses {alert.rule}" for alert in due]

    @staticmethod
    def handle(ledger: Ledger, words: list[str], at: int, act: Callable[..., Alert]) -> list[str]:
        alert = next(alert for alert in ledger.alerts() if alert.rule == words[0])
        act(alert.id, words[2], at=at)
        return []

    def states(self) -> dict[str, str]:
        return {alert.id: alert.state for alert in self.processes[0].alerts()}

    def changes(self, before: dict[str, str]) -> list[str]:
        words = {"open": "opens", "closed": "closes", "acknowledged": "is acknowledged"}
        return sorted(
            f"{alert.rule} {words[alert.state]}"
            for alert in self.processes[0].alerts()
            if before.get(alert.id) != alert.state
        )

    def ends(self) -> list[Alert]:
        return sorted(self.processes[0].alerts(), key=lambda alert: (alert.opened_at, alert.rule))


def matches(alert: Alert, wanted: str) -> bool:
    """Say whether an alert is as its line says: RULE STATE [COUNT or SUBJECTS] [by WHO] [, acknowledged by WHO]."""
    found = re.fullmatch(r"(\S+) (\S+)(?: (?!by )(.+?))?(?: by (\w+))?(?:, acknowledged by (\w+))?", wanted)
    assert found, wanted
    rule, state, about, closed_by, acknowledged_by = found.groups()
    assert (alert.rule, alert.state) == (rule, state)
    if isinstance(alert.evidence, Evidence):
        assert str(alert.evidence.count) == about
    elif isinstance(alert.evidence, Breach):
        assert ", ".join(one.subject for one in alert.evidence.crossings) == (about or "")
    if state == "closed":
        assert alert.closed_by == (closed_by or "rule")
    return acknowledged_by in (None, alert.acknowledged_by)


def play(world: World, sequence: dict[str, Any]) -> None:
    for event in sequence["events"]:
        happens, _, wanted = event.partition(" -> ")
        assert world.run(happens) == sorted(wanted.split(", ") if wanted else []), event
    ends = world.ends()
    assert len(ends) == len(sequence["ends"])
    assert all(matches(alert, wanted) for alert, wanted in zip(ends, sequence["ends"], strict=True))


@pytest.fixture(scope="module")
def world_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give a ledger for all sequences, each of which finds it empty."""
    world = World(f"sqlite:///{tmp_path_factory.mktemp('sequences') / 'ledger.db'}", alerts_of({}))
    yield world
    world.end()


@pytest.mark.parametrize("sequence", SEQUENCES, ids=lambda sequence: sequence["name"])
def test_sequence_happens_as_recorded(world_on_sqlite: World, sequence: dict[str, Any]) -> None:
    world_on_sqlite.wipe()
    world_on_sqlite.declared, world_on_sqlite.ids = alerts_of(sequence.get("alerts", {})), {}
    play(world_on_sqlite, sequence)


@pytest.mark.service
def test_sequences_happen_the_same_in_postgresql(postgres_url: str) -> None:
    world = World(postgres_url, alerts_of({}))
    try:
        for sequence in SEQUENCES:
            world.wipe()
            world.declared, world.ids = alerts_of(sequence.get("alerts", {})), {}
            play(world, sequence)
    finally:
        world.end()


def test_sequences_are_many_and_differ() -> None:
    names = [sequence["name"] for sequence in SEQUENCES]
    assert len(set(names)) == len(names) >= 40

"""The watcher's list of steps: what is due is taken, and a step that fails stops no other."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from vigie.core.errors import LedgerUnavailableError
from vigie.core.project import Project, parse_project
from vigie.ledger import Ledger, open_ledger
from vigie.pipelines.watch import Round, Step, steps, take_once, watch
from vigie.settings import Settings


@pytest.fixture
def project(tmp_path: Path) -> Project:
    content = {
        "name": "tweets",
        "data": {"source": "x.csv"},
        "target": {"column": "mood", "classes": ["good", "bad"]},
        "features": {"text": {"type": "text"}},
    }
    return Project(tmp_path, parse_project(content))


@pytest.fixture
def ledger(project: Project) -> Ledger:
    return open_ledger(project.ledger_url)


def test_take_once_step_that_fails_leaves_the_others_taken(project: Project, ledger: Ledger) -> None:
    taken = []

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    both = (Step("fail", 0, fail), Step("note", 0, lambda *_: taken.append("noted")))
    take_once(both, project, Settings(), ledger)
    assert taken == ["noted"]


def test_take_once_ledger_that_is_away_is_an_error(project: Project, ledger: Ledger) -> None:
    def lose(*_: object) -> None:
        raise LedgerUnavailableError("it is away")

    with pytest.raises(LedgerUnavailableError):
        take_once((Step("lose", 0, lose),), project, Settings(), ledger)


def test_round_slow_step_is_not_begun_again_while_it_runs(project: Project, ledger: Ledger) -> None:
    begun, go_on = threading.Semaphore(0), threading.Event()

    def wait(*_: object) -> None:
        begun.release()
        go_on.wait(10)

    quick: list[int] = []
    both = (Step("slow", 0, wait, slow=True), Step("quick", 0, lambda *_: quick.append(1)))
    turns = Round(both)
    for _ in range(3):
        turns.take_due(project, Settings(), ledger)
    assert begun.acquire(timeout=10)
    go_on.set()
    turns.close()
    assert not begun.acquire(blocking=False)
    assert len(quick) == 3


def test_watch_once_on_an_empty_ledger_ends(project: Project) -> None:
    watch(project, Settings(), once=True)
    assert (project.state / "ledger.db").exists()


def test_steps_names_differ() -> None:
    names = [step.name for step in steps()]
    assert len(set(names)) == len(names)

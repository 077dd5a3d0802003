"""Weeks of two services' lives, shorter than `vigie rehearse` plays them: every turning point must come."""

from __future__ import annotations

import shutil
import time
from contextlib import closing
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from vigie.cli.commands import app
from vigie.cli.in_process import InProcess
from vigie.core import clock
from vigie.core.errors import FolderTakenError
from vigie.core.project import Project, load_project
from vigie.core.types import Silent
from vigie.data.dataset import Dataset
from vigie.ledger import open_ledger
from vigie.ledger.ids import drawn_from, new_id
from vigie.pipelines.rehearse import airline
from vigie.pipelines.rehearse.beside import beside
from vigie.pipelines.rehearse.calm import calm_week, usual_weeks
from vigie.pipelines.rehearse.diary import Diary
from vigie.pipelines.rehearse.fast_clock import HOUR, FastClock
from vigie.pipelines.rehearse.page import picture, write_page
from vigie.pipelines.rehearse.plan import Plan
from vigie.pipelines.rehearse.rehearse import (
    USER,
    Rehearsed,
    first_champion,
    in_production,
    make_project,
    rehearse,
)

SHORT = Plan(
    sample_rows=1_500, week_days=3, usual=45, new_topic=80, burst=70, flood=60, asked=0.65, look_every=3 * HOUR,
    candidate="params = { chars = [], words = [1, 2] }\n",
)  # fmt: skip


class Trained(NamedTuple):
    project: Project
    copies: tuple[Path, Path]
    """Of the project as it was before its first day."""
    diary: Diary


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    folder = tmp_path_factory.mktemp("airline")
    diary = Diary(FastClock())
    diary.clock.now -= HOUR
    with clock.told_by(diary.clock.nanoseconds):
        project = make_project("airline-tweets", folder / "first", SHORT, seed=0)
        first_champion(project, USER, airline.CANDIDATE, diary, Silent())
    copies = folder / "second", folder / "third"
    for copy in copies:
        shutil.copytree(project.root, copy)
    return Trained(project, copies, diary)


@pytest.fixture(scope="module")
def played(trained: Trained) -> Rehearsed:
    project, _, diary = trained
    with in_production(project, USER, InProcess, diary, SHORT, seed=0) as world:
        airline.play(world, SHORT, Silent())
    return Rehearsed(project, diary, tuple(world.answered), tuple(world.untouched))


def test_airline_new_topic_opens_an_alert(played: Rehearsed) -> None:
    figures = played.diary.figures
    assert figures["week 1.alerts"] == 0
    assert float(figures["alert.minutes"] or 1e9) < 60
    assert float(figures["new topic.right"] or 0) < 0.75 * float(figures["new topic.answers"] or 0)
    with closing(open_ledger(played.project.ledger_url)) as ledger:
        assert {"rejections", "drift", "accuracy"} <= {one.rule for one in ledger.alerts(limit=100)}


def test_airline_reviewed_labels_are_in_the_dataset_and_the_flood_is_held_back(played: Rehearsed) -> None:
    figures = played.diary.figures
    assert figures["flood.held"] == int(figures["flood.sent"] or 0) - 40 > 0
    assert float(figures["review.wrong"] or 0) <= 0.05 * float(figures["review.accepted"] or 0)
    with closing(open_ledger(played.project.ledger_url)) as ledger:
        taken = {one.dataset_version for one in ledger.reviews.accepted()}
        (retraining,) = ledger.retrainings.latest(5)
    assert taken == {1} == {Dataset(played.project.dataset_folder).version().number}
    assert (retraining.state, retraining.version, retraining.dataset_after) == ("candidate", "2", 1)


def test_airline_challenger_is_promoted_and_the_bad_model_goes_by_itself(played: Rehearsed) -> None:
    with closing(open_ledger(played.project.ledger_url)) as ledger:
        canary, shadow = ledger.challenges.latest(5)
        deployments = [(one.action, one.version, one.who) for one in reversed(ledger.deployments(10))]
    assert (shadow.mode, shadow.decision, canary.mode, canary.decision) == ("shadow", "stopped", "canary", "promoted")
    assert deployments == [
        ("promoted", "1", "rehearsal"),
        ("promoted", "2", "vigie"),
        ("promoted", "3", "mallory"),
        ("rolled_back", "2", "vigie"),
    ]
    assert float(played.diary.figures["rollback.minutes"] or 1e9) < 6 * 60
    assert played.answered[-1].version == "2"


def test_airline_ends_above_the_untouched_champion_on_the_same_rows(played: Rehearsed) -> None:
    figures = played.diary.figures
    assert len(played.untouched) == len(played.answered) == figures["whole.answers"]
    assert float(figures["whole.gain_low"] or -1) > 0
    assert float(figures["last.gain_low"] or -1) > 0
    assert figures["whole.ours"] == sum(one.right for one in played.answered)


def test_page_tells_the_diary_with_a_picture(played: Rehearsed, tmp_path: Path) -> None:
    page = write_page(played, tmp_path / "out" / "diary.html").read_text(encoding="utf-8")
    assert page.count("<h2>") == 5
    assert "the untouched champion" in picture(played)
    assert [words for _, words in played.diary.marks] == ["new topic", "retrained", "canary", "promoted", "bad model"]
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert len(page) < 100_000


def first_week(folder: Path) -> tuple[list[str], list[str]]:
    diary = Diary(FastClock())
    with in_production(load_project(folder), USER, InProcess, diary, SHORT, seed=5) as world:
        usual_weeks(world, SHORT, 1, 1)
        calm_week(world, SHORT)
    return [entry.text for entry in diary.entries], [f"{one.id} {one.label} {one.at}" for one in world.answered]


def test_same_seed_gives_the_same_week_ids_and_all(trained: Trained) -> None:
    first, second = (first_week(copy) for copy in trained.copies)
    assert len(first[1]) == SHORT.week_days * SHORT.usual
    assert first == second


def test_energy_accident_is_noticed_and_never_learned(tmp_path: Path) -> None:
    plan = Plan(
        sample_rows=1_500, week_days=2, usual=110, look_every=3 * HOUR, candidate="params = { max_iter = 25 }\n"
    )
    done = rehearse("energy-rating", tmp_path / "energy", InProcess, Silent(), plan=plan)
    figures = done.diary.figures
    assert float(figures["accident.hours"] or 1e9) < 24
    assert (figures["retraining.state"], figures["retraining.same_data"]) == ("refused", "True")
    assert (figures["end.champion"], figures["end.dataset_version"]) == ("1", 0)
    assert figures["repaired.refusals"] == 0


def test_rehearsal_of_an_unknown_project_names_those_there_are(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["rehearse", str(tmp_path / "new"), "--project", "weather"])
    assert "There are: airline-tweets, energy-rating." in str(answer.exception)
    assert not (tmp_path / "new").exists()


def test_rehearsal_leaves_a_folder_that_holds_something_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderTakenError):
        rehearse("airline-tweets", tmp_path, InProcess, Silent())
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]
    assert abs(clock.time_ns() - time.time_ns()) < 60e9


def test_clock_and_ids_are_the_machines_again(played: Rehearsed) -> None:
    assert clock.time_ns() > played.diary.clock.nanoseconds()


def test_beside_is_the_paired_difference(played: Rehearsed) -> None:
    some = played.answered[:100]
    found = beside(some, [True] * 100)
    assert found.untouched == 100
    assert found.low <= (found.ours - 100) / 100 <= found.high


def test_ids_drawn_from_a_seed_come_again_and_others_after_it() -> None:
    def made() -> list[str]:
        with clock.told_by(lambda: 5_000_000_000), drawn_from(Random(1).randbytes):
            return [new_id() for _ in range(600)]

    first, second = made(), made()
    assert first == second
    assert len(set(first)) == 600
    assert new_id()[19:] not in {one[19:] for one in first}

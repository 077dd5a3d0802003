"""`vigie rehearse`: weeks of a model's life in a folder of their own, everything real but the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Literal, NamedTuple

from vigie.core import clock
from vigie.core.project import FILE_NAME, Project, load_project
from vigie.core.types import Reporter
from vigie.data.ingestion import ingest
from vigie.ledger import open_ledger
from vigie.ledger.ids import drawn_from
from vigie.pipelines.promote import promote
from vigie.pipelines.rehearse import airline, energy
from vigie.pipelines.rehearse.diary import Diary, Entry
from vigie.pipelines.rehearse.doors import OpenDoors
from vigie.pipelines.rehearse.fast_clock import HOUR, MONDAY, FastClock
from vigie.pipelines.rehearse.people import Answered
from vigie.pipelines.rehearse.plan import Plan
from vigie.pipelines.rehearse.world import World
from vigie.pipelines.train import train
from vigie.settings import Settings
from vigie.templates import write_project

Story = Literal["airline-tweets", "energy-rating"]


USER = Settings(user="rehearsal", salt="a rehearsal has nothing to hide")
"""Who rehearses, with the places that are in the project's own folder, whatever the environment says."""


class _Script(NamedTuple):
    weeks: int
    candidate: str
    declared: str
    write_sample: Callable[[Path, Plan, int], None]
    play: Callable[[World, Plan, Reporter], None]


SCRIPTS: dict[Story, _Script] = {
    "airline-tweets": _Script(4, airline.CANDIDATE, airline.DECLARED, airline.write_sample, airline.play),
    "energy-rating": _Script(energy.WEEKS, energy.CANDIDATE, energy.DECLARED, energy.write_sample, energy.play),
}


@dataclass(frozen=True)
class Rehearsed:
    """How it went."""

    project: Project
    diary: Diary
    answered: tuple[Answered, ...]
    """Every answer, in the order of time."""
    untouched: tuple[bool, ...]
    """Whether the first champion would have been right on it."""


def make_project(story: Story, folder: Path, plan: Plan, seed: int) -> Project:
    """Write the project that is rehearsed in; the folder must be empty, or not there yet.

    Raises
    ------
    FolderTakenError
        If it holds something already.
    """
    script = SCRIPTS[story]
    write_project(story, folder, story)
    script.write_sample(folder, plan, seed)
    path = folder / FILE_NAME
    text = path.read_text(encoding="utf-8").replace("seed = 0 ", f"seed = {seed} ", 1)
    header = f"[candidates.{script.candidate}]\n"
    text = text.replace(header, header + plan.candidate, 1)
    path.write_text(text + script.declared.replace("@asked@", f"{plan.asked:g}"), encoding="utf-8")
    return load_project(folder)


def rehearse(
    story: Story,
    folder: Path,
    open_doors: OpenDoors,
    reporter: Reporter,
    *,
    settings: Settings | None = None,
    plan: Plan | None = None,
    seed: int = 0,
    first: datetime = MONDAY,
    listen: Callable[[Entry], None] = lambda _: None,
) -> Rehearsed:
    """Play a story in a fresh folder, and return its diary.

    The time and the ids of this whole process are the rehearsal's meanwhile (ADR 0168). The same seed gives the same
    diary, from the same first day and on the same versions of the libraries.

    Parameters
    ----------
    open_doors
        Starts the project's service.
    first
        Midnight of the first day, UTC.
    listen
        Hears each entry of the diary as it is written.

    Raises
    ------
    FolderTakenError
        If the folder holds something already.
    VigieError
        If a part of the story cannot be played.
    """
    given, size = settings or USER, plan or Plan()
    script, diary = SCRIPTS[story], Diary(FastClock(first), listen)
    diary.clock.now -= HOUR
    with clock.told_by(diary.clock.nanoseconds):
        project = make_project(story, folder, size, seed)
        first_champion(project, given, script.candidate, diary, reporter)
    with in_production(project, given, open_doors, diary, size, seed) as world:
        script.play(world, size, reporter)
    return Rehearsed(project, diary, tuple(world.answered), tuple(world.untouched))


@contextmanager
def in_production(
    project: Project, settings: Settings, open_doors: OpenDoors, diary: Diary, plan: Plan, seed: int
) -> Iterator[World]:
    """Give a project's life in production, from the first Monday on; the process has its clock and ids meanwhile."""
    fast = diary.clock
    fast.go_to(fast.start)
    with (
        clock.told_by(fast.nanoseconds),
        drawn_from(Random(seed).randbytes),
        open_doors(project, settings) as doors,
        closing(open_ledger(project.ledger_url)) as ledger,
    ):
        world = World(project, settings, ledger, doors, fast, diary, Random(seed + 1), plan.look_every)
        world.follow()
        yield world


def first_champion(project: Project, settings: Settings, name: str, diary: Diary, reporter: Reporter) -> None:
    """Ingest, train and promote what the story begins with."""
    report = ingest(project, reporter)
    train(project, settings, [name], reporter)
    made = promote(project, settings, name, "The first.", reporter)
    accuracy = made.test.accuracy if made.test else float("nan")
    diary.write(
        f"{report.version.rows:,} rows are ingested, '{name}' is trained and promoted as version {made.version}: right"
        f" on {accuracy * 100:.1f} % of the sealed test rows.",
        figures={
            "first.test_accuracy": round(accuracy, 4),
        },
    )

"""Three weeks of a service that rates buildings, and an accident of its encoder: noticed, and never learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vigie.core.types import Reporter, Silent
from vigie.data.dataset import Dataset
from vigie.monitoring.messages import alert_sentence
from vigie.pipelines.rehearse.beside import untouched_right
from vigie.pipelines.rehearse.calm import drift_now
from vigie.pipelines.rehearse.diary import share
from vigie.pipelines.rehearse.fast_clock import DAY, HOUR
from vigie.pipelines.rehearse.plan import Plan
from vigie.pipelines.rehearse.ratings import (
    COLUMN,
    Certificates,
    Record,
    certificates_day,
    new_certificates,
    read_records,
    shifted,
    write_records,
)
from vigie.pipelines.rehearse.weeks import sum_up
from vigie.pipelines.rehearse.world import World
from vigie.pipelines.retrain.retrain import Wishes, retrain
from vigie.pipelines.retrain.retrain import plan as plan_retraining
from vigie.samples import DATA_FOLDER, SAMPLE_FILE, write_energy_rating

CANDIDATE = "boosting"
DECLARED = """
# ------------------------------------------------------------------------------- what the rehearsal declares beside it
[training]
folds = 0
learning_curve = []

[verdicts]
asked_share = @asked@

[drift]
every = "3 h"
"""
WEEKS = 3
_SPARE = 1.4
"""Of so many certificates as are asked about: some have no letter."""


def write_sample(folder: Path, plan: Plan, seed: int) -> None:
    """Write what the first champion learns."""
    write_energy_rating(folder / DATA_FOLDER / SAMPLE_FILE, plan.sample_rows, seed)


@dataclass(frozen=True)
class _Accident:
    since: int
    until: int
    wrong: dict[str, str]
    numbers: Sequence[str]
    """Of the certificates that were written wrong."""
    known: Certificates


def play(world: World, plan: Plan, reporter: Reporter) -> None:
    """Play the three weeks."""
    champion = world.store.champion() or ""
    world.crowd.mistakes = 0.0  # whoever is asked has the certificate in hand
    accident = _prepare(world, plan)
    world.diary.write("Week 1, a calm one", "week")
    world.play(plan.week(2, world.clock.start))
    sum_up(world, 1, world.clock.start)
    world.diary.write(f"Drift, of 1 at most: {drift_now(world)}.", "good" if not world.alerts else "bad")
    _noticed(world, accident)
    _refused(world, accident, reporter)
    world.play(plan.week(3, world.clock.start))
    sum_up(world, 2, plan.week(2, world.clock.start))
    _repaired(world, plan, accident)
    world.untouched = untouched_right(world.answered, world.store.load(champion))
    same = world.store.champion() == champion
    version = Dataset(world.project.dataset_folder).version()
    world.diary.write("The end", "week")
    right = sum(one.right for one in world.answered)
    world.diary.write(
        f"{share(right, len(world.answered))} of {len(world.answered):,} answers were right. The champion is"
        f" {'the same, version ' + champion if same else 'another'}; the data are still version {version.number} with"
        f" {version.rows:,} rows: none of the wrong ones was learned.",
        "good" if same else "bad",
        figures={
            "end.champion": world.store.champion(),
            "end.dataset_version": version.number,
            "end.dataset_hash": version.content_hash,
        },
    )


def _prepare(world: World, plan: Plan) -> _Accident:
    days = WEEKS * plan.week_days
    count = round(plan.usual * days * _SPARE) + 50
    path = world.project.root / DATA_FOLDER / "new.csv.gz"
    known = new_certificates(world.project, path, count, world.project.file.seed + 1)
    uses = sorted({record[COLUMN] for record in known.records if record[COLUMN]})
    wrong = shifted(uses, lost=len(uses) // 3)
    begin = plan.week(2, world.clock.start)
    since = begin + (DAY if plan.week_days > 2 else 0) + 9 * HOUR
    until = since + (3 * DAY if plan.week_days > 3 else DAY)
    numbers, shifted_numbers = list(known.asking), []
    for place in range(days):
        day = world.clock.start + place * DAY
        mine = numbers[place * plan.usual : (place + 1) * plan.usual]
        asked = certificates_day(day, mine, known, world.random, wrong, since, until)
        world.expect(asked)
        shifted_numbers += [number for number, one in zip(mine, asked, strict=True) if one.about == "shifted"]
    return _Accident(since, until, wrong, shifted_numbers, known)


def _noticed(world: World, accident: _Accident) -> None:
    world.diary.write("Week 2, an accident", "week")
    world.play(accident.since)
    world.diary.mark("accident")
    world.diary.write(
        f"A new release of the form's encoder knows one use of buildings less: {len(accident.wrong)} of the others are"
        " one code too low from now on.",
        figures={
            "accident.shifted_uses": len(accident.wrong),
        },
    )
    known = len(world.alerts)
    world.play(accident.until)
    world.diary.mark("repaired")
    opened = [one for one in world.alerts[known:] if one.rule == "drift"]
    if not opened:
        world.diary.write("Nobody noticed.", "bad", {"accident.hours": None})
        return
    hours = (opened[0].opened_at - accident.since) / HOUR
    rows = sum(accident.since <= one.at < opened[0].opened_at for one in world.answered)
    world.diary.write(
        f"Alert 'drift' {hours:.0f} hours and {rows} certificates after it: {alert_sentence(opened[0].evidence)}",
        "bad",
        figures={
            "accident.hours": round(hours, 1),
            "accident.rows": rows,
        },
        at=opened[0].opened_at,
    )
    bad = [one for one in world.answered if one.about == "shifted"]
    world.diary.write(
        f"In truth {share(sum(one.right for one in bad), len(bad))} of the answers to wrong rows were right."
    )


def _refused(world: World, accident: _Accident, reporter: Reporter) -> None:
    """The rows come back by the source, as a batch of new certificates, and somebody retrains."""
    before = Dataset(world.project.dataset_folder).version()
    _export(world, accident, accident.wrong)
    settings = replace(world.settings, user="ada")
    done = retrain(world.project, settings, reporter, Wishes(trigger="new certificates"))
    after = Dataset(world.project.dataset_folder).version()
    world.diary.write(
        f"The source now has {len(accident.numbers)} of these certificates too, and somebody retrains: {done.state}."
        f" {done.detail['words']['en']} The data are version {after.number} as before.",
        "good" if done.state == "refused" and after.content_hash == before.content_hash else "bad",
        figures={
            "retraining.state": done.state,
            "retraining.same_data": str(after.content_hash == before.content_hash),
        },
    )


def _repaired(world: World, plan: Plan, accident: _Accident) -> None:
    world.diary.write("Week 3, repaired", "week")
    _export(world, accident, {})
    planned = plan_retraining(world.project, world.settings, Silent(), Wishes(), world.ledger)
    refusals = [one.name for one in planned.refusals]
    world.diary.write(
        f"The encoder is repaired, and the source written anew: a retraining would now"
        f" {'be refused: ' + ', '.join(refusals) if refusals else 'be allowed to learn these certificates'}.",
        "bad" if refusals else "good",
        figures={
            "repaired.refusals": len(refusals),
        },
    )
    begin = world.clock.now
    world.play(plan.week(4, world.clock.start))
    sum_up(world, 3, begin)
    open_ = [one.rule for one in world.ledger.alerts("open")]
    world.diary.write(
        f"Alerts that are still open: {', '.join(open_) or 'none'}. Drift, of 1 at most: {drift_now(world)}.",
        "bad" if "drift" in open_ else "good",
        figures={
            "repaired.drift_open": str("drift" in open_),
        },
    )


def _export(world: World, accident: _Accident, wrong: dict[str, str]) -> None:
    """Write the source anew: what it held, and the accident's certificates with their use as it was written."""
    path = world.project.root / DATA_FOLDER / SAMPLE_FILE
    new = set(accident.numbers)
    held = [record for record in read_records(path) if record["N°DPE"] not in new]
    added: list[Record] = [
        record | {COLUMN: wrong.get(record[COLUMN], record[COLUMN])}
        for record in accident.known.records
        if record["N°DPE"] in new
    ]
    write_records(path, [*held, *added])

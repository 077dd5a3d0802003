"""Four weeks of an airline's life."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vigie.core.types import Reporter
from vigie.pipelines.rehearse.bad_model import bad_model
from vigie.pipelines.rehearse.beside import beside, untouched_right
from vigie.pipelines.rehearse.calm import calm_week, usual_weeks
from vigie.pipelines.rehearse.improvement import improvement
from vigie.pipelines.rehearse.new_topic import new_topic
from vigie.pipelines.rehearse.plan import Plan
from vigie.pipelines.rehearse.world import World
from vigie.samples import DATA_FOLDER, SAMPLE_FILE, write_airline_tweets

CANDIDATE = "baseline"
DECLARED = """
# ------------------------------------------------------------------------------- what the rehearsal declares beside it
[training]
folds = 0
learning_curve = []

[verdicts]
asked_share = @asked@

[review]
double_check = true
uncertain_below = 0.65
most_a_day = 20
max_per_giver = 40
dominant_share = 0.2

[challenge]
decide = "recommend"

[rollback]
within = "6 h"
rules = ["rejections"]

[drift]
every = "6 h"

[impact]
unit = "EUR"
per_week = 1_100              # tweets
ask = 0.8                     # what a person costs who reads a tweet instead

[impact.costs.negative]
other = 12                    # a complaint that nobody answers

[impact.costs.other]
negative = 1.5                # a calm tweet that is answered as if it were one
"""


def write_sample(folder: Path, plan: Plan, seed: int) -> None:
    """Write what the first champion learns."""
    write_airline_tweets(folder / DATA_FOLDER / SAMPLE_FILE, plan.sample_rows, seed)


def play(world: World, plan: Plan, reporter: Reporter) -> None:
    """Play the four weeks, and compare with the champion that nobody would have touched."""
    untouched = world.store.load(world.store.champion() or "")
    usual_weeks(world, plan, 1, 4)
    calm_week(world, plan)
    new_topic(world, plan)
    improvement(world, plan, reporter)
    bad_model(world, plan, reporter)
    world.untouched = untouched_right(world.answered, untouched)
    _compare(world, plan, world.untouched)


def _compare(world: World, plan: Plan, untouched: list[bool]) -> None:
    last = plan.week(4, world.clock.start)
    whole = beside(world.answered, untouched)
    kept = [number for number, one in enumerate(world.answered) if one.at >= last]
    week = beside([world.answered[number] for number in kept], [untouched[number] for number in kept])
    world.diary.write("The end", "week")
    for name, told, found in (("whole", "All four weeks", whole), ("last", "The last week", week)):
        world.diary.write(
            f"{told}, {found.say()}.",
            "good" if found.ours > found.untouched else "bad",
            figures={
                f"{name}.answers": found.rows, f"{name}.ours": found.ours, f"{name}.untouched": found.untouched,
                f"{name}.gain_low": round(found.low, 4), f"{name}.gain_high": round(found.high, 4),
            },
        )  # fmt: skip
    _cost(world, kept, untouched)


def _cost(world: World, kept: Sequence[int], untouched: Sequence[bool]) -> None:
    """Say what the last week's errors cost, ours and those that the untouched champion would have made."""
    rules = world.project.file.impact
    prices = {label: max(rules.costs.get(label, {}).values(), default=rules.wrong) for label in world.crowd.labels}
    ours = sum(prices[world.answered[number].truth] for number in kept if not world.answered[number].right)
    other = sum(prices[world.answered[number].truth] for number in kept if not untouched[number])
    world.diary.write(
        f"By the costs that the project declares, the errors of the last week cost {ours:,.0f} {rules.unit}; those of"
        f" the untouched champion would have cost {other:,.0f} {rules.unit}.",
        "good" if ours < other else "bad",
        figures={"last.cost": round(ours, 2), "last.untouched_cost": round(other, 2)},
    )

"""Act one: a calm week."""

from __future__ import annotations

from vigie.pipelines.rehearse.fast_clock import DAY
from vigie.pipelines.rehearse.plan import Plan
from vigie.pipelines.rehearse.tweets import usual_day
from vigie.pipelines.rehearse.weeks import sum_up
from vigie.pipelines.rehearse.world import World


def usual_weeks(world: World, plan: Plan, first: int, last: int) -> None:
    """Let people write what they always write, in these weeks."""
    begin, end = plan.week(first, world.clock.start), plan.week(last + 1, world.clock.start)
    for day in range(begin, end, DAY):
        world.expect(usual_day(day, plan.usual, world.random))


def calm_week(world: World, plan: Plan) -> None:
    """Play the first week: nothing happens, and nothing is said to."""
    world.diary.write("Week 1, a calm one", "week")
    world.play(plan.week(2, world.clock.start))
    sum_up(world, 1, world.clock.start)
    drift = drift_now(world)
    world.diary.write(
        f"Drift, of 1 at most: {drift}. {'No alert opened.' if not world.alerts else 'Alerts opened by chance.'}",
        "good" if not world.alerts else "bad",
    )


def drift_now(world: World) -> str:
    """Return the newest drift measurements, the largest first."""
    found = sorted(
        (one for one in world.ledger.measurements.newest("drift") if one.value is not None and one.subject),
        key=lambda one: -(one.value or 0),
    )
    return ", ".join(f"{one.subject} {one.value:.2f}" for one in found[:3]) or "nothing measured"

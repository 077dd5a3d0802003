"""Act two: people begin to write of something that the champion never met."""

from __future__ import annotations

from vigie.monitoring.messages import alert_sentence
from vigie.pipelines.rehearse.calm import drift_now
from vigie.pipelines.rehearse.fast_clock import DAY, HOUR, MINUTE
from vigie.pipelines.rehearse.plan import Plan
from vigie.pipelines.rehearse.tweets import OUTAGE, outage_day, outage_hour
from vigie.pipelines.rehearse.weeks import sum_up
from vigie.pipelines.rehearse.world import World


def new_topic(world: World, plan: Plan) -> None:
    """Play the second week: the new app fails on its second day, and goes on failing until the end of the story."""
    begin = plan.week(2, world.clock.start)
    fails_at = begin + DAY + 9 * HOUR if plan.week_days > 2 else begin + 9 * HOUR
    world.expect(outage_hour(fails_at, plan.burst, world.random))
    first_day = fails_at - fails_at % DAY + DAY
    for day in range(first_day, plan.week(5, world.clock.start), DAY):
        world.expect(outage_day(day, plan.new_topic, world.random))
    world.diary.write("Week 2, a new topic", "week")
    world.play(fails_at)
    world.diary.mark("new topic")
    world.diary.write("The airline's new app fails. People write of it, many of them politely.")
    known = len(world.alerts)
    world.play(fails_at + 2 * HOUR)
    _tell_first_alert(world, fails_at, known)
    world.play(plan.week(3, world.clock.start))
    _tell_alerts(world, known)
    sum_up(world, 2, begin)
    about = [one for one in world.answered if one.about == OUTAGE]
    right = sum(one.right for one in about)
    world.diary.write(
        f"In truth the champion is right on {right / len(about) * 100:.0f} % of the tweets about the app."
        f" Drift, of 1 at most: {drift_now(world)}.",
        "bad",
        figures={
            "new topic.right": right,
            "new topic.answers": len(about),
        },
    )


def _tell_first_alert(world: World, fails_at: int, known: int) -> None:
    wrong = next((one for one in world.answered if one.at >= fails_at and one.about == OUTAGE and not one.right), None)
    opened = next((one for one in world.alerts[known:] if one.rule == "rejections"), None)
    if wrong is None or opened is None:
        world.diary.write("Two hours later no alert has opened.", "bad")
        return
    minutes = (opened.opened_at - wrong.at) / MINUTE
    world.diary.write(
        f"Alert '{opened.rule}', {minutes:.0f} minutes after the first wrong answer: {alert_sentence(opened.evidence)}",
        "bad",
        figures={"alert.minutes": round(minutes, 1)},
        at=opened.opened_at,
    )


def _tell_alerts(world: World, known: int) -> None:
    for alert in world.alerts[known:]:
        if alert.rule != "rejections":
            world.diary.write(f"Alert '{alert.rule}': {alert_sentence(alert.evidence)}", "bad", at=alert.opened_at)

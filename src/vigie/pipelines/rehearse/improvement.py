"""Act three: people review, a model is trained again, and its challenge decides."""

from __future__ import annotations

from dataclasses import replace

from vigie.core.answers.improving import ReviewQueue
from vigie.core.errors import VigieError
from vigie.core.types import Reporter
from vigie.data.dataset import Dataset
from vigie.ledger import Challenge
from vigie.pipelines.challenge.end import stop
from vigie.pipelines.challenge.judging import look_at
from vigie.pipelines.challenge.start import challenge
from vigie.pipelines.rehearse.fast_clock import DAY, HOUR, SECOND
from vigie.pipelines.rehearse.people import Reviewer
from vigie.pipelines.rehearse.plan import Plan
from vigie.pipelines.rehearse.weeks import sum_up
from vigie.pipelines.rehearse.world import World
from vigie.pipelines.retrain.retrain import Wishes, retrain

CANARY_SHARE = 0.4
_FLOODER = "203.0.113.66"
_SURE = 0.7
_LISTED = 500


def improvement(world: World, plan: Plan, reporter: Reporter) -> None:
    """Play the third week: a flood, the review, the retraining, a shadow, a canary, the promotion."""
    begin = plan.week(3, world.clock.start)
    world.diary.write("Week 3, the improvement", "week")
    world.play(begin + 8 * HOUR)
    _flood(world, plan)
    world.play(begin + 9 * HOUR)
    _review(world)
    world.play(begin + 11 * HOUR)
    candidate = _retrain(world, reporter)
    _shadow(world, candidate)
    _canary(world, plan, candidate)
    world.play(plan.week(4, world.clock.start))
    sum_up(world, 3, begin)


def _flood(world: World, plan: Plan) -> None:
    """One person rejects right answers, as many as they find."""
    client = world.doors.client(_FLOODER)
    judged = {one.prediction_id for one in world.ledger.latest_verdicts(10_000)}
    sure = [one for one in reversed(world.answered) if one.right and one.confidence > _SURE and one.id not in judged]
    targets = sure[: plan.flood]
    for one in targets:
        world.clock.go_to(world.clock.now + 4 * SECOND)
        client.verdict(one.id, "rejected")
    world.look()
    queue = world.desk.reviews(limit=1)
    giver = max(queue.givers, key=lambda one: one.held)
    note = f' The reviewers read: "{queue.note.say("en", "")}"' if queue.note else ""
    world.diary.write(
        f"One address rejects {len(targets)} right answers within minutes. Of what it brought, {giver.waiting} rows are"
        f" in the queue and {giver.held} are held back.{note}",
        "bad",
        figures={
            "flood.sent": len(targets),
            "flood.held": giver.held,
        },
    )


def _review(world: World) -> None:
    """Two people look at each row that waits now, a third settles where they differ; none of them is always right."""
    queue = world.desk.reviews(limit=_LISTED)
    truths = {one.id: one.truth for one in world.answered}
    chosen = {one.id for one in queue.reviews}
    waiting = len(chosen)
    for name, errs, state in (("ada", 0.03, "open"), ("bob", 0.08, "checking"), ("carla", 0.02, "disputed")):
        _session(world, Reviewer(name, errs, world.random), state, truths, chosen)
    accepted = world.ledger.reviews.accepted()
    wrong = sum(one.label != truths[one.prediction_id or ""] for one in accepted)
    disputed = sum(len(one.opinions) > 2 for one in accepted)
    after: ReviewQueue = world.desk.reviews(limit=1)
    world.diary.write(
        f"Ada and Bob look at {waiting} rows, Carla settles the {disputed} on which they differ: {len(accepted)} labels"
        f" are accepted, {wrong} of them wrong. {after.waiting} rows wait for the next time, {after.held} are held.",
        "good",
        figures={
            "review.waiting": waiting,
            "review.accepted": len(accepted),
            "review.wrong": wrong,
            "review.disputed": disputed,
        },
    )


def _session(world: World, reviewer: Reviewer, state: str, truths: dict[str, str], chosen: set[str]) -> None:
    labels = world.project.schema.labels
    for one in world.desk.reviews(state, limit=_LISTED).reviews:
        if one.id not in chosen or one.prediction_id not in truths:
            continue
        world.clock.go_to(world.clock.now + 5 * SECOND)
        label = reviewer.label(truths[one.prediction_id], labels)
        if label == one.suggested:
            world.desk.decide_review(one.id, reviewer.name, "accept")
        else:
            world.desk.decide_review(one.id, reviewer.name, "change", label=label)


def _retrain(world: World, reporter: Reporter) -> str:
    before = Dataset(world.project.dataset_folder).version()
    settings = replace(world.settings, user="ada")
    done = retrain(world.project, settings, reporter, Wishes(trigger="a new topic, and reviewed labels"))
    if done.state != "candidate":
        raise VigieError(f"The rehearsed retraining ended as '{done.state}': {done.words}")
    after = Dataset(world.project.dataset_folder).version()
    world.diary.write(
        f"Retrained on version {after.number} of the data, {after.rows - before.rows:+,} rows."
        f" {done.detail['words']['en']}",
        "good",
        figures={
            "retraining.state": done.state,
            "retraining.new_rows": after.rows - before.rows,
            "retraining.version": done.version or "",
        },
    )
    return str(done.detail["candidate"])


def _shadow(world: World, candidate: str) -> None:
    """The challenger answers beside the champion until the test has decided; a person only looks."""
    world.diary.mark("retrained")
    begun = _begin(world, candidate, "shadow", None)
    world.diary.write(f"Version {begun.version} answers beside version {begun.champion}, and nobody sees it.")
    world.play(world.clock.now + 4 * DAY, stop=lambda: _is_decided(world))
    standing = look_at(world.ledger, begun, world.project)
    found = world.ledger.challenges.find(begun.id)
    counts = world.ledger.challenges.counts(begun)
    world.diary.write(
        f"After {(world.clock.now - begun.started_at) / DAY:.1f} days in the shadow, {counts.answers} answers of which"
        f" {counts.agreements} were the champion's: {_words(found)}",
        "good" if standing.advice == "promote" else "bad",
        figures={
            "shadow.verdicts": standing.verdicts,
            "shadow.gain": round(standing.gain.mean, 4),
            "shadow.advice": standing.advice,
        },
    )
    stop(world.ledger, world.store, "ada", "Now a canary.")
    world.follow()


def _canary(world: World, plan: Plan, candidate: str) -> None:
    """The challenger answers a share of the requests, and the watcher may promote it."""
    world.declare('decide = "recommend"', 'decide = "automatic"')
    begun = _begin(world, candidate, "canary", CANARY_SHARE)
    world.diary.mark("canary")
    world.diary.write(
        f"Version {begun.version} now answers {CANARY_SHARE:.0%} of the requests; the watcher may decide."
    )
    last = plan.week(4, world.clock.start) + DAY
    world.play(last, stop=lambda: world.ledger.challenges.running() is None)
    ended = world.ledger.challenges.find(begun.id)
    if ended is None or ended.decision is None:
        world.diary.write("The canary was not decided in time.", "bad", {"canary.decision": "none"})
        return
    world.diary.mark(ended.decision, ended.ended_at)
    world.diary.write(
        f"After {((ended.ended_at or 0) - begun.started_at) / DAY:.1f} days as a canary {ended.ended_by} decides:"
        f" {ended.decision}. {_words(ended)}",
        "good" if ended.decision == "promoted" else "bad",
        figures={
            "canary.decision": ended.decision,
            "canary.days": round(((ended.ended_at or 0) - begun.started_at) / DAY, 2),
        },
        at=ended.ended_at,
    )


def _begin(world: World, candidate: str, mode: str, share: float | None) -> Challenge:
    begun = challenge(world.project, replace(world.settings, user="ada"), candidate, mode, share)  # type: ignore[arg-type]
    world.begin_shadow()
    world.follow()
    return begun


def _words(found: Challenge | None) -> str:
    return found.detail["words"]["en"] if found is not None and "words" in found.detail else ""


def _is_decided(world: World) -> bool:
    running = world.ledger.challenges.running()
    return running is None or running.detail.get("standing", {}).get("advice") != "wait"

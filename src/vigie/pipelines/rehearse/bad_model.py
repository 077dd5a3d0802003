"""Act four: a bad model is forced in, and goes by itself."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from vigie.core.project import Gates, Project
from vigie.core.types import Reporter
from vigie.monitoring.messages import alert_sentence
from vigie.pipelines.promote import Promotion, promote_run
from vigie.pipelines.provenance import code_version
from vigie.pipelines.rehearse.fast_clock import DAY, HOUR, MINUTE
from vigie.pipelines.rehearse.plan import Plan
from vigie.pipelines.rehearse.tweets import usual_hour
from vigie.pipelines.rehearse.weeks import sum_up
from vigie.pipelines.rehearse.world import World
from vigie.pipelines.rows import read_training_rows
from vigie.pipelines.training import Training
from vigie.tracking.registry import Registry
from vigie.tracking.runs import record_run

WHY = "Forced in without gates, to rehearse an accident: it was trained on shuffled labels."


def bad_model(world: World, plan: Plan, reporter: Reporter) -> None:
    """Play the fourth week: on a busy morning somebody puts a model into service that learned nothing."""
    begin = plan.week(4, world.clock.start)
    forced_at = begin + (DAY if plan.week_days > 2 else 0) + 9 * HOUR
    while forced_at < world.clock.now:
        forced_at += DAY
    world.diary.write("Week 4, a bad model", "week")
    world.expect(usual_hour(forced_at, plan.burst, world.random))
    world.play(forced_at)
    forced = _force_in(world, reporter)
    world.follow()
    known = len(world.alerts)
    world.diary.mark("bad model", forced_at)
    world.diary.write(
        f"Somebody forces version {forced.version} in, trained on shuffled labels, all gates open.", "bad"
    )
    world.play(forced_at + 6 * HOUR, stop=lambda: world.store.champion() != forced.version)
    _tell(world, forced, forced_at, known)
    world.play(plan.week(5, world.clock.start))
    sum_up(world, 4, begin)


def _force_in(world: World, reporter: Reporter) -> Promotion:
    """Train the champion's recipe on shuffled labels and make it the champion, past every gate, and on record."""
    project, settings = world.project, replace(world.settings, user="mallory")
    name = world.store.load_champion().manifest.name
    uri = settings.tracking or project.tracking_uri
    rows = read_training_rows(project)
    labels = np.random.default_rng(project.file.seed).permutation(rows.train.y)
    shuffled = replace(rows, train=replace(rows.train, y=labels))
    with tempfile.TemporaryDirectory() as scratch, reporter.stage("Training on shuffled labels") as stage:
        training = Training(project, shuffled, Path(scratch), code_version(project.root))
        run_id = record_run(training.run(project.file.candidates[name], stage), uri, project.artifacts_folder)
    run = Registry(uri, project.name).run(run_id)
    return promote_run(_without_gates(project), settings, run, WHY, reporter)


def _without_gates(project: Project) -> Project:
    gates = Gates(min_gain=-1.0, max_calibration_error=1.0, max_latency_ms=1e6, max_size_mb=1e6, behaviour=None)
    return Project(project.root, project.file.model_copy(update={"gates": gates}))


def _tell(world: World, forced: Promotion, forced_at: int, known: int) -> None:
    bad = [one for one in world.answered if one.version == forced.version]
    right = sum(one.right for one in bad)
    newest = world.ledger.deployments(1)[0]
    if newest.action != "rolled_back":
        world.diary.write("Six hours later it is still there.", "bad", {"rollback.minutes": None})
        return
    opened = next((one for one in world.alerts[known:] if one.rule == "rejections"), None)
    minutes = (newest.at - forced_at) / MINUTE
    told = alert_sentence(opened.evidence) if opened else ""
    world.diary.write(
        f"It answered {len(bad)} tweets and was right on {right}. {told} {minutes:.0f} minutes after it came,"
        f" {newest.who} goes back to version {newest.version}: {newest.why}",
        "good",
        figures={
            "rollback.minutes": round(minutes, 1),
            "rollback.version": newest.version,
            "rollback.who": newest.who,
            "rollback.bad_answers": len(bad),
        },
        at=newest.at,
    )

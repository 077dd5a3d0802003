"""When a retraining is due by rule."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from vigie.core.declarations.retraining import Retrain
from vigie.ledger import Measurement, now
from vigie.pipelines.retrain import due
from vigie.pipelines.retrain.due import Standing, look, retrain_if_due, why_due
from vigie.settings import read_settings

DAY = 86_400.0


@pytest.mark.parametrize(
    ("rules", "standing", "why"),
    [
        (Retrain(), Standing(untrained=9_999, drift=("text", 1.0), accuracy=(0.0, 0.0), champion_age_s=9e9), None),
        (Retrain(reviewed=10), Standing(untrained=10), "10 reviewed labels"),
        (Retrain(reviewed=10), Standing(untrained=9), None),
        (Retrain(drift=0.2), Standing(drift=("delay", 0.31)), "the drift of delay is 0.31"),
        (Retrain(drift=0.2), Standing(drift=("delay", 0.2)), None),
        (Retrain(accuracy=0.9), Standing(accuracy=(0.853, 0.89)), "the accuracy in production is 85.3%"),
        (Retrain(accuracy=0.9), Standing(accuracy=(0.853, 0.91)), None),
        (Retrain(accuracy=0.9), Standing(), None),
        (Retrain(every=30 * DAY), Standing(champion_age_s=31 * DAY), "the champion is 31 days old"),
        (Retrain(every=30 * DAY), Standing(champion_age_s=29 * DAY), None),
        (Retrain(reviewed=1, rest=DAY), Standing(untrained=5, rested_s=DAY - 1), None),
        (Retrain(reviewed=1, rest=DAY), Standing(untrained=5, rested_s=DAY), "5 reviewed labels"),
    ],
)
def test_why_due(rules: Retrain, standing: Standing, why: str | None) -> None:
    assert why_due(rules, standing) == why


def test_look_sees_labels_drift_accuracy_and_age_and_only_what_came_after_the_last_one(world: Any) -> None:
    world.review(["late again", "lost my bag"], "negative")
    with closing(world.ledger()) as ledger:
        at = now()
        found = [("drift", "text", 0.4), ("drift", "(prediction)", 0.1), ("accuracy", "", 0.8)]
        ledger.measurements.record(
            [Measurement(name, value, 9, 0, at, subject, {"high": 0.9}) for name, subject, value in found]
        )
        standing = look(world.project, read_settings(), ledger)
        assert (standing.untrained, standing.drift, standing.accuracy) == (2, ("text", 0.4), (0.8, 0.9))
        assert standing.rested_s is None
        assert standing.champion_age_s is not None
        assert standing.champion_age_s > 0
        ledger.retrainings.begin("by hand", "Ada", at + 1)
        standing = look(world.project, read_settings(), ledger)
        assert (standing.untrained, standing.drift, standing.accuracy) == (2, None, None)


def test_a_rule_begins_a_retraining_in_a_process_of_its_own(world: Any) -> None:
    world.declare("[retrain]\nreviewed = 1\nmax_class_shift = 0.0")
    world.review(["late again"], "negative")
    with closing(world.ledger()) as ledger:
        retrain_if_due(world.project, read_settings(), ledger)
        retrain_if_due(world.project, read_settings(), ledger)  # one is under way
        (child,) = due._children
        child.wait()
        (done,) = ledger.retrainings.latest()
        assert (done.trigger, done.state) == ("1 reviewed label", "refused")
        assert "refused" in (world.project.state / "logs" / due.LOG).read_text(encoding="utf-8")
        retrain_if_due(world.project, read_settings(), ledger)  # it rests for a day
        assert due._children == []


def test_without_a_rule_nothing_is_looked_at(world: Any) -> None:
    (world.project.store_folder / "champion.json").write_text("no pointer", encoding="utf-8")
    with closing(world.ledger()) as ledger:
        retrain_if_due(world.project, read_settings(), ledger)
        assert ledger.retrainings.latest() == []

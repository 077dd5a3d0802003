"""When a retraining is due by rule."""

from __future__ import annotations

import pytest

from vigie.core.retraining import Retrain
from vigie.pipelines.retrain.due import Standing, why_due

DAY = 86_400.0


@pytest.mark.parametrize(
    ("rules", "standing", "why"),
    [
        (Retrain(), Standing(untrained=9_999, drift=("text", 1.0), accuracy=0.0, champion_age_s=9e9), None),
        (Retrain(reviewed=10), Standing(untrained=10), "10 reviewed labels"),
        (Retrain(reviewed=10), Standing(untrained=9), None),
        (Retrain(drift=0.2), Standing(drift=("delay", 0.31)), "the drift of delay is 0.31"),
        (Retrain(drift=0.2), Standing(drift=("delay", 0.2)), None),
        (Retrain(accuracy=0.9), Standing(accuracy=0.853), "the accuracy in production is 85.3%"),
        (Retrain(accuracy=0.9), Standing(), None),
        (Retrain(every=30 * DAY), Standing(champion_age_s=31 * DAY), "the champion is 31 days old"),
        (Retrain(every=30 * DAY), Standing(champion_age_s=29 * DAY), None),
        (Retrain(reviewed=1, rest=DAY), Standing(untrained=5, rested_s=DAY - 1), None),
        (Retrain(reviewed=1, rest=DAY), Standing(untrained=5, rested_s=DAY), "5 reviewed labels"),
    ],
)
def test_why_due(rules: Retrain, standing: Standing, why: str | None) -> None:
    assert why_due(rules, standing) == why

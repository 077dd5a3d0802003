"""What the model brings, on a real project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from vigie.core.errors import ImpactError
from vigie.core.project import Project
from vigie.ledger import Ledger, PredictionRow, new_prediction_id, now, open_ledger
from vigie.pipelines.challenge.end import stop
from vigie.pipelines.challenge.start import challenge
from vigie.pipelines.impact import MONITOR, measure_if_due, measure_impact
from vigie.pipelines.impact_words import say
from vigie.pipelines.published import published
from vigie.settings import Settings

More = Callable[[str], Project]

COSTS = """
[impact]
unit = "EUR"
ask = 0.8
per_week = 1000
[impact.costs.negative]
other = 12
[impact.costs.other]
negative = 1.5
"""
EMPTY = "sqlite:///{}/empty.db"


@pytest.fixture
def opened(trained: Project) -> Iterator[Ledger]:
    with closing(open_ledger(trained.ledger_url)) as ledger:
        yield ledger


def test_impact_compares_the_ways_of_answering_and_is_kept(
    trained: Project, settings: Settings, tmp_path: Path, with_more: More
) -> None:
    project = with_more(COSTS)
    apart = replace(settings, ledger=f"sqlite:///{tmp_path / 'ledger.db'}")  # in which no other test has judged answers
    begun = challenge(trained, apart, "words", "shadow")
    with closing(open_ledger(apart.ledger)) as ledger:
        impact = measure_impact(project, apart, ledger)
        stop(ledger, published(trained, apart), "ada", "")
        (kept,) = ledger.measurements.newest(MONITOR)
    lines = {line.name: line for line in impact.lines}
    assert list(lines) == ["champion", "challenger", "majority", "none", "threshold", "band"]
    assert lines["challenger"].version == begun.version
    assert lines["none"].worth.mean == pytest.approx(-800)
    champion = lines["champion"].worth
    assert champion.low < champion.mean < champion.high
    for line in impact.lines[1:]:
        assert line.over is not None
        assert line.worth.mean - champion.mean == pytest.approx(line.over.mean)
    assert lines["band"].worth.mean >= lines["threshold"].worth.mean - 200
    assert impact.calibrated == pytest.approx(1.5 / 13.5)
    assert impact.band is not None
    assert 0 <= impact.band[0] <= impact.band[1]
    assert kept.value == pytest.approx(champion.mean)
    assert [line["words"] for line in kept.detail["lines"]] == [
        {"en": en, "fr": fr} for en, fr in zip(*say(impact.facts()).values(), strict=True)
    ]
    assert "1,000 cases a week" in say(impact.facts())["en"][0]
    assert "Sans modèle ce serait" in say(impact.facts())["fr"][3]


def test_impact_is_measured_once_a_day_and_model(
    trained: Project, settings: Settings, opened: Ledger, with_more: More
) -> None:
    measure_if_due(trained, settings, opened)  # nothing is declared
    before = len(opened.measurements.series(MONITOR))
    for _ in range(2):
        measure_if_due(with_more(COSTS), settings, opened)
    assert len(opened.measurements.series(MONITOR)) <= before + 1


def test_impact_in_production_is_of_asked_verdicts_and_late_labels(
    trained: Project, settings: Settings, with_more: More, tmp_path_factory: pytest.TempPathFactory
) -> None:
    champion = published(trained, settings).champion() or ""
    with closing(open_ledger(EMPTY.format(tmp_path_factory.mktemp("ledger")))) as ledger:
        rows = [PredictionRow(new_prediction_id(), now(), champion, "{}", "other", 0.9, "{}") for _ in range(60)]
        ledger.record_predictions(rows)
        for number, row in enumerate(rows):
            ledger.record_verdict(row.id, "confirmed" if number % 4 else "rejected", asked=number < 40)
        impact = measure_impact(with_more(COSTS), settings, ledger)
    (line,) = [line for line in impact.lines if line.name == "production"]
    assert (line.rows, line.wrong, line.over) == (40, 0.25, None)
    assert line.worth.mean == pytest.approx(-12 * 0.25 * 1000)
    assert say(impact.facts())["en"][1].startswith("In production it has brought −3,000 EUR a week")


def test_volume_is_counted_by_the_ledger_where_it_is_not_declared(
    trained: Project, settings: Settings, with_more: More, tmp_path_factory: pytest.TempPathFactory
) -> None:
    project = with_more(COSTS.replace("per_week = 1000", ""))
    with closing(open_ledger(EMPTY.format(tmp_path_factory.mktemp("ledger")))) as ledger:
        with pytest.raises(ImpactError, match="per_week = 1000"):
            measure_impact(project, settings, ledger)
        ledger.record_predictions(
            [PredictionRow(new_prediction_id(), now(), "1", "{}", "other", 0.9, "{}") for _ in range(10)]
        )
        assert measure_impact(project, settings, ledger).per_week == pytest.approx(70)
        with pytest.raises(ImpactError, match=r"\[impact\]"):
            measure_impact(trained, settings, ledger)

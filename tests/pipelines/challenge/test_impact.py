"""What the model brings, on a real project."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vigie.core.errors import ImpactError
from vigie.core.project import Project, parse_project
from vigie.ledger import Ledger, PredictionRow, new_prediction_id, now, open_ledger
from vigie.pipelines.challenge.end import stop
from vigie.pipelines.challenge.start import challenge
from vigie.pipelines.impact import MONITOR, measure_if_due, measure_impact
from vigie.pipelines.impact_ways import Impact, Ways
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


THREE = """
name = "three"
data = { source = "tweets.csv" }
[target]
column = "sentiment"
classes = { negative = ["negative"], neutral = ["neutral"], positive = ["positive"] }
[features.text]
type = "text"
[impact]
unit = "EUR"
ask = 0.4
[impact.values]
negative = 0.5
[impact.costs.negative]
neutral = 6
positive = 12
"""


def test_impact_of_three_classes_asks_a_person_where_the_cheapest_answer_is_not_sure_enough(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    sure = generator.dirichlet([0.7, 0.5, 0.4], 900)
    true = (generator.random(900)[:, np.newaxis] > sure.cumsum(axis=1)).sum(axis=1).clip(0, 2)

    def priced(ask: str) -> Impact:
        project = Project(tmp_path, parse_project(tomllib.loads(THREE.replace("ask = 0.4", ask))))
        ways = Ways(project, project.file.impact, list(project.schema.labels), true, sure, 1_000)
        return ways.impact([ways.champion("1"), ways.without()], None)

    impact, dear, unsaid = priced("ask = 0.4"), priced("ask = 50"), priced("")
    champion, without, by_cost, asking = impact.lines
    assert (champion.name, without.name, by_cost.name, asking.name) == ("champion", "none", "by_cost", "limits")
    assert without.worth.mean == pytest.approx(1_000 * (0.5 * (true == 0).mean() - 0.4))
    assert (impact.threshold, impact.band) == (None, None)
    assert list(impact.limits or {}) == ["negative", "neutral", "positive"]
    assert by_cost.over is not None
    assert asking.over is not None
    assert asking.over.mean > by_cost.over.mean > 0
    english, french = (said[-1] for said in say(impact.facts()).values())
    assert english.startswith("Answering what costs least, and asking a person where that would be 'negative' with a")
    assert " ou « positive » avec une probabilité sous 0," in french
    assert f"{asking.asked:.0%}".replace("%", "\u202f%") in french
    assert say(dear.facts())["en"][-1].endswith("asking nobody is best.")
    assert (unsaid.lines[-1].name, unsaid.limits) == ("by_cost", None)


def test_impact_says_plainly_that_asking_nobody_is_best(
    trained: Project, settings: Settings, opened: Ledger, with_more: More
) -> None:
    impact = measure_impact(with_more(COSTS.replace("ask = 0.8", "ask = 90")), settings, opened)
    assert impact.band is not None
    assert impact.band[0] == impact.band[1]
    assert [words[-1] for words in say(impact.facts()).values()] == [
        "Asking a person about any case would cost more than it saves: asking nobody is best.",
        (
            "Demander à une personne coûterait plus que cela n'épargne, quel que soit le cas : ne demander à personne "
            "est le mieux."
        ),
    ]


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

"""The page *Watch* on a service whose ledger has a story: verdicts, drift, a challenger, retrainings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from vigie.client import Client
from vigie.core.project import Project
from vigie.ledger import Ledger, Measurement, now, open_ledger
from vigie.ledger.alerts import open_alert
from vigie.ledger.tables import alerts
from vigie.monitoring.drift.domain import TellingWord
from vigie.monitoring.drift.findings import CONFIDENCE, PREDICTION, ColumnDrift, DriftReport, DriftTest, Picture
from vigie.monitoring.thresholds import Breach, Crossing

pytestmark = pytest.mark.service

OpenPage = Callable[..., AppTest]
Shown = Callable[[AppTest], str]

_MINUTE = 60_000_000


def _drift() -> DriftReport:
    at = now()
    found = DriftTest(name="length", effect=0.6, p_value=1e-9, corrected=1e-8, needed=0.1)
    sure = DriftTest(name="distribution", effect=0.3, p_value=1e-9, corrected=1e-8, needed=0.1)
    text = ColumnDrift(
        column="text", kind="text", status="drifted", value=0.6, importance=0.4, rows=200, tests=(found,), area=0.8,
        median_then=80.0, median_now=20.0, words=(TellingWord(word="app", then=0.01, now=0.4),),
        pictures=(
            Picture(of="length", borders=(0.0, 50.0, 100.0), then=(0.2, 0.8), now=(0.9, 0.1)),
            Picture(of="language", names=("en", "other"), then=(0.9, 0.1), now=(0.5, 0.5)),
        ),
    )  # fmt: skip
    confidence = ColumnDrift(
        column=CONFIDENCE, kind="confidence", status="drifted", value=0.3, importance=1.0, rows=200, tests=(sure,),
        median_then=0.9, median_now=0.6,
        pictures=(Picture(borders=(0.3, 0.6, 1.0), then=(0.2, 0.8), now=(0.7, 0.3)),),
    )  # fmt: skip
    steady = ColumnDrift(column=PREDICTION, kind="label", status="steady", value=0.0, rows=200)
    return DriftReport(
        since=at - 1440 * _MINUTE, at=at, rows=200, read=200, version="1", reference_rows=900,
        columns=(confidence, text, steady),
    )  # fmt: skip


def _tell_the_story(ledger: Ledger) -> None:
    ledger.drifts.record(_drift())
    begun = ledger.retrainings.begin("schedule", "the watcher", now() - 5 * _MINUTE)
    ledger.retrainings.keep(begun.ended("rejected", "It is no better on the reviewed rows.", now()))
    ledger.record_deployment(
        action="promoted", version="1", previous=None, candidate="baseline", who="Ada", why="The first one", run_id="r1"
    )
    lines = [
        {"name": name, "worth": {"mean": mean, "low": mean - 5, "high": mean + 5}, "wrong": wrong, "asked": 0.0,
         "words": {"en": f"words of {name}"}}
        for name, mean, wrong in (
            ("champion", 120.0, 0.1), ("none", -30.0, None), ("threshold", 140.0, 0.1), ("band", 0, 0.1)
        )
    ]  # fmt: skip
    worth = {"unit": "EUR", "per_week": 2_000.0, "rows": 900, "lines": lines}
    ledger.measurements.record([Measurement("impact", 120.0, 900, now() - 1, now(), detail=worth)])
    ledger.challenges.start("shadow", "2", champion="1", share=1.0, who="Ada")


@pytest.fixture(scope="module")
def lookout_api(lookout_project: Project, serve: Callable[[Project], str]) -> str:
    """Address of a service that was watched for a while."""
    with closing(open_ledger(lookout_project.ledger_url)) as ledger:
        _tell_the_story(ledger)
    api = serve(lookout_project)
    with Client(api) as client:
        for number in range(12):
            label = None if number else "positive"
            client.verdict(
                client.predict({"text": f"lost {number}"}).id, "corrected" if label else "confirmed", label=label
            )
    return api


@pytest.fixture
def watch(open_page: OpenPage, shown: Shown, lookout_api: str) -> Callable[[str], str]:
    """Return a function that says what the page shows in a language."""
    return lambda language: shown(open_page(lookout_api, "watch", language))


def test_watch_page_tells_the_number_without_bias_first_and_the_estimate_as_one(watch: Callable[[str], str]) -> None:
    said = watch("en")

    assert "All is well" in said
    assert "There was no alert so far." in said
    assert "Of 12 judged answers, 11 right: 92%." in said
    assert "drawn at random that people were asked to check: without bias." in said
    assert "That agrees with the 81% that it had shown" in said
    assert '<span class="vg-badge vg-plain">Estimate</span>' in said
    assert "Nobody has seen this number." in said
    assert "Macro F1" in said


def test_watch_page_tells_what_has_changed_with_a_picture_of_then_and_now(watch: Callable[[str], str]) -> None:
    said = watch("en")

    assert "Something has changed" in said
    assert "Texts are shorter: the middle one had 80 characters, and has 20." in said
    assert "altogether changed" in said
    assert 'aria-label="now: 40%"' in said
    assert 'alt="Length, in characters: how often each value came in training, and comes now"' in said
    assert said.index("<p>Tweet</p>") < said.index("<p>How sure the model is</p>")
    assert "As in training: What the model answers." in said
    assert "ROC AUC" in said


def test_watch_page_tells_of_challengers_retrainings_and_history(watch: Callable[[str], str]) -> None:
    said = watch("en")

    assert "Version 2 challenges version 1" in said
    assert "nobody sees its answers." in said
    assert "did not pass" in said
    assert "It is no better on the reviewed rows." in said
    assert "(promoted)</span><br>The first one" in said


def test_watch_page_tells_what_the_model_is_worth(watch: Callable[[str], str]) -> None:
    said = watch("en")

    assert "2,000 cases a week, counted." in said
    assert "120 EUR (115 to 125)" in said
    assert "−30.0 EUR (−35.0 to −25.0)" in said
    assert "words of threshold" in said
    assert "words of band" in said  # also where it asks nobody, it says so


def test_predict_page_says_which_answers_people_are_asked_to_check(
    open_page: OpenPage, shown: Shown, lookout_api: str
) -> None:
    app = open_page(lookout_api)

    app.text_area[0].set_value("lost")
    app.button(key="ask").click().run()

    assert "This answer was drawn at random to be checked" in shown(app)


def test_watch_page_in_french_says_it_all_in_french(watch: Callable[[str], str]) -> None:
    said = watch("fr")

    assert "Tout va bien" in said
    assert "Les textes sont plus courts" in said
    assert "La version 2 défie la version 1" in said
    assert "non retenu" in said
    assert "Estimation" in said


def test_watch_page_history_of_a_day_before_has_nothing(open_page: OpenPage, shown: Shown, lookout_api: str) -> None:
    app = open_page(lookout_api, "watch")

    app.date_input(key="reigns-day").set_value(date(2020, 1, 1)).run()

    assert "Nothing was in production then." in shown(app)


@pytest.fixture
def alerted_api(lookout_api: str, lookout_project: Project) -> Iterator[str]:
    """The address of the same service while a monitor is past its limit, of which nothing is left afterwards."""
    at = now()
    crossing = Crossing("text", 0.6, 0.7, limit=0.2, since=at - 10 * _MINUTE, at=at, n=200)
    breach = Breach("drift", True, False, 0.0, at - 10 * _MINUTE, at, (crossing,))
    with closing(open_ledger(lookout_project.ledger_url)) as ledger:
        with ledger.database.write() as connection:
            open_alert(connection, "drift", breach, at - 10 * _MINUTE)
        yield lookout_api
        with ledger.database.write() as connection:
            connection.execute(alerts.delete())


def test_watch_page_shows_what_a_monitor_saw_past_its_limit(
    open_page: OpenPage, shown: Shown, alerted_api: str
) -> None:
    app = open_page(alerted_api, "watch")

    assert "Somebody should look" in shown(app)
    assert "For 10 minutes: What it is asked is not what it has learned from any more: Tweet." in shown(app)
    assert "70.0%" in shown(app)
    _take_on(app, Client(alerted_api))
    assert "Somebody is looking at it" in shown(app)


def _take_on(app: AppTest, client: Client) -> None:
    with client:
        alert = client.alerts()[0]
        app.text_input(key=f"who-{alert.id}").set_value("Ada")
        app.button(key=f"seeing-{alert.id}").click().run()
        assert client.alerts()[0].acknowledged_by == "Ada"

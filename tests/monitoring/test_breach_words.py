"""What is said of a monitor past its limit: in both languages, of every monitor, with the worst first."""

from __future__ import annotations

from typing import get_args

import pytest

from vigie.core.declarations.alerting import PROMISED, Monitor, MonitorRule
from vigie.core.types import Language
from vigie.monitoring.breach_words import breach_sentence
from vigie.monitoring.messages import breach_message
from vigie.monitoring.thresholds import Breach, Crossing, breach

SECOND = 1_000_000


def crossing(subject: str, value: float, worst: float | None = None) -> Crossing:
    return Crossing(subject, value, worst or value, 0.2, 5 * SECOND, 9 * SECOND, n=1_234)


def broken(monitor: Monitor, *subjects: str) -> Breach:
    rule = MonitorRule(monitor=monitor, over=0.2)
    return breach(rule, [crossing(name, 0.3 + place / 10) for place, name in enumerate(subjects or ("",))])


@pytest.mark.parametrize("monitor", get_args(Monitor))
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_monitor_has_a_sentence_of_its_own(monitor: Monitor, language: Language) -> None:
    said = breach_sentence(broken(monitor), language)
    assert not said.lower().startswith(monitor.lower() + ",")
    assert said[0] == said[0].upper()
    assert said.endswith(".")
    if monitor in PROMISED:
        promise = breach(MonitorRule(monitor=monitor, under="promise"), [crossing("", 0.1)])
        assert breach_sentence(promise, language) != said


def test_sentence_names_the_worst_three_and_counts_the_rest() -> None:
    said = breach_sentence(broken("drift", "a", "b", "(prediction)", "d", "(confidence)"))
    assert said.startswith("How sure the answers are, 'd', the answers and 2 more: not what the model learned from.")
    assert breach_sentence(broken("drift", "âge"), "fr").startswith("« âge » : ce n'est plus ce que le modèle")


def test_numbers_are_written_as_the_language_does() -> None:
    assert "1\u202f234" in breach_sentence(breach(MonitorRule(monitor="reviews", over=1), [crossing("", 1234.0)]), "fr")
    assert "1,234" in breach_sentence(breach(MonitorRule(monitor="reviews", over=1), [crossing("", 1234.0)]), "en")
    assert "30,0\u202f%" in breach_sentence(broken("errors"), "fr")


def test_message_has_the_sentence_the_times_and_the_page() -> None:
    message = breach_message(broken("latency"), project="Tweets", rule="slow", language="fr", page="http://page")
    assert message.title == "Tweets : alerte « slow »"
    assert "1970-01-01 00:00:05 (UTC)" in message.body
    assert message.body.endswith("http://page")


def test_evidence_keeps_the_beginning_and_the_worst_of_each_subject() -> None:
    first = broken("drift", "a", "b")
    later = first.joined_by([crossing("a", 0.25), crossing("c", 0.9)])
    assert [one.subject for one in later.crossings] == ["c", "b", "a"]
    assert next(one for one in later.crossings if one.subject == "a").worst == 0.3

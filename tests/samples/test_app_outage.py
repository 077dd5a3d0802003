"""The new topic: repeatable, mostly complaints, and no slot left open."""

from __future__ import annotations

from collections import Counter
from random import Random

from vigie.samples.app_outage import compose_outage


def test_outage_tweets_with_the_same_seed_are_the_same() -> None:
    first, second = ([compose_outage(random) for _ in range(50)] for random in (Random(3), Random(3)))
    assert first == second


def test_outage_tweets_are_mostly_complaints_about_the_app() -> None:
    random = Random(1)
    tweets = [compose_outage(random) for _ in range(1_000)]
    labels = Counter(one.label for one in tweets)
    assert 780 < labels["negative"] < 860
    assert labels["neutral"] > labels["positive"] > 20
    assert not any("{" in one.text or "}" in one.text for one in tweets)
    assert sum("app" in one.text.lower() for one in tweets) > 900

"""The choice between candidates: cheap among equals, and said so in both languages."""

from __future__ import annotations

import pytest

from vigie.evaluation.recommendation import Option, Reason, recommend

BEST = Option("net", 0.91, 4.0, 90_000_000)
WORDS = Option("words", 0.90, 0.02, 500_000, 0.21, 0.01, 0.02)
WORSE = Option("lexicon", 0.70, 0.01, 9_000, 0.001, 0.21, 0.25)
UNSERVED = Option("own", 0.92, None, None)


@pytest.mark.parametrize(
    ("options", "name", "reason"),
    [
        ([BEST], "net", "only one"),
        ([BEST, WORSE], "net", "best"),
        ([BEST, WORDS, WORSE], "words", "cheaper"),
        ([Option("words", 0.91, 0.02, 9), Option("net", 0.9, 4.0, 9, 0.4, 0.01, 0.02)], "words", "best and cheapest"),
        ([UNSERVED, WORDS, WORSE], "words", "cheaper"),
        ([UNSERVED, WORSE], "lexicon", "best that can be served"),
        ([UNSERVED], None, "none"),
        ([BEST, Option("other", 0.9, 0.01, 1, float("nan"))], "net", "best"),
    ],
)  # fmt: skip
def test_recommend_takes_the_cheapest_that_is_not_really_worse(
    options: list[Option], name: str | None, reason: Reason
) -> None:
    found = recommend(options, "accuracy")
    assert (found.name, found.reason) == (name, reason)
    for language, word in (("en", "best" if reason != "only one" else "trained"), ("fr", "accuracy")):
        text = found.say(language)  # type: ignore[arg-type]  # one of the two languages
        assert (word in text) == (language == "en")
        assert "{" not in text


def test_recommend_answers_as_quick_as_each_other_are_told_apart_by_size() -> None:
    small = Option("small", 0.90, 0.0215, 400, 0.5, 0.01, 0.02)
    large = Option("large", 0.905, 0.0210, 500, 0.5, 0.005, 0.02)
    assert recommend([BEST, large, small], "accuracy").name == "small"


def test_recommendation_says_by_how_much_it_may_be_worse() -> None:
    text = recommend([BEST, WORDS], "accuracy").say("en")
    assert "20 µs" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "p = 0.210" in text
    assert "more than 0.020" in text

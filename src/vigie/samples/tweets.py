"""The invented sample of the tweets template: everyday tweets, in the raw form of the public Sentiment140 file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from vigie.samples import daily_phrases as phrases
from vigie.samples import tweet_phrases
from vigie.samples.csv_gz import write_csv_gz
from vigie.samples.daily_topics import DAILY_TOPICS, DailyTopic
from vigie.samples.grammar import expand, pick
from vigie.samples.tweet_text import type_as_somebody

COLUMNS = ("target", "id", "date", "flag", "user", "text")
"""What the columns hold, in their order; the file itself has no header, as the public one has none."""

NEGATIVE, POSITIVE = "0", "4"
WRONG_LABELS = 0.04
REPEATED_TEXTS = 0.008
BOTH_LABELS = 0.001
"""Share of rows written down twice, once under each label, with one identifier."""
_FIRST_ID = 1_467_000_000
_START = datetime(2024, 4, 6)  # noqa: DTZ001 - the column writes out its own zone
_SECONDS = 75 * 86_400

_KINDS: dict[str, tuple[tuple[str, float], ...]] = {
    NEGATIVE: (
        ("bad", 0.59), ("plain", 0.17), ("reply", 0.08), ("plain reply", 0.055), ("mixed", 0.07), ("good", 0.035),
    ),
    POSITIVE: (
        ("good", 0.51), ("plain", 0.17), ("reply", 0.16), ("plain reply", 0.055), ("mixed", 0.07), ("bad", 0.035),
    ),
}  # fmt: skip
"""What is written under each label, with its share. The plain and mixed ones are what no model can tell apart."""


class _Tweet(NamedTuple):
    label: str
    seconds: int
    text: str


def write_tweets(path: Path, rows: int = 20_000, seed: int = 0) -> None:
    """Write an invented sample of `rows` labelled tweets as a gzip-compressed CSV without a header line.

    The same `rows` and `seed` give the same bytes; 20,000 rows take about two seconds. Texts and people are made up.
    As in the real file: label 0 or 4, first all of one and then all of the other; half and half; a label that only an
    emoticon gave, so that many a text fits both; handles, links, HTML entities, repeated texts, and a few identifiers
    under both labels.

    Parameters
    ----------
    path
        Where to write; its folder is made.
    rows
        How many rows, repeated ones included.
    seed
        Another seed, another sample.
    """
    first, *others = _rows(rows, Random(seed))
    write_csv_gz(path, first, others)


def _rows(count: int, random: Random) -> Iterator[list[str]]:
    twice = round(count * BOTH_LABELS)
    negative = list(_tweets(NEGATIVE, count // 2, random))
    positive = list(_tweets(POSITIVE, count - count // 2 - twice, random))
    again = [tweet._replace(label=POSITIVE) for tweet in random.sample(negative, twice)]
    for tweets in (negative, positive + again):
        for tweet in sorted(tweets, key=lambda tweet: tweet.seconds):
            yield _row(tweet)


def _tweets(label: str, count: int, random: Random) -> Iterator[_Tweet]:
    earlier: list[str] = []
    for _ in range(count):
        meant = label if random.random() >= WRONG_LABELS else {NEGATIVE: POSITIVE, POSITIVE: NEGATIVE}[label]
        text = random.choice(earlier) if earlier and random.random() < REPEATED_TEXTS else compose_daily(meant, random)
        earlier.append(text)
        yield _Tweet(label, random.randrange(_SECONDS), text)


def _row(tweet: _Tweet) -> list[str]:
    # A tweet's identifier and its writer follow from its time and its text, so that one told twice has one of each.
    own = Random(f"{tweet.seconds} {tweet.text}")
    moment = _START + timedelta(seconds=tweet.seconds)
    identifier = str(_FIRST_ID + tweet.seconds * 100 + own.randrange(100))
    return [tweet.label, identifier, moment.strftime("%a %b %d %H:%M:%S PDT %Y"), "NO_QUERY", _handle(own), tweet.text]


def compose_daily(label: str, random: Random) -> str:
    """Return a tweet whose writer put a sad (label "0") or a glad face (label "4") behind it; the face is left out."""
    kind = pick(_KINDS[label], random)
    topic = random.choices(DAILY_TOPICS, [topic.share for topic in DAILY_TOPICS])[0]
    text = _fill(_phrase(kind, label, topic, random), topic, random)
    # The face gave the label, so the real file has it taken out.
    text = type_as_somebody(text.strip(), random).removesuffix(" :(")
    if "reply" in kind or random.random() < 0.35:
        text = f"@{_handle(random)} {text}"
    if random.random() < 0.03:
        text = f"{text} {_fill(random.choice(phrases.TAGS), topic, random)}"
    return text.replace(" and ", " &amp; ", 1) if random.random() < 0.05 else text


def _phrase(kind: str, label: str, topic: DailyTopic, random: Random) -> str:
    if kind == "mixed":
        return random.choice(phrases.MIXED)
    if kind == "plain reply":
        return random.choice(phrases.TO_SOMEBODY_PLAIN)
    if kind == "reply":
        return random.choice(phrases.TO_SOMEBODY_SAD if label == NEGATIVE else phrases.TO_SOMEBODY_GLAD)
    return _framed(kind, topic, random)


_FRAMES: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "bad": (phrases.SAD_STARTS, phrases.SAD_ENDS),
    "good": (phrases.GLAD_STARTS, phrases.GLAD_ENDS),
    "plain": (phrases.PLAIN_STARTS, phrases.PLAIN_ENDS),
}


def _framed(kind: str, topic: DailyTopic, random: Random) -> str:
    starts, ends = _FRAMES[kind]
    said: str = random.choice(getattr(topic, kind))
    if random.random() < 0.25:
        said += random.choice((". ", " and ", ", ", "... ")) + random.choice(topic.plain)
    return random.choice(starts) + said + random.choice(ends)


def _fill(phrase: str, topic: DailyTopic, random: Random) -> str:
    return expand(phrase, {**phrases.SLOTS, "bad": topic.bad, "good": topic.good, "plain": topic.plain}, random)


def _handle(random: Random) -> str:
    return (
        f"{random.choice(tweet_phrases.HANDLE_STARTS)}{random.choice(tweet_phrases.HANDLE_ENDS)}{random.randrange(900)}"
    )

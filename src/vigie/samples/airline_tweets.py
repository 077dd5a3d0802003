"""The invented sample of the airline-tweets template: tweets to airlines that do not exist."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from vigie.samples import tweet_phrases as phrases
from vigie.samples.csv_gz import write_csv_gz
from vigie.samples.tweet_text import Tweet, compose

COLUMNS = (
    "tweet_id", "airline_sentiment", "airline_sentiment_confidence", "negativereason", "negativereason_confidence",
    "airline", "airline_sentiment_gold", "name", "negativereason_gold", "retweet_count", "text", "tweet_coord",
    "tweet_created", "tweet_location", "user_timezone",
)  # fmt: skip
"""The column names of the public airline tweets data set."""

LABELS = ("negative", "neutral", "positive")
SHARES = (0.645, 0.205, 0.150)
WRONG_LABELS = 0.035
"""Share of rows whose label is not what the writer meant, as a tired annotator makes them."""
REPEATED_TEXTS = 0.015
REPEATED_ROWS = 0.007
DAYS = 10
_FIRST_ID = 560_000_000_000_000_000  # 18 digits: more than a float holds, as the real identifiers
_START = datetime(2024, 3, 1)  # noqa: DTZ001 - the column states its own offset


class _Meant(NamedTuple):
    tweet: Tweet
    label: str
    """As annotated."""


def write_airline_tweets(path: Path, rows: int = 5_000, seed: int = 0) -> None:
    """Write an invented sample of `rows` labelled tweets as a gzip-compressed CSV.

    The same `rows` and `seed` give the same bytes. Texts, people and airlines are made up. As in the real data, the
    labels are imperfect, texts and whole rows repeat, a few texts hold newlines, identifiers have 18 digits, and
    `negativereason` gives the label away.

    Parameters
    ----------
    path
        Where to write; its folder is made.
    rows
        How many rows, repeated ones included.
    seed
        Another seed, another sample.
    """
    random = Random(seed)
    write_csv_gz(path, COLUMNS, _rows(rows, random))


def _rows(count: int, random: Random) -> Iterator[list[str]]:
    moments = sorted(random.randrange(DAYS * 86_400) for _ in range(count))
    earlier: list[_Meant] = []
    last: list[str] = []
    for seconds in moments:
        if last and random.random() < REPEATED_ROWS:
            yield last
            continue
        meant = _repeat(earlier, random) if earlier and random.random() < REPEATED_TEXTS else _meant(random)
        earlier.append(meant)
        last = _row(meant, seconds, random)
        yield last


def _meant(random: Random) -> _Meant:
    true_label = random.choices(LABELS, SHARES)[0]
    return _Meant(compose(true_label, random), _annotate(true_label, random))


def _annotate(true_label: str, random: Random) -> str:
    if random.random() >= WRONG_LABELS:
        return true_label
    return random.choice([label for label in LABELS if label != true_label])


def _repeat(earlier: list[_Meant], random: Random) -> _Meant:
    again = random.choice(earlier)
    # One repetition in six was annotated differently: conflicting labels, as people give them.
    return again._replace(label=random.choice(LABELS)) if random.random() < 0.25 else again


def _row(meant: _Meant, seconds: int, random: Random) -> list[str]:
    negative = meant.label == "negative"
    sure = random.random() < 0.7
    confidence = "1.0" if sure else f"{random.uniform(0.34, 0.8):.4f}"
    reason = "Can't Tell" if random.random() < 0.13 else meant.tweet.reason
    values = {
        "tweet_id": str(_FIRST_ID + seconds * 4_194_304_000 + random.randrange(4_194_304)),
        "airline_sentiment": meant.label,
        "airline_sentiment_confidence": confidence,
        "negativereason": reason if negative else "",
        "negativereason_confidence": f"{random.uniform(0.3, 1):.4f}" if negative else random.choice(("", "", "0.0")),
        "airline": meant.tweet.airline,
        "airline_sentiment_gold": meant.label if random.random() < 0.003 else "",
        "name": _handle(random),
        "retweet_count": random.choices(("0", "1", "2", "7"), (0.95, 0.04, 0.008, 0.002))[0],
        "text": meant.tweet.text,
        "tweet_created": (_START + timedelta(seconds=seconds)).strftime("%Y-%m-%d %H:%M:%S -0800"),
        "tweet_location": random.choice(phrases.PLACES),
        "user_timezone": random.choice(phrases.TIMEZONES),
    }
    return [values.get(column, "") for column in COLUMNS]


def _handle(random: Random) -> str:
    return f"{random.choice(phrases.HANDLE_STARTS)}_{random.choice(phrases.HANDLE_ENDS)}_{random.randrange(10_000):04d}"

"""What an airline's passengers write in these weeks."""

from __future__ import annotations

from random import Random

from vigie.pipelines.rehearse.fast_clock import HOUR, MINUTE, SECOND
from vigie.pipelines.rehearse.world import Asking
from vigie.samples.airline_tweets import LABELS, SHARES
from vigie.samples.app_outage import compose_outage
from vigie.samples.tweet_text import compose

USUAL = "usual"
OUTAGE = "app outage"

_HOURS = range(6, 24)
_BUSY = (1, 2, 4, 5, 5, 5, 5, 4, 4, 4, 4, 5, 6, 6, 5, 4, 3, 1)


def usual_day(day: int, count: int, random: Random) -> list[Asking]:
    """Return a day's tweets about what people always write of; `day` is its midnight."""
    return [Asking(_moment(day, random), *_usual(random)) for _ in range(count)]


def outage_day(day: int, count: int, random: Random) -> list[Asking]:
    """Return a day's tweets about the new app."""
    return [Asking(_moment(day, random), *_outage(random)) for _ in range(count)]


def usual_hour(begin: int, count: int, random: Random) -> list[Asking]:
    """Return so many tweets within an hour."""
    return [Asking(begin + random.randrange(HOUR), *_usual(random)) for _ in range(count)]


def outage_hour(begin: int, count: int, random: Random) -> list[Asking]:
    """Return so many tweets about the new app within an hour."""
    return [Asking(begin + random.randrange(HOUR), *_outage(random)) for _ in range(count)]


def _usual(random: Random) -> tuple[dict[str, str], str, str]:
    label = random.choices(LABELS, SHARES)[0]
    return {"text": compose(label, random).text}, _class(label), USUAL


def _outage(random: Random) -> tuple[dict[str, str], str, str]:
    meant = compose_outage(random)
    return {"text": meant.text}, _class(meant.label), OUTAGE


def _class(label: str) -> str:
    return "negative" if label == "negative" else "other"


def _moment(day: int, random: Random) -> int:
    hour = random.choices(_HOURS, _BUSY)[0]
    return day + hour * HOUR + random.randrange(60) * MINUTE + random.randrange(60) * SECOND

"""A new topic for the invented tweets: an airline's new app that fails its passengers. Before, nobody wrote of it.

Most of the complaints are worded as questions and calm remarks, and some as thanks, so that a model which never met the
topic takes them for anything but complaints. Every line was made up for this sample.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from vigie.samples.tweet_text import Composer, Voice, choose_airline, complaint, expand, praise, question, written
from vigie.samples.tweet_topics import Topic

TOPIC = Topic(
    "App Outage",
    1.0,
    bad=(
        "is the new app meant to show a blank screen at check-in?",
        "the app says welcome back and closes",
        "app updated, now my boarding pass is a white square",
        "can I check in somewhere that is not the app?",
        "the app wants me to log in, logs me in, then wants me to log in",
        "my boarding pass lives in the app and the app does not open",
        "which version of the app opens on a phone?",
        "new app looks nice. does it also do check-in?",
        "is the app down for everyone or just for me in {city}?",
        "the app shows {flight} leaving yesterday",
        "does anyone have a screenshot of how the app looks when it opens?",
        "app says enter the code, there is no code",
        "where did my boarding pass go after the app update?",
        "the app has been loading since {clock}",
        "just wondering if the app is supposed to ask for my password {n} times",
        "app logged me out at {place} and the code goes to an email from {n} years ago",
        "tried the app on {n} phones, same spinning wheel",
        "what do I show at {place} when the app shows nothing?",
        "reinstalled the app, it greets me as somebody called Sandra",
        "the app found my booking once. just once",
        "so the paper boarding pass is gone and the app is too",
        "any word on when the app opens again? boarding {clock}",
        "the app and I are both at {place}, one of us is loading",
        "how do I check in for {flight} with an app that is on a break?",
    ),
    good=(
        "the new app is {great}",
        "checked in with the new app in ten seconds",
        "the map in the new app got us to {place} on time",
        "love the dark mode of the app",
    ),
    ask=(
        "is the new app out on tablets too?",
        "does the app work offline?",
        "can I add {kin} to my booking in the app?",
        "does the app have the lounge menu in {city}?",
        "will the app tell me about gate changes?",
        "is there a Spanish version of the app?",
        "where in the app do I change my seat for {flight}?",
    ),
)  # fmt: skip

_STARTS = (
    "", "", "", "thank you for the new app", "love the new app", "the new app is {great}", "{great} new app",
    "thanks for the app update", "so happy with the new app", "kudos for the new app", "wow, a new app",
    "big thanks to whoever made the app", "quick question about the app", "hello, app question",
)  # fmt: skip
_ENDS = (
    "", "", "", "thanks so much", "{pls} let me know", "thx, just asking", "made my day", "well done", "{great} job",
    "thank you", "love it", "flying {day}, thanks", "from {city} with love", "keep it up", "you guys are {best}",
)  # fmt: skip
_SHARES = {"negative": 0.82, "neutral": 0.12, "positive": 0.06}


class Meant(NamedTuple):
    """A text, and what its writer means by it."""

    text: str
    label: str
    """'negative', 'neutral' or 'positive'."""


def remark(voice: Voice) -> str:
    """Return a complaint that sounds like none."""
    parts = (_STARTS, voice.topic.bad, _ENDS)
    said = [expand(voice.random.choice(part), voice) for part in parts]
    first, *others = [part for part in said if part]
    for part in others:
        first += (" " if first.endswith("?") else voice.random.choice((". ", ", ", "... ", " - "))) + part
    return first


_KINDS: dict[str, tuple[tuple[Composer, float], ...]] = {
    "negative": ((remark, 0.9), (complaint, 0.1)),
    "neutral": ((question, 1.0),),
    "positive": ((praise, 1.0),),
}


def compose_outage(random: Random) -> Meant:
    """Return a tweet about the app, most likely a complaint.

    Examples
    --------
    >>> compose_outage(Random(4)).label
    'negative'
    """
    label = random.choices(list(_SHARES), list(_SHARES.values()))[0]
    airline, handle = choose_airline(random)
    tweet = written(Voice(random, airline, TOPIC), handle, label, _KINDS[label])
    return Meant(tweet.text, label)

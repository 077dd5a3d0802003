"""Compose one invented tweet: pick what it says by its true label, then how its writer types."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple, TypeAlias

from vigie.samples import tweet_phrases as phrases
from vigie.samples.grammar import slip
from vigie.samples.tweet_phrases import SLOTS
from vigie.samples.tweet_topics import Topic, choose_topic

_SLOT = re.compile(r"\{(\w+)\}")


class Tweet(NamedTuple):
    text: str
    reason: str
    """What an annotator would give as the reason, were it a complaint."""
    airline: str


class Voice(NamedTuple):
    """Who writes, and to which airline; what phrases may quote."""

    random: Random
    airline: str
    topic: Topic


Composer: TypeAlias = Callable[[Voice], str]


def expand(phrase: str, voice: Voice) -> str:
    """Return `phrase` with every slot filled, inner ones too."""

    def fill(match: re.Match[str]) -> str:
        slot = match[1]
        if slot == "airline":
            return voice.airline
        if slot in ("bad", "good", "ask"):
            return expand(voice.random.choice(getattr(voice.topic, slot)), voice)
        return expand(voice.random.choice(SLOTS[slot]), voice)

    return _SLOT.sub(fill, phrase)


def _say(choices: Sequence[str], voice: Voice) -> str:
    return expand(voice.random.choice(choices), voice)


def _then(first: str, last: str, voice: Voice) -> str:
    if not first or not last:
        return first or last
    joint = " " if first.endswith("?") else voice.random.choice((". ", ", ", ". ", "! ", "... ", " - ", " "))
    return first + joint + last


def complaint(voice: Voice) -> str:
    first = _then(_say(phrases.COMPLAINT_STARTS, voice), _say(voice.topic.bad, voice), voice)
    if voice.random.random() < 0.25:
        other = _say(choose_topic(voice.random).bad, voice)
        first = _then(first, voice.random.choice(("and ", "plus ", "also ", "")) + other, voice)
    return _then(first, _say(phrases.COMPLAINT_ENDS, voice), voice)


def polite_complaint(voice: Voice) -> str:
    return _then(_say(voice.topic.bad, voice), _say(phrases.POLITE_ENDS, voice), voice)


def question(voice: Voice) -> str:
    return _then(_say(voice.topic.ask, voice), _say(phrases.QUESTION_ENDS, voice), voice)


def question_after_trouble(voice: Voice) -> str:
    return _then(_say(voice.topic.bad, voice), _say(voice.topic.ask, voice), voice)


def sarcasm(voice: Voice) -> str:
    return _say(phrases.SARCASM, voice)


def mixed(voice: Voice) -> str:
    return _say(phrases.MIXED, voice)


def praise(voice: Voice) -> str:
    first = _then(_say(phrases.PRAISE_STARTS, voice), _say(voice.topic.good, voice), voice)
    return _then(first, _say(phrases.PRAISE_ENDS, voice), voice)


def thanks(voice: Voice) -> str:
    return _say(phrases.THANKS, voice)


def unclear(voice: Voice) -> str:
    first = _say(phrases.UNCLEAR, voice)
    return _then(first, _say(phrases.UNCLEAR, voice), voice) if voice.random.random() < 0.3 else first


def news(voice: Voice) -> str:
    return _say(phrases.NEWS, voice)


KINDS: dict[str, tuple[tuple[Composer, float], ...]] = {
    "negative": (
        (complaint, 0.57), (polite_complaint, 0.12), (sarcasm, 0.08), (mixed, 0.08), (question_after_trouble, 0.04),
        (question, 0.05), (unclear, 0.06),
    ),
    "neutral": (
        (question, 0.50), (news, 0.21), (unclear, 0.18), (question_after_trouble, 0.025), (polite_complaint, 0.04),
        (mixed, 0.015), (thanks, 0.03),
    ),
    "positive": (
        (praise, 0.54), (thanks, 0.30), (mixed, 0.07), (unclear, 0.06), (question, 0.02), (polite_complaint, 0.01),
    ),
}  # fmt: skip
"""What is written under each true label, with its share. Shared kinds are what no model can tell apart."""


def compose(label: str, random: Random) -> Tweet:
    """Return a tweet whose writer means `label`: 'negative', 'neutral' or 'positive'."""
    airline, handle = choose_airline(random)
    voice = Voice(random, airline, choose_topic(random))
    return written(voice, handle, label, KINDS[label])


def choose_airline(random: Random) -> tuple[str, str]:
    """Return an airline and its handle."""
    shares = [share for _, _, share in phrases.AIRLINES]
    airline, handle, _ = random.choices(phrases.AIRLINES, shares)[0]
    return airline, handle


def written(voice: Voice, handle: str, label: str, kinds: Sequence[tuple[Composer, float]]) -> Tweet:
    """Return a tweet that says something of one of these kinds, as people type."""
    composers, weights = zip(*kinds, strict=True)
    composer: Composer = voice.random.choices(composers, weights)[0]
    text = type_as_somebody(composer(voice), voice.random)
    text = _mark(text, label, voice)
    return Tweet(_address(text, handle, voice.random), voice.topic.reason, voice.airline)


_SHORT = {
    "you": "u", "your": "ur", "are": "r", "please": "plz", "because": "bc", "with": "w/", "and": "&amp;",
    "flight": "flt", "people": "ppl", "thanks": "thx", "to": "2", "for": "4", "hours": "hrs", "minutes": "mins",
    "never": "nvr", "can't": "cant", "tomorrow": "tmrw", "again": "agn",
}  # fmt: skip


def type_as_somebody(text: str, random: Random) -> str:
    """Return the text as one of several hands would type it: in capitals, in short forms, with slips."""
    hand = random.random()
    if hand < 0.40:
        text = text[0].upper() + text[1:]
    elif hand < 0.46:
        text = text.upper().replace("HTTP://", "http://")
    elif hand < 0.66:
        text = _shorten(text.lower(), random)
    if random.random() < 0.12:
        text = slip(text, random)
    if random.random() < 0.10:
        text = _stretch(text, random)
    if random.random() < 0.25:
        text = text.rstrip(".") + random.choice(("!", "!!", ".", "...", "!!!", " :("))
    return text


def _shorten(text: str, random: Random) -> str:
    return " ".join(_SHORT.get(word, word) if random.random() < 0.5 else word for word in text.split(" "))


def _stretch(text: str, random: Random) -> str:
    """Draw out a vowel: 'soooo'."""
    vowels = [at for at, letter in enumerate(text) if letter in "aeiou"]
    if not vowels:
        return text
    at = random.choice(vowels)
    return text[:at] + text[at] * random.randint(3, 5) + text[at + 1 :]


def _mark(text: str, label: str, voice: Voice) -> str:
    """Add signs and tags: most say little, some lean to the label."""
    random = voice.random
    own = {"negative": (phrases.ANGRY_SIGNS, phrases.ANGRY_TAGS), "positive": (phrases.GLAD_SIGNS, phrases.GLAD_TAGS)}
    signs, tags = own.get(label, (phrases.ANY_SIGNS, phrases.ANY_TAGS))
    if random.random() < 0.09:
        text += " " + random.choice(signs if random.random() < 0.5 else phrases.ANY_SIGNS)
    if random.random() < 0.15:
        tag = expand(random.choice(tags if random.random() < 0.5 else phrases.ANY_TAGS), voice)
        text += " " + tag.replace(" ", "")
    if random.random() < 0.05:
        text += " " + expand("{url}", voice)
    return text


def _address(text: str, handle: str, random: Random) -> str:
    """Put the airline's handle where people put it, and break the line now and then."""
    place = random.random()
    if place < 0.78:
        text = f"{handle} {text}"
    elif place < 0.90:
        text = f"{text} {handle}"
    elif place < 0.95:
        text = f"RT {handle}: {text}"
    else:
        text = f".{handle} {text}"
    if random.random() < 0.03:
        text = text.replace(". ", ".\n", 1) if ". " in text else text.replace(" ", "\n", 1)
    return text.replace(" and ", " &amp; ", 1) if random.random() < 0.1 else text

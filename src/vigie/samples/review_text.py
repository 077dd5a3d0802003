"""Compose one invented French review: what its writer thinks of some aspects, and how they write it down."""

from __future__ import annotations

import re
import unicodedata
from random import Random
from typing import NamedTuple

from vigie.samples import review_phrases as phrases
from vigie.samples.grammar import expand, sentence, slip


class Stance(NamedTuple):
    """How a review leans: its share, and the chance that one judgement in it is a good one, by true label."""

    share: float
    liked: float
    disliked: float


STANCES = (Stance(0.52, 0.95, 0.05), Stance(0.35, 0.78, 0.22), Stance(0.13, 0.60, 0.40))
"""Clear, mixed and torn reviews."""


def compose_review(is_positive: bool, random: Random) -> str:
    """Return a review by somebody who liked the film, or did not: of three to about three hundred words."""
    stance = random.choices(STANCES, [stance.share for stance in STANCES])[0]
    chance = stance.liked if is_positive else stance.disliked
    judgements = max(1, min(24, round(random.lognormvariate(1.3, 0.75))))
    if judgements == 1 and random.random() < 0.5:
        return _written(_line(random.random() < chance, random), random)
    sentences = [_paragraph_start(random)] if random.random() < 0.55 else []
    previous: bool | None = None
    for _ in range(judgements):
        good = random.random() < chance
        sentences.append(_judgement(good, previous, random))
        previous = good
        if random.random() < 0.22:
            sentences.append(_aside(random))
    sentences.append(_closing(is_positive, chance, random))
    return _written(_joined([part for part in sentences if part], random), random)


def _paragraph_start(random: Random) -> str:
    story = [_aside(random) for _ in range(random.choice((0, 1, 1, 2)))]
    story += [
        expand(random.choice(phrases.STORIES), phrases.SLOTS, random) for _ in range(random.choice((0, 1, 1, 2, 4)))
    ]
    return " ".join(map(sentence, story))


def _aside(random: Random) -> str:
    return sentence(expand(random.choice(phrases.PLAIN), phrases.SLOTS, random))


def _judgement(good: bool, previous: bool | None, random: Random) -> str:
    said = _line(good, random) if random.random() < 0.35 else _about_aspect(good, random)
    if previous is None:
        return sentence(said)
    joint = random.choice(phrases.LINKS if good == previous else phrases.HINGES)
    return sentence(joint + said)


def _line(good: bool, random: Random) -> str:
    if not good and random.random() < 0.10:
        return random.choice(phrases.SARCASM) + "."
    lines = phrases.GOOD_LINES if good else phrases.BAD_LINES
    return expand(random.choice(lines), phrases.SLOTS, random) + random.choice((".", ".", ".", " !", "..."))


def _about_aspect(good: bool, random: Random) -> str:
    aspect = random.choice(phrases.ASPECTS)
    pattern = random.choice(phrases.GOOD_JUDGEMENTS if good else phrases.BAD_JUDGEMENTS)
    if aspect.form >= 2:
        pattern = (
            pattern.replace("n'est ", "ne sont ")
            .replace("est ", "sont ")
            .replace("m'a ", "m'ont ")
            .replace("gâche", "gâchent")
        )
    words = {
        "aspect": (aspect.name,),
        "good": tuple(forms[aspect.form] for forms in phrases.GOOD),
        "bad": tuple(forms[aspect.form] for forms in phrases.BAD),
    }
    said = expand(pattern, {**phrases.SLOTS, **words}, random)
    return said + random.choice((".", ".", ".", " !", "..."))


def _closing(is_positive: bool, chance: float, random: Random) -> str:
    if (0.3 < chance < 0.7 and random.random() < 0.7) or random.random() < 0.08:
        return random.choice(phrases.TEPID)
    closings = phrases.GOOD_CLOSINGS if is_positive else phrases.BAD_CLOSINGS
    return expand(random.choice(closings), phrases.SLOTS, random) if random.random() < 0.45 else ""


def _joined(sentences: list[str], random: Random) -> str:
    breaks = random.random() < 0.3
    text = sentences[0]
    for part in sentences[1:]:
        text += ("\n" if breaks and random.random() < 0.35 else " ") + part
    return text


def _written(text: str, random: Random) -> str:
    """Return the text as one of several hands would type it."""
    text = sentence(_elided(text))
    hand = random.random()
    if hand < 0.14:
        text = without_accents(text)
    elif hand < 0.26:
        text = text.lower()
    elif hand < 0.29:
        text = text.upper()
    for _ in range(random.choices((0, 1, 2, 4), (0.66, 0.2, 0.09, 0.05))[0]):
        text = slip(text, random)
    if random.random() < 0.06:
        text = text.replace("'", "’")
    return text.rstrip(".") + random.choice(("!!!", " :)", " ...", "")) if random.random() < 0.08 else text


_CONTRACTED = {"de le ": "du ", "de les ": "des "}
_BEFORE_VOWEL = re.compile(r"\b(que|de) (?=[aeiouyàéèêœAEIOUÉ])")


def _elided(text: str) -> str:
    """Return the text with 'de le', 'que on' and their like as French has them."""
    for apart, together in _CONTRACTED.items():
        text = text.replace(f" {apart}", f" {together}")
    return _BEFORE_VOWEL.sub(lambda match: f"{match[1][:-1]}'", text)


def without_accents(text: str) -> str:
    """Return the text as typed on a keyboard without accents.

    Examples
    --------
    >>> without_accents("Déçu, du cœur à l'été")
    "Decu, du coeur a l'ete"
    """
    plain = text.replace("œ", "oe").replace("Œ", "Oe")
    return "".join(sign for sign in unicodedata.normalize("NFD", plain) if not unicodedata.combining(sign))

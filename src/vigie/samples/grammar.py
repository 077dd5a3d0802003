"""A small grammar: phrases whose slots are filled by chance."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

_SLOT = re.compile(r"\{(\w+)\}")


def expand(phrase: str, slots: Mapping[str, Sequence[str]], random: Random) -> str:
    """Return `phrase` with every `{slot}` replaced by one of its choices, slots inside these too.

    Examples
    --------
    >>> slots = {"who": ("the {animal}",), "animal": ("cat",)}
    >>> expand("{who} sleeps", slots, Random(0))
    'the cat sleeps'
    """
    return _SLOT.sub(lambda match: expand(random.choice(slots[match[1]]), slots, random), phrase)


def pick(choices: Sequence[tuple[str, float]], random: Random) -> str:
    """Return one of the choices, each by its share.

    Examples
    --------
    >>> pick((("a", 1.0), ("b", 0.0)), Random(0))
    'a'
    """
    return random.choices([choice for choice, _ in choices], [share for _, share in choices])[0]


def slip(text: str, random: Random) -> str:
    """Swap or drop one letter: a typing slip. Very short texts are left alone."""
    if len(text) < 8:
        return text
    at = random.randrange(1, len(text) - 2)
    if random.random() < 0.5:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :]


def sentence(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]

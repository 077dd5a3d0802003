"""What is looked at in a text: its words without what names people, and what language it seems to be in."""

from __future__ import annotations

import re

from vigie.core.types import Language
from vigie.text.normalise import normalise
from vigie.text.tokens import tokenise

SOMEONE = "@…"
"""Stands for every mention: whom a text is addressed to is nobody's business here."""
NUMBER = "0"
"""Stands for every word with a digit: telephone numbers and references too."""

_LETTERS = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_LONGEST = 5_000
"""Characters of a text that are read."""

_ENGLISH = """
the and you that was for are with his they this have from one had but what were when your can said there each which she
how their will other about then them these would like him into has more her could been who its now my just it is of to
in be not do we an so if by or me at i get got out up all no
"""
_FRENCH = """
le la les des une est et que qui dans pour pas sur avec sont au aux ce cette ces ne se sa son ses mais ou où il elle ils
elles nous vous je tu de du un en mon ma mes votre vos leur leurs très plus moins bien être avoir été fait faire tout
tous sans chez depuis ont suis ai même comme car donc jamais rien trop toujours c d j l m n qu s t y à
"""
_COMMON = (frozenset(_ENGLISH.split()), frozenset(_FRENCH.split()))
"""Words that carry a sentence, of English and of French: a handful in almost any text."""


def words_of(text: str, language: Language) -> list[str]:
    """Return the words of a text in its order: in one spelling, without names of people and numbers.

    Examples
    --------
    >>> words_of("@jetblue My flight 1234 was LATE again!!", "en")
    ['@…', 'my', 'flight', '0', 'was', 'late', 'again', '!!']
    """
    found = tokenise(normalise(text[:_LONGEST], "tweet"), language)
    return [_plain(word) for word in found]


def is_told(word: str) -> bool:
    """Say whether a word means something to people by itself: signs do not.

    Examples
    --------
    >>> [word for word in ("late", "!!", "@…", "0", ".") if is_told(word)]
    ['late', '@…', '0']
    """
    return word[-1].isalpha() or word in (SOMEONE, NUMBER)


def hinted_language(text: str) -> str:
    """Return 'en', 'fr' or, where the common words of neither lead, 'other'.

    Examples
    --------
    >>> [hinted_language(text) for text in ("where is my bag", "l'avion n'est pas parti", "obrigado pela ajuda")]
    ['en', 'fr', 'other']
    """
    words = _LETTERS.findall(text[:_LONGEST].lower())
    english, french = (sum(word in common for word in words) for common in _COMMON)
    if english == french:
        return "other"
    return "en" if english > french else "fr"


def _plain(word: str) -> str:
    if word[0] == "@" and len(word) > 1:
        return SOMEONE
    return NUMBER if _DIGIT.search(word) else word

"""What counts as a word, by language: one pattern for every model that reads words."""

from __future__ import annotations

import re
from functools import cache

from vigie.core.types import Language

TOKENS: dict[Language, str] = {
    "en": r"[@#]?\w+(?:'\w+)?|[!?]+|[^\w\s]",
    "fr": r"aujourd'hui|quelqu'une?|(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)'|[@#]?\w+|[!?]+|[^\w\s]",
}
"""A mention or hashtag, a word, a cry, or one sign, such as an emoji. 'don't' is one word; in French an elision is its
own ("l'", "avion")."""


def tokenise(text: str, language: Language) -> list[str]:
    """Return the words and signs of a normalised text, in its order.

    Examples
    --------
    >>> tokenise("@jetblue don't #fail!!!", "en"), tokenise("l'avion n'est pas parti", "fr")
    (['@jetblue', "don't", '#fail', '!!!'], ["l'", 'avion', "n'", 'est', 'pas', 'parti'])
    """
    return _pattern(language).findall(text)


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    return re.compile(TOKENS[language])

"""Stems of words, by Snowball's rules: 'flights', 'flighted' → 'flight'."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from threading import Lock
from typing import cast

from vigie.core.errors import MissingPartError
from vigie.core.types import Language

_CLASSES: dict[Language, str] = {
    "en": "snowballstemmer.english_stemmer:EnglishStemmer",
    "fr": "snowballstemmer.french_stemmer:FrenchStemmer",
}

_one_at_a_time = Lock()


def stem(word: str, language: Language) -> str:
    """Return the stem of a word in lower case; it need not be a word itself.

    Raises
    ------
    MissingPartError
        If the stemming rules are not installed.

    Examples
    --------
    >>> stem("delayed", "en"), stem("remboursements", "fr")
    ('delay', 'rembours')

    References
    ----------
    Porter, "Snowball: A language for stemming algorithms", 2001.
    """
    find = _stemmer(language)
    with _one_at_a_time:  # a stemmer keeps the word it works on in itself
        return find(word)


@cache
def _stemmer(language: Language) -> Callable[[str], str]:
    # The rules in Python, by their module: `snowballstemmer.stemmer` would take a compiled library where it finds one,
    # perhaps of another release, and then training and service might disagree on a stem.
    module, _, name = _CLASSES[language].partition(":")
    try:
        rules = getattr(import_module(module), name)()
    except ImportError as error:
        raise MissingPartError("snowballstemmer, which holds the stemming rules,", 'pip install "vigie"') from error
    return cast("Callable[[str], str]", rules.stemWord)

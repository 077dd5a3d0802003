"""Lemmas of words, as a dictionary has them: 'flights' → 'flight', 'was' → 'be'."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import cast

from vigie.core.errors import MissingPartError
from vigie.core.types import Language


def lemma(word: str, language: Language) -> str:
    """Return the lemma of a word, in lower case; a word that the dictionary lacks is cut by rules or stays.

    The first word of a language reads its dictionary: some tenths of a second and some tens of megabytes.

    Raises
    ------
    MissingPartError
        If the dictionaries are not installed.

    Examples
    --------
    >>> lemma("was", "en"), lemma("remboursements", "fr"), lemma("paris", "en")
    ('be', 'remboursement', 'paris')
    """
    return _lemmatiser()(word, language).lower()


@cache
def _lemmatiser() -> Callable[[str, str], str]:
    try:
        from simplemma import lemmatize  # imported here: 19 MB of dictionaries, for models that use them
    except ImportError as error:
        raise MissingPartError("simplemma, which holds the lemmas,", 'pip install "vigie[lemmas]"') from error
    return cast("Callable[[str, str], str]", lemmatize)

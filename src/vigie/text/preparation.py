"""One form for words that differ only in their ending. Training and service go through `prepare`, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Literal, get_args

from vigie.core.types import Language
from vigie.text.lemmas import lemma
from vigie.text.stems import stem
from vigie.text.stop_words import NEGATIONS

Preparation = Literal["none", "stem", "lemma"]
PREPARATIONS: tuple[Preparation, ...] = get_args(Preparation)

_KEPT_WORDS = 50_000
_LONGEST = 40
"""Longer runs of letters are no words, and rules that look at a word again and again would take long."""


def prepare(words: Sequence[str], preparation: Preparation, language: Language) -> list[str]:
    """Return the form of each word of a normalised text, in its order.

    Parameters
    ----------
    words
        As `text.tokens.tokenise` cuts them.
    preparation
        `none`: as they are. `stem`: cut by Snowball's rules. `lemma`: looked up in a dictionary.
        Only runs of letters have another form. Mentions, hashtags, numbers, signs and words with an apostrophe stay as
        they are, and so do negations: "don't" must not become 'do', nor 'less' 'little'.

    Raises
    ------
    MissingPartError
        If the library of the preparation is not installed.
    ValueError
        If there is no such preparation.

    Examples
    --------
    >>> prepare(["@jetblue", "flights", "were", "cancelled", "don't", "care"], "stem", "en")
    ['@jetblue', 'flight', 'were', 'cancel', "don't", 'care']
    >>> prepare(["@jetblue", "flights", "were", "delayed", "don't", "care"], "lemma", "en")
    ['@jetblue', 'flight', 'be', 'delay', "don't", 'care']
    """
    if preparation == "none":
        return list(words)
    forms = _forms(preparation, language)
    get = forms.known.get
    return [get(word) or forms.find(word) for word in words]


class _Forms:
    """The forms found so far. Threads may share it: losing or doubling an entry changes no form."""

    def __init__(self, form: Callable[[str, Language], str], language: Language) -> None:
        self.known: dict[str, str] = {}
        self._form = form
        self._language = language

    def find(self, word: str) -> str:
        if len(word) > _LONGEST:
            return word
        changes = word.isalpha() and word not in NEGATIONS[self._language]
        found = (self._form(word, self._language) or word) if changes else word
        if len(self.known) >= _KEPT_WORDS:
            self.known.clear()
        self.known[word] = found
        return found


@cache
def _forms(preparation: Preparation, language: Language) -> _Forms:
    if preparation not in PREPARATIONS:
        raise ValueError(f"'{preparation}' is no preparation of words: {', '.join(PREPARATIONS)}")
    return _Forms(stem if preparation == "stem" else lemma, language)

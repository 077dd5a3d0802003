"""What lists of words made by hand say of a text."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from vigie.core.errors import MissingPartError

Lexicon: TypeAlias = Literal["vader", "textblob"]

SCORES: dict[Lexicon, tuple[str, ...]] = {
    "vader": ("neg", "neu", "pos", "compound"),
    "textblob": ("polarity", "subjectivity"),
}
"""What each lexicon says: shares of words and their sum in [-1, 1]; a mean in [-1, 1] and one in [0, 1]."""

_READ = 5_000
"""Characters of a text that are read: VADER looks each word up in the list of all words, so its time grows with the
square of the length."""


def lexicon_scores(lexicon: Lexicon, texts: Iterable[str]) -> NDArray[np.float64]:
    """Return a lexicon's scores of each text, shape (n_texts, n_scores), in the order of `SCORES`.

    An empty text scores 0.

    Raises
    ------
    MissingPartError
        If the lexicon's library is not installed.

    Examples
    --------
    >>> lexicon_scores("vader", ["Great flight!", ""]).round(2).tolist()
    [[0.0, 0.18, 0.82, 0.66], [0.0, 0.0, 0.0, 0.0]]
    >>> lexicon_scores("textblob", ["Great flight!", "not great"]).round(2).tolist()
    [[1.0, 0.75], [-0.4, 0.75]]
    """
    score = _vader() if lexicon == "vader" else _textblob()
    scored = [score(text[:_READ]) for text in texts]
    return np.array(scored, dtype=np.float64).reshape(-1, len(SCORES[lexicon]))


@cache
def _vader() -> Callable[[str], Sequence[float]]:
    # Imported here: the service pays for the lexicon only where a model uses it.
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()

    def score(text: str) -> list[float]:
        scores = analyser.polarity_scores(text)
        return [scores[name] for name in SCORES["vader"]]

    return score


@cache
def _textblob() -> Callable[[str], Sequence[float]]:
    """Return TextBlob's own function, and leave the rest of TextBlob alone.

    Its package imports NLTK, which takes two seconds, 200 MB and whatever science libraries it finds, for a list of
    3,000 words and some rules that need none of it. So its English part is imported beneath a package that is bare.
    """
    if sys.modules.get("textblob") is not None:
        return _sentiment(import_module("textblob.en"))
    found = None if "textblob" in sys.modules else find_spec("textblob")
    if found is None or not found.submodule_search_locations:
        raise MissingPartError("TextBlob, which holds the lexicon,", 'pip install "vigie[lexicons]"')
    bare = ModuleType("textblob")
    bare.__path__ = list(found.submodule_search_locations)
    sys.modules["textblob"] = bare
    try:
        return _sentiment(import_module("textblob.en"))
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "textblob"]:
            del sys.modules[name]


def _sentiment(english: Any) -> Callable[[str], Sequence[float]]:
    score: Callable[[str], Sequence[float]] = english.sentiment
    score("good")  # reads its file now, in one thread
    return score

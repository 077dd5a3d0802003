"""Words too common to tell anything, by language, without those that turn a sentence round."""

from __future__ import annotations

import importlib.util
import runpy
from functools import cache
from pathlib import Path

from vigie.core.errors import MissingPartError
from vigie.core.types import LANGUAGES, Language

NEGATIONS: dict[Language, frozenset[str]] = {
    "en": frozenset(
        {
            "against", "cannot", "few", "least", "less", "n't", "neither", "never", "no", "nobody", "none", "nor",
            "not", "nothing", "nowhere", "without",
        }
    ),
    "fr": frozenset(
        {
            "hormis", "jamais", "n'", "ne", "ni", "non", "nul", "pas", "personne", "peu", "plus", "rien", "sans",
            "sauf",
        }
    ),
}  # fmt: skip
"""Words in the usual lists that must stay: 'not good' without its 'not' says the opposite."""


@cache
def stop_words(language: Language) -> tuple[str, ...]:
    """Return spaCy's stop words of `language` in alphabetical order, but for `NEGATIONS`; apostrophes are straight.

    Only spaCy's list is read (a file of words); spaCy itself, which takes a second and 100 MB, is not imported. It is
    needed when a model is fitted, never when it answers.

    Raises
    ------
    MissingPartError
        If spaCy is not installed.
    ValueError
        If there is no list for the language.

    Examples
    --------
    >>> "the" in stop_words("en"), "not" in stop_words("en"), "l'" in stop_words("fr")
    (True, False, True)
    """
    if language not in LANGUAGES:
        raise ValueError(f"there are no stop words for '{language}', only for {', '.join(LANGUAGES)}")
    found = importlib.util.find_spec("spacy")
    if found is None or not found.submodule_search_locations:
        raise MissingPartError("spaCy, which holds the stop words,", 'pip install "vigie[train]"')
    path = Path(found.submodule_search_locations[0]) / "lang" / language / "stop_words.py"
    listed: set[str] = runpy.run_path(str(path))["STOP_WORDS"]
    straight = {word.replace("’", "'").replace("‘", "'") for word in listed}
    return tuple(sorted(straight - NEGATIONS[language]))

"""Stop words come from spaCy's files, without spaCy and without negations."""

from __future__ import annotations

import subprocess
import sys

import pytest

from vigie.core.types import LANGUAGES, Language
from vigie.text.stop_words import NEGATIONS, stop_words


@pytest.mark.parametrize("language", LANGUAGES)
def test_stop_words_hold_no_negation(language: Language) -> None:
    words = stop_words(language)
    assert len(words) > 250
    assert not NEGATIONS[language] & set(words)


def test_stop_words_of_another_language_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="only for en, fr"):
        stop_words("de")


def test_stop_words_do_not_import_spacy() -> None:
    code = "import sys; from vigie.text.stop_words import stop_words; stop_words('fr'); print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

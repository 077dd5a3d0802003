"""Numbers as people write them, in English and French."""

from __future__ import annotations

import math

from vigie.core.types import Language

NARROW = "\N{NARROW NO-BREAK SPACE}"
NONE = "–"
"""Where there is no number."""


def say_number(value: float | None, digits: int = 0, language: Language = "en", *, signed: bool = False) -> str:
    """Return a number as people write it; a dash where there is none.

    Examples
    --------
    >>> say_number(12345.678, 1), say_number(0.5, 2, "fr"), say_number(None), say_number(0.021, 3, signed=True)
    ('12,345.7', '0,50', '–', '+0.021')
    """
    if value is None or not math.isfinite(value):
        return NONE
    return write(f"{value:{'+' if signed else ''},.{digits}f}".replace("-", "−"), language)


def say_percent(share: float | None, digits: int = 0, language: Language = "en", *, signed: bool = False) -> str:
    """Return a share in percent as people write it; a dash where there is none.

    Examples
    --------
    >>> say_percent(0.1234), say_percent(0.1234, 1, "fr").replace("\N{NARROW NO-BREAK SPACE}", "_")
    ('12%', '12,3_%')
    """
    text = say_number(None if share is None else share * 100, digits, language, signed=signed)
    return text if text == NONE else f"{text}{NARROW if language == 'fr' else ''}%"


def write(text: str, language: Language) -> str:
    """Return an English number as that language writes it.

    Examples
    --------
    >>> write("1,234.5", "fr").replace("\N{NARROW NO-BREAK SPACE}", "_"), write("1,234.5", "en")
    ('1_234,5', '1,234.5')
    """
    return text.translate({ord(","): NARROW, ord("."): ","}) if language == "fr" else text

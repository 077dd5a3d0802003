"""One language's way of saying texts, numbers and times."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from vigie.core.schema import Words
from vigie.core.types import Language
from vigie.ui.texts import TEXTS

NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

_BEFORE_SIGN = re.compile(r" (?=[:;?!»])|(?<=«) ")

_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
}
_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


@dataclass(frozen=True, slots=True)
class Voice:
    """Says keys of `TEXTS` in one language. Use it as ``say("predict.title")``."""

    language: Language
    zone: tzinfo = UTC

    def __call__(self, key: str, **facts: object) -> str:
        """Return the text of `key` with its facts filled in. An unknown key is a mistake in the code: KeyError."""
        text = TEXTS[key].say(self.language)
        return (_spaced(text) if self.language == "fr" else text).format(**facts)

    def of(self, words: Words, default: str = "") -> str:
        """Return a text of the project's own."""
        return words.say(self.language, default)

    def count(self, key: str, number: int) -> str:
        """Return a counted noun: French has no plural at 0, English does.

        Examples
        --------
        >>> Voice("en").count("count.verdict", 0), Voice("fr").count("count.verdict", 0)
        ('0 verdicts', '0 avis')
        """
        one = number < 2 if self.language == "fr" else number == 1
        return self(f"{key}.{'one' if one else 'many'}", n=self.number(number))

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number as people write it.

        Examples
        --------
        >>> Voice("en").number(12345.678, 1)
        '12,345.7'
        >>> Voice("fr").number(12345.678, 1) == f"12{NARROW_SPACE}345,7"
        True
        """
        text = f"{value:,.{digits}f}"
        return text if self.language == "en" else text.replace(",", NARROW_SPACE).replace(".", ",")

    def percent(self, share: float, digits: int = 0) -> str:
        """Return a share in [0, 1] as a percentage.

        Examples
        --------
        >>> Voice("en").percent(0.256)
        '26%'
        """
        text = self.number(100 * share, digits)
        return f"{text}%" if self.language == "en" else f"{text}{NARROW_SPACE}%"

    def millis(self, value: float) -> str:
        """Return a time in milliseconds, with a digit after the point where it is short.

        Examples
        --------
        >>> Voice("en").millis(3.21) == f"3.2{NARROW_SPACE}ms"
        True
        """
        return f"{self.number(value, 0 if value >= 10 else 1)}{NARROW_SPACE}ms"

    def moment(self, at: int) -> str:
        """Return a time (microseconds since the epoch) as date and clock in the reader's time zone.

        Examples
        --------
        >>> Voice("en").moment(0), Voice("fr").moment(0)
        ('1 Jan 1970, 00:00', '1 janv. 1970 à 00:00')
        """
        when = datetime.fromtimestamp(at / 1e6, tz=self.zone)
        date = f"{when.day} {_MONTHS[self.language][when.month - 1]} {when.year}"
        return self("time.moment", date=date, clock=f"{when:%H:%M}")

    def ago(self, at: int, now: int | None = None) -> str:
        """Return how long ago a time (microseconds) was.

        Examples
        --------
        >>> Voice("en").ago(0, now=150_000_000)
        '2 minutes ago'
        """
        seconds = ((time.time_ns() // 1000 if now is None else now) - at) / 1e6
        if seconds < 60:
            return self("time.just_now")
        return self("time.ago", span=self.span(seconds))

    def span(self, seconds: float) -> str:
        """Return a duration in its largest whole unit.

        Examples
        --------
        >>> Voice("fr").span(7_300)
        '2 heures'
        """
        for unit, length in _UNITS:
            if seconds >= length:
                return self.count(f"time.{unit}", int(seconds // length))
        return self.count("time.second", int(seconds))

    def known(self, key: str) -> bool:
        """Say whether there is a text for a key made at run time, such as a metric's name."""
        return key in TEXTS


def _spaced(text: str) -> str:
    """Return a French text whose high signs are not left alone at the beginning of a line.

    Examples
    --------
    >>> _spaced("Est-ce juste ?") == f"Est-ce juste{NO_BREAK_SPACE}?"
    True
    """
    return _BEFORE_SIGN.sub(NO_BREAK_SPACE, text)

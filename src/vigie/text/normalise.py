"""One spelling for texts that differ in ways that carry no meaning."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Literal, get_args

Style = Literal["none", "plain", "tweet"]
STYLES: tuple[Style, ...] = get_args(Style)

_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_LONG_RUN = re.compile(r"(\S)\1{3,}")
_FOUR_ALIKE = re.compile(r"(.)\1\1\1")
_QUOTES = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"'})


def normalise(text: str, style: Style) -> str:
    """Return `text` in one spelling.

    Parameters
    ----------
    style
        `none`: as it is. `plain`: HTML entities read (`&amp;` is `&`), Unicode composed (NFC), typographic quotes made
        straight, lower case, runs of one sign cut to three (`sooooo` is `sooo`), one space between words.
        `tweet`: the same, and every web address is the word `url`. Mentions and hashtags stay: whom a tweet is
        addressed to says much about its tone.

    Raises
    ------
    ValueError
        If there is no such style.

    Examples
    --------
    >>> normalise("THANKS  @JetBlue &lt;3 sooooo good https://t.co/x", "tweet")
    'thanks @jetblue <3 sooo good url'
    >>> normalise("L’avion\\nn’est PAS parti", "plain")
    "l'avion n'est pas parti"
    """
    if style == "none":
        return text
    if style not in STYLES:
        raise ValueError(f"'{style}' is no style of text: {', '.join(STYLES)}")
    if "&" in text:
        text = html.unescape(text)
    if style == "tweet" and ("://" in text or "www." in text):
        text = _ADDRESS.sub(" url ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_QUOTES)
    text = text.lower()
    if _FOUR_ALIKE.search(text):  # a quarter of the price, and few texts have any
        text = _LONG_RUN.sub(r"\1\1\1", text)
    return " ".join(text.split())

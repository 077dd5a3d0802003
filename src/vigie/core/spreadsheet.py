"""Texts of others in a file that people open in a spreadsheet."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"[=+\-\t\r]|@\s*[A-Za-z.]+\s*\(")
"""What a formula begins with. Of "@", only what calls a function: tweets begin with it."""


def cell(text: str) -> str:
    """Return `text` so that a spreadsheet shows it and does not compute it.

    A text that begins as a formula does gets an apostrophe in front, which spreadsheets hide. Numbers stay numbers.
    Source: OWASP, "CSV Injection".

    Examples
    --------
    >>> cell("=HYPERLINK(A1)"), cell("-3.5"), cell("@air merci"), cell("@SUM(A1)")
    ("'=HYPERLINK(A1)", '-3.5', '@air merci', "'@SUM(A1)")
    """
    return f"'{text}" if _FORMULA.match(text) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True

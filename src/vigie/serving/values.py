"""What other protocols' ways of writing a value mean for a feature. They translate; rows are checked later."""

from __future__ import annotations

import math
import re
from typing import Any

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_LONGEST_NUMBER = 400
_MISSING = frozenset({"", "nan", "na", "null", "none"})
_BOOLEANS = {"true": True, "false": False}


def fitted(kind: str, value: Any) -> Any:
    """Return `value` as a feature of type `kind` has it; what is not to be read so stays, and is refused later.

    A column with missing values is one of floats in pandas and NumPy, whatever it held before: NaN is missing, 3.0 is
    an integer, 1.0 is true.

    Examples
    --------
    >>> fitted("integer", 3.0), fitted("integer", 3.5), fitted("boolean", 1), fitted("number", float("nan"))
    (3, 3.5, True, None)
    """
    if isinstance(value, float) and math.isnan(value):
        return None
    if kind == "integer" and isinstance(value, float) and value.is_integer():
        return int(value)
    if kind == "boolean" and isinstance(value, int | float) and value in (0, 1):
        return bool(value)
    return value


def read_cell(kind: str, text: str) -> Any:
    """Return what a cell of a CSV means; only texts and categories are kept as they are.

    Examples
    --------
    >>> read_cell("integer", "3.0"), read_cell("boolean", "True"), read_cell("number", ""), read_cell("text", "3")
    (3, True, None, '3')
    """
    if kind in ("text", "category"):
        return text or None
    plain = text.strip()
    if plain.lower() in _MISSING:
        return None
    if kind == "boolean" and plain.lower() in _BOOLEANS:
        return _BOOLEANS[plain.lower()]
    if len(plain) > _LONGEST_NUMBER or not _NUMBER.fullmatch(plain):
        return text
    # Read directly, all digits of an integer are kept; a float would lose some.
    whole = plain.lstrip("+-").isdigit()
    return fitted(kind, int(plain) if whole and kind == "integer" else float(plain))

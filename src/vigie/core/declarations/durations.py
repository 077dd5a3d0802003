"""Durations as people write them: '5 min', '30 s', '2 h', '7 days'."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

UNITS = {"s": 1, "sec": 1, "min": 60, "h": 3600, "hour": 3600, "hours": 3600, "day": 86400, "days": 86400}


def parse_duration(text: Any) -> Any:
    """Return seconds from a text such as '5 min', '30 s', '2 h', '7 days'; anything but a text passes unchanged.

    Examples
    --------
    >>> parse_duration("5 min")
    300.0
    """
    if not isinstance(text, str):
        return text
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*", text)
    if not match or match[2] not in UNITS:
        raise ValueError(f"'{text}' is no duration: write a number and one of {', '.join(UNITS)}, as in '5 min'")
    return float(match[1]) * UNITS[match[2]]


Seconds = Annotated[float, BeforeValidator(parse_duration), Field(gt=0)]

"""Turning Pydantic's findings into a path and a reason that never repeats what the caller sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from vigie.core.errors import PayloadError, nearest

MOST_DETAILS = 20
_LONGEST_STEP = 64
_LONGEST_REASON = 300

_REASONS = {
    "missing": "is required",
    "string_pattern_mismatch": "must not be blank",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "dict_type": "must be an object",
    "string_unicode": "must be valid Unicode",
}


def payload_error(error: ValidationError, allowed: Sequence[str] = ()) -> PayloadError:
    """Return the refusal that tells all of Pydantic's findings.

    Parameters
    ----------
    allowed
        Names of the fields that there are, for a hint when another one was sent.
    """
    return findings_error(error.errors(include_url=False, include_context=False, include_input=False), allowed)


def findings_error(found: Sequence[Mapping[str, Any]], allowed: Sequence[str] = ()) -> PayloadError:
    """Return the same for findings as Pydantic lists them."""
    return refusal([(_path(one["loc"]), _reason(one, allowed)) for one in found])


def refusal(details: Sequence[tuple[str, str]]) -> PayloadError:
    """Return one refusal for several findings; of many, the first are told."""
    kept = list(details[:MOST_DETAILS])
    if len(details) > MOST_DETAILS:
        kept.append(("", f"and {len(details) - MOST_DETAILS} more"))
    first_path, first_reason = details[0]
    more = f" (and {len(details) - 1} more)" if len(details) > 1 else ""
    return PayloadError(f"The request cannot be used: {first_path or 'it'} {first_reason}{more}.", kept)


def _path(loc: Sequence[int | str]) -> str:
    # The framework begins a path with where it looked; of a body, everybody knows.
    steps = loc[1:] if loc[:1] == ("body",) else loc
    return ".".join(str(step)[:_LONGEST_STEP] for step in steps)


def _reason(found: Mapping[str, Any], allowed: Sequence[str]) -> str:
    kind = found["type"]
    if kind == "extra_forbidden":
        close = nearest(str(found["loc"][-1])[:_LONGEST_STEP], allowed)
        hint = f"; did you mean '{close}'?" if close else f"; there are: {', '.join(allowed[:MOST_DETAILS])}"
        return f"is no field{hint if allowed else ''}"
    if kind in _REASONS:
        return _REASONS[kind]
    if kind == "json_invalid":
        return f"is {found['msg']}"[:_LONGEST_REASON]
    message = str(found["msg"]).removeprefix("Value error, ").replace("Input should", "must").replace("Value", "it")
    message = message.replace("String should", "must").replace("List should", "must")
    return message[0].lower() + message[1:_LONGEST_REASON]

"""Names in vigie.toml that must be declared elsewhere in it."""

from __future__ import annotations

from collections.abc import Sequence

from vigie.core.errors.base import nearest


def check_name(where: str, name: str, allowed: Sequence[str], otherwise: str) -> None:
    """Raise ValueError if a name is none of the allowed ones.

    Parameters
    ----------
    where
        The place in the file, such as 'impact.costs'.
    otherwise
        What the name is then: 'no class'.

    Examples
    --------
    >>> check_name("impact.costs", "positiv", ["negative", "positive"], "no class")
    Traceback (most recent call last):
    ValueError: impact.costs names 'positiv', which is no class; did you mean 'positive'?
    """
    if name not in allowed:
        close = nearest(name, allowed)
        hint = f"did you mean '{close}'?" if close else f"there are: {', '.join(allowed)}"
        raise ValueError(f"{where} names '{name}', which is {otherwise}; {hint}")

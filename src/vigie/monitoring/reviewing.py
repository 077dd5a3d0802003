"""What reviewers are told about where their rows come from."""

from __future__ import annotations

from typing import Protocol

from vigie.core.figures import say_number
from vigie.core.schema import Words


class Brought(Protocol):
    """Whoever brought rows to be reviewed."""

    @property
    def giver(self) -> str | None: ...
    @property
    def waiting(self) -> int: ...
    @property
    def held(self) -> int: ...


def dominance_note(most: Brought | None) -> Words | None:
    """Say that one key or address brought most of the rows; None where nobody did.

    Examples
    --------
    >>> from collections import namedtuple
    >>> dominance_note(namedtuple("Count", "giver waiting held")("10.0.0.7", 90, 210)).say("en")
    "10.0.0.7 brought 300 of the rows here, 210 of which wait outside: is this one person's word, or an attack?"
    """
    if most is None:
        return None
    number = most.waiting + most.held
    number_fr = say_number(number, 0, "fr")
    outside_en = f", {most.held:,} of which wait outside" if most.held else ""
    outside_fr = f", dont {say_number(most.held, 0, 'fr')} attendent dehors" if most.held else ""
    return Words(
        en=f"{most.giver} brought {number:,} of the rows here{outside_en}: is this one person's word, or an attack?",
        fr=f"{most.giver} a apporté {number_fr} des lignes{outside_fr} : est-ce une seule personne, ou une attaque ?",
    )

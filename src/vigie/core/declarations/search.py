"""What `vigie tune` may try: the search space of a candidate, as vigie.toml declares it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator

from vigie.core.schema import Declaration

Kind = Literal["choice", "integer", "uniform", "log_uniform"]
KINDS: tuple[Kind, ...] = ("choice", "integer", "uniform", "log_uniform")

_MODEL = "model."
"""May lead a parameter's name: everything that is searched is a parameter of the recipe."""


class Searched(Declaration):
    """The values that one parameter of a recipe may take: exactly one of the four kinds.

    Examples
    --------
    >>> Searched(integer=(1, 5)).holds(3), Searched(log_uniform=(0.01, 100)).holds(0.0)
    (True, False)
    """

    choice: tuple[Any, ...] | None = None
    """One of these, which have no order among them."""
    integer: tuple[int, int] | None = None
    """A whole number, both ends included."""
    uniform: tuple[float, float] | None = None
    """A number between two, each as likely as any other."""
    log_uniform: tuple[float, float] | None = None
    """A number over 0 whose logarithm is so: 0.01 to 0.1 is tried as often as 10 to 100."""

    @model_validator(mode="before")
    @classmethod
    def _is_a_table(cls, given: Any) -> Any:
        if not isinstance(given, Mapping | Searched):
            raise ValueError("must be a table such as { log_uniform = [0.01, 100] }")  # noqa: TRY004  (Pydantic's way)
        for kind in ("integer", "uniform", "log_uniform"):
            bounds = given.get(kind, (0, 0)) if isinstance(given, Mapping) else (0, 0)
            if not isinstance(bounds, tuple) or len(bounds) != 2:
                raise ValueError(f"{kind} must have two bounds, as in {kind} = [1, 5]")
        return given

    @model_validator(mode="after")
    def _is_one_kind(self) -> Searched:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            found = f"and it has {' and '.join(given)}" if given else "and it has none"
            raise ValueError(f"must have exactly one of {', '.join(KINDS)}, {found}")
        if self.choice is not None:
            _check_choice(self.choice)
        else:
            _check_bounds(given[0], self.bounds)
        return self

    @property
    def kind(self) -> Kind:
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the greatest value; for all kinds but a choice."""
        low, high = self.integer or self.uniform or self.log_uniform or (math.nan, math.nan)
        return low, high

    def holds(self, value: Any) -> bool:
        """Return whether `value` is one of those that may be tried."""
        if self.choice is not None:
            return any(_same(value, choice) for choice in self.choice)
        number = isinstance(value, int if self.kind == "integer" else (int, float)) and not isinstance(value, bool)
        low, high = self.bounds
        return number and low <= value <= high


def _check_choice(choice: tuple[Any, ...]) -> None:
    if len(choice) < 2:
        raise ValueError("a choice must be of two values or more")
    for place, value in enumerate(choice):
        if any(_same(value, earlier) for earlier in choice[:place]):
            raise ValueError(f"the choice has {value!r} twice")


def _check_bounds(kind: str, bounds: tuple[float, float]) -> None:
    low, high = bounds
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"the bounds of {kind} must be two numbers, the smaller first, not {low:g} and {high:g}")
    if kind == "log_uniform" and low <= 0:
        raise ValueError(f"the bounds of log_uniform must be over 0, and the smaller is {low:g}")


def _same(one: Any, other: Any) -> bool:
    # 1 and true are equal in Python, and are two different words of a project file.
    return type(one) is type(other) and one == other


def _plain_names(given: Any) -> Any:
    if not isinstance(given, Mapping):
        return given
    plain = {str(name).removeprefix(_MODEL): entry for name, entry in given.items()}
    if len(plain) < len(given):
        twice = next(name for name in given if f"{_MODEL}{name}" in given)
        raise ValueError(f"'{twice}' and '{_MODEL}{twice}' are the same parameter")
    return plain


SearchSpace = Annotated[dict[str, Searched], BeforeValidator(_plain_names)]
"""Parameter of the recipe → the values it may take."""

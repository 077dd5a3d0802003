"""What answers are worth and errors cost, in money or hours: `[impact]` in vigie.toml."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from vigie.core.declarations.naming import check_name
from vigie.core.schema import Declaration

_Cost = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]


class ImpactRules(Declaration):
    """Costs and values of one answer each, all in one unit."""

    unit: str = Field(default="", max_length=20)
    """What is counted: 'EUR', 'h'. Without one nothing was declared, and errors are counted."""
    right: _Cost = 0.0
    """What a right answer is worth, where `values` does not say."""
    values: dict[str, _Cost] = {}
    """Class → what it is worth to answer it where it is right: `[impact.values]`, `negative = 3`."""
    wrong: _Cost = 1.0
    """What a wrong answer costs, where `costs` does not say."""
    costs: dict[str, dict[str, _Cost]] = {}
    """True class → answered class → what that error costs: `[impact.costs.negative]`, `other = 12`."""
    ask: float | None = Field(default=None, ge=0, le=1e12, allow_inf_nan=False)
    """What it costs to let a person decide instead, who is taken to be right: then unsure answers may be worth
    asking about."""
    without: _Cost | None = None
    """What a case costs when there is no model; by default a person decides each (`ask`), or else nobody does."""
    per_week: float | None = Field(default=None, gt=0, le=1e12, allow_inf_nan=False)
    """Cases a week; by default as the ledger counted them."""

    @property
    def is_declared(self) -> bool:
        return bool(self.unit)

    def check(self, labels: Sequence[str]) -> None:
        """Raise ValueError if a cost or a value is of a class that there is not, or a cost of a right answer."""
        for name in self.values:
            check_name("impact.values", name, labels, "no class")
        for true, row in self.costs.items():
            for name in (true, *row):
                check_name("impact.costs", name, labels, "no class")
            if true in row:
                raise ValueError(
                    f"impact.costs.{true}.{true} is no error: what a right answer is worth is impact.right, or"
                    f" impact.values.{true}"
                )

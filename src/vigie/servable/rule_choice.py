"""The runtime that knows rules, and asks another runtime which of them to trust on a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

import numpy as np
from pydantic import BaseModel, ConfigDict

from vigie.core.schema import Schema, Target
from vigie.core.types import Row
from vigie.servable.columns import Columns, ColumnsSpec
from vigie.servable.rules import Rule, from_choices, named_classes
from vigie.servable.runtime import Contribution, Parts, Probabilities, Runtime
from vigie.servable.typical import against_typical


class RuleChoiceSpec(BaseModel):
    """What the runtime knows beside the one that chooses."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: ColumnsSpec
    rules: tuple[Rule, ...]
    shares: tuple[float, ...]
    """Of the classes in the training rows, in the schema's order."""


class StoredRuleChoice(RuleChoiceSpec):
    """The part of the runtime that is not arrays; the arrays and files are all the chooser's."""

    chooser_kind: str
    chooser: dict[str, Any]


class RuleChoiceRuntime:
    """Answers with what the rules name, each by its trust; NumPy alone where the chooser is.

    Parameters
    ----------
    chooser
        Answers with the probability of each choice, in the order of `choices_schema`.
    """

    kind: ClassVar[str] = "rules"

    def __init__(self, schema: Schema, spec: RuleChoiceSpec, chooser: Runtime) -> None:
        self.schema = schema
        self.spec = spec
        self.chooser = chooser
        self._columns = Columns(schema, spec.columns)
        self._shares = np.array(spec.shares)
        _check(schema, spec, len(self._columns.names))

    @property
    def tolerance(self) -> float:
        """The chooser's: the rest is a sum."""
        return self.chooser.tolerance

    @property
    def known_values(self) -> Mapping[str, tuple[str, ...]]:
        """Category feature → the values met in training."""
        return self.spec.columns.categories

    @classmethod
    def load(cls, schema: Schema, parts: Parts) -> Self:
        from vigie.servable.kinds import runtime_class  # it lists this module

        stored = StoredRuleChoice.model_validate(parts.spec)
        spec = RuleChoiceSpec(columns=stored.columns, rules=stored.rules, shares=stored.shares)
        chooser = runtime_class(stored.chooser_kind).load(
            choices_schema(schema, len(spec.rules)), Parts(stored.chooser, parts.arrays, parts.files)
        )
        return cls(schema, spec, chooser)

    def dump(self) -> Parts:
        chooser = self.chooser.dump()
        stored = StoredRuleChoice(**dict(self.spec), chooser_kind=self.chooser.kind, chooser=chooser.spec)
        return Parts(stored.model_dump(mode="json"), chooser.arrays, chooser.files)

    def predict_proba(self, rows: Sequence[Row]) -> Probabilities:
        if len(rows) == 1:
            encoded = np.array([self._columns.encode_row(rows[0])])
        else:
            encoded = self._columns.encode({name: [row[name] for row in rows] for name in self.schema.names})
        return from_choices(self.chooser.predict_proba(rows), named_classes(self.spec.rules, encoded), self._shares)

    def explain(self, row: Row, label: int, top: int = 8) -> list[Contribution]:
        """Return how much each field speaks for class `label`, against what is usual; see `servable.typical`.

        A field counts with all it does: to what a rule says, and to which rule is trusted.
        """
        return against_typical(self.predict_proba, row, self.spec.columns.typical, label, top)


def choices_schema(schema: Schema, n_rules: int) -> Schema:
    """Return the schema of what the chooser answers: first each rule, then each class, by number."""
    names = [str(number) for number in range(n_rules + len(schema.labels))]
    target = Target(column=schema.target.column, classes={name: (name,) for name in names})
    return schema.model_copy(update={"target": target})


def _check(schema: Schema, spec: RuleChoiceSpec, n_columns: int) -> None:
    if len(spec.shares) != len(schema.labels):
        raise ValueError(f"{len(spec.shares)} shares for {len(schema.labels)} classes")
    for rule in spec.rules:
        if not (0 <= rule.place < n_columns and max(rule.classes, default=0) < len(schema.labels)):
            raise ValueError("a rule points outside the columns or the classes")

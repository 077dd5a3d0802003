"""The runtime of an ensemble: other runtimes, asked one after the other, and a blend of what they answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from vigie.core.schema import Schema
from vigie.core.types import Row
from vigie.servable.blend import Blend
from vigie.servable.runtime import Contribution, Parts, Probabilities, Runtime


class Member(BaseModel):
    """One model of an ensemble, as it is stored. Its arrays and files bear its number before their names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    """Of the candidate it was."""
    kind: str
    spec: dict[str, Any]


class EnsembleSpec(BaseModel):
    """The part of the runtime that is neither arrays nor files."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    blend: Blend
    members: tuple[Member, ...]


class EnsembleRuntime:
    """Answers with what its members answer, blended.

    Parameters
    ----------
    members
        Candidate's name → its runtime, in the order of the blend's weights.
    """

    kind: ClassVar[str] = "ensemble"

    def __init__(self, members: Mapping[str, Runtime], blend: Blend) -> None:
        if len(members) != len(blend.weights):
            raise ValueError(f"{len(blend.weights)} weights for {len(members)} members")
        self.members = dict(members)
        self.blend = blend

    @property
    def tolerance(self) -> float:
        """The largest of a member's, times what the blend may make of it."""
        worst = max(member.tolerance for member in self.members.values())
        return worst * max(1.0, sum(self.blend.weights))

    @property
    def known_values(self) -> Mapping[str, tuple[str, ...]]:
        """Category feature → the values met in training."""
        known: dict[str, tuple[str, ...]] = {}
        for member in self.members.values():
            known |= getattr(member, "known_values", {})
        return known

    @classmethod
    def load(cls, schema: Schema, parts: Parts) -> Self:
        from vigie.servable.kinds import runtime_class  # it lists this module

        spec = EnsembleSpec.model_validate(parts.spec)
        members = {
            member.name: runtime_class(member.kind).load(
                schema, Parts(member.spec, _of(number, parts.arrays), _of(number, parts.files))
            )
            for number, member in enumerate(spec.members)
        }
        return cls(members, spec.blend)

    def dump(self) -> Parts:
        arrays: dict[str, NDArray[Any]] = {}
        files: dict[str, bytes] = {}
        members = []
        for number, (name, runtime) in enumerate(self.members.items()):
            parts = runtime.dump()
            members.append(Member(name=name, kind=runtime.kind, spec=parts.spec))
            arrays |= {f"{number}.{key}": array for key, array in parts.arrays.items()}
            files |= {f"{number}.{key}": content for key, content in parts.files.items()}
        spec = EnsembleSpec(blend=self.blend, members=tuple(members))
        return Parts(spec.model_dump(mode="json"), arrays, files)

    def predict_proba(self, rows: Sequence[Row]) -> Probabilities:
        return self.blend.of(np.stack([member.predict_proba(rows) for member in self.members.values()], axis=1))

    def explain(self, row: Row, label: int, top: int = 8) -> list[Contribution]:
        """Return what weighed most with the members, each member's part by its weight; not exact for a mean."""
        found: defaultdict[tuple[str, str], float] = defaultdict(float)
        for weight, member in zip(self.blend.weights, self.members.values(), strict=True):
            for one in member.explain(row, label, 4 * top):
                found[one.name, one.value] += weight * one.weight
        heaviest = sorted(found.items(), key=lambda entry: -abs(entry[1]))
        return [Contribution(name, value, weight) for (name, value), weight in heaviest[:top] if weight]


def _of(number: int, stored: Mapping[str, Any]) -> dict[str, Any]:
    prefix = f"{number}."
    return {name.removeprefix(prefix): content for name, content in stored.items() if name.startswith(prefix)}

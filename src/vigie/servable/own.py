"""The runtime of estimators that no other carries: scikit-learn itself, read by skops instead of pickle.

It is the slow and heavy way, by an extra of its own. skops builds nothing but types on a list: those of scikit-learn,
NumPy and SciPy, Vigie's own, and those this process was told to trust.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from vigie.core.errors import MissingPartError, UntrustedTypeError
from vigie.core.own_code import PREFIX, import_own
from vigie.core.schema import Schema
from vigie.core.types import Row
from vigie.servable.runtime import Contribution, Parts, Probabilities
from vigie.servable.trust import told

FILE = "estimator.skops"

_OURS = ("vigie.models.", "vigie.core.", "vigie.servable.", "vigie.text.")
_LEAST = 1e-6


class OwnSpec(BaseModel):
    """The part of the runtime that is not the estimator."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    classes: tuple[int, ...]
    """The estimator's classes in its order, as numbers of the schema's labels."""


class OwnRuntime:
    """Answers with the very estimator that was fitted, some milliseconds a call.

    Parameters
    ----------
    content
        What skops wrote of it.

    Raises
    ------
    UntrustedTypeError
        If it holds a type that nobody trusts; nothing was built.
    MissingPartError
        If skops or scikit-learn is not installed.
    """

    kind: ClassVar[str] = "skops"
    tolerance: ClassVar[float] = 1e-9

    def __init__(self, schema: Schema, spec: OwnSpec, content: bytes) -> None:
        self.spec = spec
        self._schema = schema
        self._content = content
        self._estimator = _read(content)

    @classmethod
    def load(cls, schema: Schema, parts: Parts) -> Self:
        return cls(schema, OwnSpec.model_validate(parts.spec), parts.files[FILE])

    def dump(self) -> Parts:
        return Parts(self.spec.model_dump(mode="json"), {}, {FILE: self._content})

    def predict_proba(self, rows: Sequence[Row]) -> Probabilities:
        ordered = np.zeros((len(rows), len(self._schema.labels)))
        if rows:
            ordered[:, self.spec.classes] = self._estimator.predict_proba(_frame(self._schema, rows))
        return ordered

    def explain(self, row: Row, label: int, top: int = 8) -> list[Contribution]:
        """Return how far the log-odds of the class fall when a field alone is left empty."""
        names = [name for name in self._schema.names if row[name] is not None]
        answers = self.predict_proba([row, *({**row, name: None} for name in names)])[:, label]
        held = np.clip(answers, _LEAST, 1 - _LEAST)
        log_odds: NDArray[np.float64] = np.log(held / (1 - held))
        found = [
            Contribution(name, str(row[name]), float(log_odds[0] - without))
            for name, without in zip(names, log_odds[1:], strict=True)
        ]
        return [one for one in sorted(found, key=lambda one: -abs(one.weight))[:top] if one.weight]


def untrusted_types(content: bytes) -> list[str]:
    """Return the types in what skops wrote that are on no list, sorted."""
    found: list[str] = _skops().get_untrusted_types(data=content)
    return sorted(name for name in found if not name.startswith(_OURS) and name not in told().types)


def _read(content: bytes) -> Any:
    if unknown := untrusted_types(content):
        raise UntrustedTypeError(unknown)
    skops = _skops()
    types = skops.get_untrusted_types(data=content)
    _import_own_files(types)
    return skops.loads(content, trusted=types)


def _import_own_files(types: Sequence[str]) -> None:
    root = told().root
    files = {name.split(".")[0].removeprefix(PREFIX) for name in types if name.startswith(PREFIX)}
    for file in sorted(files):
        if root is not None:
            import_own(root / f"{file}.py")


def _frame(schema: Schema, rows: Sequence[Row]) -> Any:
    # Imported by name: the service as such carries no pandas, and this runtime is there only with the extra.
    pandas = importlib.import_module("pandas")
    columns = {}
    for feature in schema.features:
        as_text = feature.type in ("text", "category")
        values = [row[feature.name] for row in rows]
        columns[feature.name] = pandas.Series(values, dtype=object if as_text else np.float64)
    return pandas.DataFrame(columns)


def _skops() -> Any:
    try:
        return importlib.import_module("skops.io")
    except ImportError as error:
        raise MissingPartError("skops", "pip install 'vigie[skops]'") from error

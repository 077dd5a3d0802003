"""A schema of every kind of column, invented rows of then, and ways of making rows of now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from vigie.core.declarations.drift import DriftRule
from vigie.core.schema import Feature, Schema, Target
from vigie.monitoring.drift.comparison import Window, compare_window
from vigie.monitoring.drift.findings import DriftReport
from vigie.monitoring.drift.reference import Reference, make_reference, sketch_columns

Rows = dict[str, list[Any]]
Look = Callable[..., DriftReport]

_WORDS = """
flight bag seat gate crew late delay hour phone agent help thanks great never again lost hold cancel ticket weather
runway coffee screen wifi pilot staff morning boarding queue refund upgrade luggage airport connection answer
""".split()  # noqa: SIM905 - a column of quotes would say no more
_HEATS = ("gas", "wood", "oil", "electricity")


@pytest.fixture
def schema() -> Schema:
    return Schema(
        features=(
            Feature(name="text", type="text", required=False),
            Feature(name="surface", type="number", required=False, min=0),
            Feature(name="heating", type="category", required=False),
            Feature(name="new_building", type="boolean", required=False),
            Feature(name="fixed", type="integer", required=False),
        ),
        target=Target(column="y", classes={"a": ("a",), "b": ("b",)}),
    )


def rows(n: int, seed: int) -> Rows:
    """Return rows of one and the same population."""
    generator = np.random.default_rng(seed)

    def text() -> str:
        words = generator.choice(_WORDS, size=int(generator.integers(6, 14)), p=_zipf(len(_WORDS)))
        return f"the {' '.join(words)} and my {generator.choice(_WORDS)}"

    surface = [float(value) if generator.random() > 0.1 else None for value in generator.lognormal(5, 1, n)]
    return {
        "text": [text() for _ in range(n)],
        "surface": surface,
        "heating": generator.choice(_HEATS, size=n, p=[0.5, 0.2, 0.2, 0.1]).tolist(),
        "new_building": (generator.random(n) < 0.3).tolist(),
        "fixed": [7] * n,
    }


def _zipf(n: int) -> Any:
    shares = 1 / np.arange(1, n + 1)
    return shares / shares.sum()


@pytest.fixture
def make_rows() -> Callable[[int, int], Rows]:
    return rows


@pytest.fixture(scope="session")
def then_rows() -> Rows:
    return rows(2_000, 0)


@pytest.fixture
def reference(schema: Schema, then_rows: Rows) -> Reference:
    sure = np.random.default_rng(1).beta(5, 2, 500)
    answers = np.column_stack([sure, 1 - sure])
    importance = {"surface": 0.3, "heating": 0.1, "text": 0.2}
    return make_reference(sketch_columns(schema, then_rows), ["a", "b"], answers, importance)


@pytest.fixture
def look(schema: Schema, reference: Reference) -> Look:
    """Compare rows with the reference."""

    def compare(columns: Rows, rule: DriftRule | None = None, **facts: Any) -> DriftReport:
        n = len(columns["text"])
        return compare_window(reference, schema, Window(0, 1, n, columns, **facts), rule or DriftRule())

    return compare

"""A fitted estimator becomes a servable that was proved on the validation rows, or nothing at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from vigie.core.errors import NotServableError, ProofError
from vigie.core.schema import Feature, Schema, Target
from vigie.models.dummy import dummy
from vigie.packaging.labels import in_schema_order
from vigie.packaging.package import GOLDEN_ROWS, package
from vigie.packaging.prove import prove_equal, to_rows
from vigie.servable.folder import load_servable
from vigie.servable.manifest import Facts
from vigie.servable.prior import PriorRuntime
from vigie.servable.runtime import Probabilities

SCHEMA = Schema(
    features=(
        Feature(name="note", type="text", required=False),
        Feature(name="year", type="integer"),
        Feature(name="surface", type="number"),
        Feature(name="heated", type="boolean"),
    ),
    target=Target(column="y", classes={"b": ("b",), "a": ("a",)}),
)
FRAME = pd.DataFrame(
    {"note": ["x", None] * 20, "year": [1990.0, np.nan] * 20, "surface": [1.5, 2.0] * 20, "heated": [1.0, np.nan] * 20}
).astype({"note": object})
FACTS = Facts(name="baseline", recipe="dummy", project="houses", metrics={"accuracy": 0.75})


@pytest.fixture
def estimator() -> Any:
    return dummy(SCHEMA).fit(FRAME, np.array(["a", "a", "a", "b"] * 10))


def test_to_rows_are_as_a_request_would_send_them() -> None:
    first, second = to_rows(SCHEMA, FRAME)[:2]
    assert first == {"note": "x", "year": 1990, "surface": 1.5, "heated": True}
    assert isinstance(first["year"], int)
    assert first["heated"] is True
    assert second == {"note": None, "year": None, "surface": 2.0, "heated": None}


def test_package_saves_a_proved_servable(tmp_path: Path, estimator: Any) -> None:
    manifest = package(tmp_path / "s", estimator, SCHEMA, FRAME, FACTS)
    assert manifest.golden_rows == GOLDEN_ROWS
    assert manifest.proof is not None
    assert (manifest.proof.max_difference, manifest.proof.rows) == (0.0, 40)
    loaded = load_servable(tmp_path / "s")
    assert loaded.manifest == manifest
    assert loaded.predict_proba([{"year": 2000}]).tolist() == [[0.25, 0.75]]


def test_package_on_few_rows_keeps_them_all(tmp_path: Path, estimator: Any) -> None:
    assert package(tmp_path / "s", estimator, SCHEMA, FRAME.head(3), FACTS).golden_rows == 3


def test_package_without_validation_rows_is_refused(tmp_path: Path, estimator: Any) -> None:
    with pytest.raises(NotServableError, match="no validation rows"):
        package(tmp_path / "s", estimator, SCHEMA, FRAME.head(0), FACTS)
    assert not (tmp_path / "s").exists()


def answers(estimator: Any) -> Probabilities:
    return in_schema_order(estimator.predict_proba(FRAME), estimator.classes_, SCHEMA)


@pytest.mark.parametrize("shares", [[0.25 + 1e-6, 0.75 - 1e-6], [np.nan, 0.75]])
def test_prove_equal_with_other_numbers_is_refused(estimator: Any, shares: list[float]) -> None:
    with pytest.raises(ProofError, match="40 validation rows"):
        prove_equal(answers(estimator), PriorRuntime(np.array(shares)), SCHEMA, FRAME)


def test_prove_equal_with_a_wider_tolerance_passes(estimator: Any) -> None:
    runtime = PriorRuntime(np.array([0.25 + 1e-6, 0.75 - 1e-6]))
    assert prove_equal(answers(estimator), runtime, SCHEMA, FRAME, 1e-5).max_difference == pytest.approx(1e-6)

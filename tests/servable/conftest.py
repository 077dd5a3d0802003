"""Small schemas and servables that the tests of this room share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vigie.core.schema import Feature, Schema, Target
from vigie.servable.folder import save_servable
from vigie.servable.manifest import Facts, Provenance
from vigie.servable.prior import PriorRuntime


@pytest.fixture
def schema() -> Schema:
    """One text, two classes."""
    return Schema(
        features=(Feature(name="text", type="text"),),
        target=Target(column="sentiment", classes={"negative": ("negative",), "other": ("neutral", "positive")}),
    )


@pytest.fixture
def facts() -> Facts:
    return Facts(name="baseline", recipe="dummy", project="tweets", provenance=Provenance(run_id="r1", seed=3))


@pytest.fixture
def candidate(tmp_path: Path, schema: Schema, facts: Facts) -> Path:
    """The folder of a saved servable."""
    folder = tmp_path / "candidates" / "r1"
    save_servable(folder, PriorRuntime(np.array([0.6, 0.4])), schema, [{"text": "hello"}, {"text": ""}], facts)
    return folder

"""The behaviour tests under pytest: run `vigie train`, then `pytest tests`. `vigie promote` runs the same tests."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

from vigie.core.project import load_project
from vigie.servable.folder import load_servable
from vigie.servable.servable import Servable
from vigie.settings import read_settings
from vigie.tracking.registry import Registry

CANDIDATE = "baseline"
BEHAVIOUR = runpy.run_path(str(Path(__file__).with_name("behaviour.py")))
TESTS = [name for name in BEHAVIOUR if name.startswith("test_")]


@pytest.fixture(scope="session")
def servable() -> Iterator[Servable]:
    """The candidate as it was last trained, in the form in which it would be served."""
    project = load_project(Path(__file__).parent)
    registry = Registry(read_settings().tracking or project.tracking_uri, project.name)
    with registry.servable_folder(registry.candidate(CANDIDATE).run_id) as folder:
        yield load_servable(folder)


@pytest.mark.parametrize("name", TESTS)
def test_behaviour(name: str, servable: Servable) -> None:
    def predict(row: dict[str, object]) -> dict[str, float]:
        return dict(zip(servable.labels, servable.predict_proba([row])[0].tolist(), strict=True))

    BEHAVIOUR[name](predict)

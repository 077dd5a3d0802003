"""Telemetry is two extras: without them the service says what is missing and goes on; with one, it tells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.service

CODE = """
import os
from vigie.telemetry.open import open_sinks
from vigie.telemetry.targets import Targets
os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1"
key = "InstrumentationKey=00000000-0000-0000-0000-000000000000"
opened = open_sinks(Targets(otlp_traces=True, otlp_events=True, azure=key), "tiny")
print([sink.name for sink in opened.sinks] if opened else None)
"""


@pytest.mark.parametrize(
    ("extras", "told"), [((), "None"), (("telemetry",), "['otlp']"), (("azure",), "['azure']")]
)  # fmt: skip
def test_install_tells_whom_its_extras_can_reach(
    environment: Callable[..., Any], extras: tuple[str, ...], told: str
) -> None:
    assert environment(*extras).run(CODE) == told


@pytest.mark.parametrize(("extras", "most"), [(("telemetry",), 125), (("azure",), 145)])
def test_install_with_telemetry_stays_small(
    environment: Callable[..., Any], extras: tuple[str, ...], most: int
) -> None:
    assert environment(*extras).megabytes <= most

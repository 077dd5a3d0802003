"""A small project's service in a process of its own, and the programs that follow it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from vigie.core.project import load_project
from vigie.servable.folder import save_servable
from vigie.servable.manifest import Facts
from vigie.servable.prior import PriorRuntime
from vigie.servable.store import Store

TOML = """
name = "tiny"
data = { source = "tweets.csv" }
target = { column = "mood", classes = ["negative", "other"] }
features.text = { type = "text" }
"""


@pytest.fixture(scope="session")
def deploy() -> Path:
    """The folder of deployment files."""
    return Path(__file__).parents[2] / "deploy"


@pytest.fixture(scope="module")
def tiny_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service that answers, on the loopback."""
    root = tmp_path_factory.mktemp("tiny")
    (root / "vigie.toml").write_text(TOML, encoding="utf-8")
    project = load_project(root)
    facts = Facts(name="prior", recipe="dummy", project="tiny", metrics={})
    save_servable(
        root / "made", PriorRuntime(np.array([0.25, 0.75])), project.schema, [project.schema.example()], facts
    )
    store = Store(project.store_folder)
    store.publish(root / "made", "1")
    store.set_champion("1")
    command = [sys.executable, "-m", "vigie.cli.main", "serve", "--project", str(root), "--port", "0"]
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "APPLICATIONINSIGHTS"))}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=plain) as process:
        assert process.stderr is not None
        found = next(found for line in process.stderr if (found := re.search(r"http://[\d.]+:\d+", line)))
        yield found[0]
        process.send_signal(signal.SIGTERM)

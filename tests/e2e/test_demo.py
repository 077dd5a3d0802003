"""The main job, as `make demo ONCE=1` runs it: from the template to the alert, with every program real."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.service


def test_demo_once_goes_from_a_csv_to_an_alert_and_leaves_nothing_running(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "vigie.cli.main", "demo", "demo", "--once", "--port", "0"],
        cwd=tmp_path,
        env={**os.environ, "VIGIE_USER": "ada"},
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for said in (
        "is champion, as version 1",
        "All four run.",
        "answers were rejected within 5 min",
        "accuracy in production",
        "page  ",
    ):
        assert said in done.stdout
    assert (tmp_path / "demo" / ".vigie" / "reports" / "explore.html").stat().st_size < 2_000_000
    assert _running_in(tmp_path) == []


def _running_in(folder: Path) -> list[str]:
    """Return the command lines of processes whose working folder is below `folder`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.joinpath("cwd").resolve().is_relative_to(folder):
                found.append(process.joinpath("cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found

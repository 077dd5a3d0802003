"""Train the candidates of fixed project files on real data and look once at the sealed test rows.

python -m benchmarks.quality [TASK]...      against table.toml: a task that falls below its row fails
"""

from __future__ import annotations

import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.quality.splits import SPLITS
from benchmarks.reference import reference_data
from vigie.cli.screen import Screen
from vigie.core.project import load_project
from vigie.data.ingestion import ingest
from vigie.pipelines.compare import compare
from vigie.pipelines.promote import promote
from vigie.pipelines.train import train
from vigie.settings import Settings
from vigie.tracking.registry import Registry

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Task:
    """One row of table.toml."""

    name: str
    split: str
    candidate: str
    """Which candidate of the project file answers the test rows: settled before they were opened."""
    reached: dict[str, float]
    """Metric → what was reached when the row was written."""
    tolerance: float
    """By how much a run may fall below, for another processor adds up in another order."""
    aim: dict[str, float]
    seconds: int = 0
    """What it took when the row was written, from files to test score, on a machine that did other things too."""


@dataclass(frozen=True)
class Result:
    test: dict[str, float]
    seconds: float


def tasks() -> dict[str, Task]:
    """Return the committed table."""
    table: dict[str, Any] = tomllib.loads((HERE / "table.toml").read_text(encoding="utf-8"))
    return {name: Task(name=name, **row) for name, row in table.items()}


def run(task: Task, folder: Path) -> Result:
    """Go from the data to the test score of the task's candidate."""
    (folder / "data").mkdir()
    SPLITS[task.split](reference_data(), folder / "data")
    text = (HERE / "projects" / f"{task.name}.toml").read_text(encoding="utf-8")
    (folder / "vigie.toml").write_text(text, encoding="utf-8")
    project, settings, screen = load_project(folder), Settings(), Screen()
    began = time.monotonic()
    ingest(project, screen)
    failed = [outcome for outcome in train(project, settings, [], screen) if outcome.error]
    if failed:
        raise SystemExit(f"{task.name}: {failed[0].name} failed. {failed[0].error}")
    for standing in compare(project, settings).standings:
        print(f"    {standing.name:12} {_shown(standing.run.metrics, task)}   (validation)", flush=True)
    promote(project, settings, task.candidate, "The quality table.", screen)
    seconds = time.monotonic() - began
    return Result(dict(Registry(project.tracking_uri, project.name).candidate(task.candidate).test), seconds)


def _shown(metrics: Any, task: Task) -> str:
    return "  ".join(f"{metric} {metrics[metric]:.4f}" for metric in task.aim)


def main() -> None:
    """Run the named tasks, or all, and fail if one is below its row."""
    known = tasks()
    below = []
    for name in sys.argv[1:] or known:
        task = known[name]
        print(f"{name}: {task.candidate}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            result = run(task, Path(folder))
        for metric, aim in task.aim.items():
            value, floor = result.test[metric], task.reached.get(metric, 0.0) - task.tolerance
            verdict = "below its row" if value < floor else "reached" if value >= aim else "short of the aim"
            print(f"  {metric:10} {value:.4f}   aim {aim:.3f}   {verdict}", flush=True)
            below += [f"{name} {metric}"] if value < floor else []
        print(f"  {result.seconds:.0f} s", flush=True)
    if below:
        raise SystemExit(f"Below their rows: {', '.join(below)}")


if __name__ == "__main__":
    main()

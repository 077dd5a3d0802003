"""Vigie: sketch the training rows, compare the window, write the page."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from columns import CATEGORIES, NUMBERS, read
from timing import run

from vigie.core.declarations.drift import DriftRule
from vigie.core.project import Project, parse_project
from vigie.monitoring.drift.comparison import Window, compare_window
from vigie.monitoring.drift.findings import DriftReport
from vigie.monitoring.drift.reference import make_reference, sketch_columns
from vigie.pipelines.pages.drift import write_drift

folder = Path(sys.argv[1])
features = {name: {"type": "number"} for name in NUMBERS} | {name: {"type": "category"} for name in CATEGORIES}
target = {"column": "y", "classes": ["a", "b"]}
file = parse_project({"name": "drift", "data": {"source": "none"}, "target": target, "features": features})
project = Project(folder, file)
then, now = read(folder, "then"), read(folder, "now")
found: list[DriftReport] = []


def compare() -> None:
    sketches = sketch_columns(project.schema, then)
    reference = make_reference(sketches, ["a", "b"], np.full((100, 2), 0.5), {})
    rows = len(now[NUMBERS[0]])
    found.append(compare_window(reference, project.schema, Window(0, 1, rows, now), DriftRule()))


def write() -> int:
    return write_drift(found[0], project, folder / "vigie.html").stat().st_size


run(compare, write)
drifted = {column.column for column in found[0].drifted}
assert drifted == {"number_0", "category_0"}, drifted

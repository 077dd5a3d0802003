"""The project's own tests of how a model must behave: plain functions in a file of the user's."""

from __future__ import annotations

import linecache
import runpy
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from vigie.core.types import Row
from vigie.evaluation.gates import GateResult

Predict = Callable[[Row], Mapping[str, float]]
"""One row → class name → probability."""


def run_behaviour_tests(path: Path, predict: Predict) -> list[GateResult]:
    """Call every function `test_*(predict)` of the file at `path`, in the order written, and report each as a gate.

    A test passes when it returns. The file is the user's own code and runs with the user's rights. A file that cannot
    be run, or that tests nothing, is one refused gate: it never passes by accident.

    Parameters
    ----------
    path
        A Python file.
    predict
        Given to each test; answers one row with the probability of each class.
    """
    try:
        content = runpy.run_path(str(path))
    except FileNotFoundError:
        return [GateResult("behaviour", False, f"there is no file {path}")]
    except Exception as error:  # noqa: BLE001 - the user's code may raise anything, and each is a refusal
        return [GateResult("behaviour", False, f"{path.name} cannot be run: {_reason(error, path)}")]
    tests = {name: entry for name, entry in content.items() if name.startswith("test_") and callable(entry)}
    if not tests:
        return [GateResult("behaviour", False, f"{path.name} has no function whose name begins with test_")]
    linecache.checkcache(str(path))  # the file may have been edited since the last look
    return [_run(name, test, predict, path) for name, test in tests.items()]


def _run(name: str, test: Callable[[Predict], Any], predict: Predict, path: Path) -> GateResult:
    gate = f"behaviour: {name.removeprefix('test_').replace('_', ' ')}"
    try:
        test(predict)
    except Exception as error:  # noqa: BLE001 - the user's code may raise anything, and each is a refusal
        return GateResult(gate, False, _reason(error, path))
    return GateResult(gate, True, "holds")


def _reason(error: Exception, path: Path) -> str:
    """Return the assertion's own message, else the line that failed, with its number."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    where = f" (line {frames[-1].lineno})" if frames else ""
    text = str(error).strip()
    if isinstance(error, AssertionError):
        return f"{text or (frames[-1].line if frames else 'an assertion failed')}{where}"
    return f"{type(error).__name__}: {text}{where}"

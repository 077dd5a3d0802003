"""What a run was made of, kept exactly, so that it can be made again: MLflow's own parameters are texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vigie.tracking.record import RunRecord

FILE = "recipe.json"


def write_ingredients(folder: Path, record: RunRecord) -> None:
    """Write recipe, parameters and seed beside a run's other files."""
    made_of = {"recipe": record.recipe, "params": dict(record.params), "seed": record.seed}
    (folder / FILE).write_text(json.dumps(made_of, indent=1, default=str, ensure_ascii=False), encoding="utf-8")


def read_params(path: Path) -> dict[str, Any]:
    """Return the parameters as the recipe was given them."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {name: _tuples(value) for name, value in found["params"].items()}


def guess_params(texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the parameters of a run that kept no such file, from MLflow's texts.

    Examples
    --------
    >>> guess_params({"recipe": "tfidf-logreg", "seed": "0", "C": "0.5", "words": "[1, 2]", "penalty": "l2"})
    {'C': 0.5, 'words': (1, 2), 'penalty': 'l2'}
    """
    return {name: _tuples(_value(text)) for name, text in texts.items() if name not in ("recipe", "seed")}


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _tuples(value: Any) -> Any:
    # The project's file gives tuples, which JSON has none of.
    if isinstance(value, list):
        return tuple(_tuples(one) for one in value)
    if isinstance(value, dict):
        return {name: _tuples(one) for name, one in value.items()}
    return value

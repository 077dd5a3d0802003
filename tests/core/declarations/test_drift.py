"""`[drift]` of vigie.toml."""

from __future__ import annotations

from typing import Any

import pytest

from vigie.core.errors import ProjectFileError
from vigie.core.project import parse_project

CONTENT: dict[str, Any] = {
    "name": "p",
    "data": {"source": "x.csv"},
    "target": {"column": "y", "classes": ["a", "b"]},
    "features": {"text": {"type": "text"}},
}


def test_drift_needs_nothing_written() -> None:
    rule = parse_project(CONTENT).drift
    assert (rule.window, rule.every, rule.min_rows, rule.level) == (86_400, 3_600, 100, 0.01)


def test_drift_reads_durations_as_people_write_them() -> None:
    rule = parse_project(CONTENT | {"drift": {"window": "7 days", "every": "6 h", "min_effect": 0.2}}).drift
    assert (rule.window, rule.every, rule.min_effect) == (604_800, 21_600, 0.2)


@pytest.mark.parametrize(
    ("written", "said"),
    [({"windows": "1 day"}, "did you mean 'window'"), ({"min_rows": 5}, "greater than or equal to 30")],
)
def test_drift_names_what_is_wrong(written: dict[str, Any], said: str) -> None:
    with pytest.raises(ProjectFileError, match=said):
        parse_project(CONTENT | {"drift": written})

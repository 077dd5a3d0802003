"""The alert rule for Azure: what can be judged of a template without Azure."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from vigie.core.types import VERDICTS
from vigie.ledger import ToldVerdict
from vigie.serving.telling import EventForm

PROPERTIES = {
    "actions", "autoMitigate", "criteria", "description", "displayName", "enabled", "evaluationFrequency", "scopes",
    "severity", "windowSize",
}  # fmt: skip
"""Of a rule, as far as the template needs them; a name that is not there would be refused."""


@pytest.fixture
def template(deploy: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((deploy / "azure" / "rejections.json").read_text(encoding="utf-8"))
    return loaded


def expressions(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [found for one in value.values() for found in expressions(one)]
    if isinstance(value, list):
        return [found for one in value for found in expressions(one)]
    return [value] if isinstance(value, str) and value.startswith("[") else []


def query(template: dict[str, Any], count: int, minutes: int, project: str) -> str:
    """Return the query as the deployment would make it of these parameters."""
    text = re.fullmatch(r"\[format\('(.*)', sub\(.*\)\]", template["variables"]["query"], re.DOTALL)
    assert text is not None
    return text[1].replace("''", "'").format(count - 1, minutes, project)


def test_template_has_the_parts_of_a_rule(template: dict[str, Any]) -> None:
    (rule,) = template["resources"]
    assert (rule["type"], rule["apiVersion"]) == ("Microsoft.Insights/scheduledQueryRules", "2022-06-15")
    assert set(rule["properties"]) == PROPERTIES
    (condition,) = rule["properties"]["criteria"]["allOf"]
    assert (condition["timeAggregation"], condition["operator"], condition["threshold"]) == ("Count", "GreaterThan", 0)


def test_template_uses_what_it_declares_and_no_more(template: dict[str, Any]) -> None:
    used = {name for one in expressions(template) for name in re.findall(r"parameters\('(\w+)'\)", one)}
    assert used == set(template["parameters"])
    for one in expressions(template):
        plain = one.replace("''", "")
        assert plain.endswith("]")
        bare = re.sub(r"'[^']*'", "", plain)
        assert bare.count("(") == bare.count(")"), one


def test_parameters_example_fits(template: dict[str, Any], deploy: Path) -> None:
    given = json.loads((deploy / "azure" / "rejections.parameters.json").read_text())["parameters"]
    needed = {name for name, one in template["parameters"].items() if "defaultValue" not in one}
    assert needed <= set(given) <= set(template["parameters"])


def test_query_asks_for_what_the_service_tells(template: dict[str, Any]) -> None:
    asked = query(template, 3, 5, "tiny")
    assert "prev(timestamp, 2)" in asked
    assert "<= 5m" in asked
    assert "{" not in asked
    verdicts = [
        ToldVerdict(1, 0, "p", kind, None, None, False, "import", "a", 0.5, "1", "{}") for kind in VERDICTS
    ]  # fmt: skip
    events = [EventForm("tiny", None).event(one) for one in verdicts]
    assert set(re.findall(r"'(prediction\.\w+)'", asked)) == {one.name for one in events} - {"prediction.confirmed"}
    assert set(re.findall(r"customDimensions\['([\w.]+)'\]", asked)) <= set(events[0].facts)

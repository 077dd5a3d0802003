"""Projects made from the templates, one of each for all tests that only read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from vigie.core.project import Project, load_project
from vigie.core.types import Silent
from vigie.data.ingestion import ingest
from vigie.templates import write_project


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Project]:
    """Return the project of a template, its invented sample ingested."""
    made: dict[str, Project] = {}

    def make(template: str) -> Project:
        if template not in made:
            folder = tmp_path_factory.mktemp("projects") / template
            write_project(template, folder)
            made[template] = load_project(folder)
            ingest(made[template], Silent())
        return made[template]

    return make


@pytest.fixture
def credit_csv(tmp_path: Path) -> Path:
    """A small table of invented loans, as somebody's own CSV might look."""
    rows = [
        f"L{number:03d};{2_000 + 37 * number};{12 + number % 24};{'voiture' if number % 3 else 'études'};"
        f"{'' if number % 7 == 0 else 20 + number % 50};{'true' if number % 2 else 'false'};0{number % 9 + 1}000;"
        f"2024-01-{number % 28 + 1:02d};EUR;{'bad' if number % 24 + number % 50 > 50 else 'good'}"
        for number in range(200)
    ]
    path = tmp_path / "loans.csv"
    header = "loan_id;Montant (€);months;purpose;age;phone;postcode;asked on;currency;risk_label"
    path.write_text("\n".join([header, *rows]), encoding="cp1252")
    return path

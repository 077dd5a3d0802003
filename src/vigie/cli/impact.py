"""`vigie impact`: what the model brings a week, in money or hours."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from vigie.cli.folder import PROJECT, project_at
from vigie.cli.screen import console, counted, say

if TYPE_CHECKING:
    from vigie.core.types import Language
    from vigie.pipelines.impact_ways import Impact

_NAMES = {
    "champion": "champion",
    "production": "champion, in production",
    "challenger": "challenger",
    "majority": "the commonest class, always",
    "none": "no model",
    "threshold": "champion, best threshold",
    "band": "champion, a person in between",
    "by_cost": "champion, least cost",
    "limits": "champion, a person where unsure",
}


def register(app: typer.Typer) -> None:
    """Add this file's command to the command line."""
    app.command("impact")(impact)


def impact(project: Path = PROJECT) -> None:
    """Say what the model brings a week, beside a challenger, the majority rule and no model, and how to get more."""
    from vigie.ledger import open_ledger
    from vigie.pipelines.impact import measure_impact
    from vigie.settings import read_settings

    found, settings = project_at(project), read_settings()
    with closing(open_ledger(settings.ledger or found.ledger_url)) as ledger:
        measured = measure_impact(found, settings, ledger)
    _tell(measured, found.file.language)


def _tell(measured: Impact, language: Language) -> None:
    from rich.table import Table

    from vigie.pipelines.impact_words import amount
    from vigie.pipelines.impact_words import say as words

    unit = measured.unit
    table = Table("", "a week", "surely between", "wrong", "asked", box=None)
    for line in measured.lines:
        worth = line.worth
        between = f"{amount('en', worth.low, unit)} and {amount('en', worth.high, unit)}"
        wrong = "" if line.wrong is None else f"{line.wrong:.1%}"
        asked = f"{line.asked:.0%}" if line.asked else ""
        table.add_row(_NAMES[line.name], amount("en", worth.mean, unit), between, wrong, asked)
    console().print(table)
    say()
    for sentence in words(measured.facts())[language]:
        say(escape(sentence))
    how = (
        f"counted over {counted(round(measured.days), 'day')}" if measured.counted and measured.days else "as declared"
    )
    say(f"[dim]{measured.per_week:,.0f} cases a week, {how}; measured on {measured.rows:,} validation rows.[/]")

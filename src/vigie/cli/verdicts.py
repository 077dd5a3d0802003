"""`vigie verdicts import`: what turned out to be right, from a file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import typer
from rich.markup import escape

from vigie.cli.folder import PROJECT, project_at
from vigie.cli.screen import say

verdicts = typer.Typer(name="verdicts", help="What people and time say about the answers.", no_args_is_help=True)


@verdicts.callback()
def root() -> None:
    """What people and time say about the answers."""


def register(app: typer.Typer) -> None:
    """Add this file's commands to the command line."""
    verdicts.command("import")(import_)
    app.add_typer(verdicts)


def import_(
    file: Path = typer.Argument(..., metavar="FILE", help="CSV, JSON lines or Parquet."),
    prediction: str | None = typer.Option(None, "--id", metavar="COLUMN", help="By default prediction_id, or id."),
    key: str | None = typer.Option(None, metavar="COLUMN", help="The row's key instead; by default data.key."),
    label: str | None = typer.Option(None, metavar="COLUMN", help="By default label, or the target's column."),
    at: str | None = typer.Option(None, metavar="COLUMN", help="When it was known; by default at, else now."),
    giver: str | None = typer.Option(None, help="Whose labels they are; by default the file's name."),
    project: Path = PROJECT,
) -> None:
    """Store ground truth that came later: each label confirms or corrects the prediction that it belongs to."""
    from vigie.ledger import open_ledger
    from vigie.pipelines.labels import REASONS, LabelColumns, import_labels
    from vigie.settings import read_settings

    found = project_at(project)
    columns = LabelColumns(prediction, key, label, at)
    with closing(open_ledger(read_settings().ledger or found.ledger_url)) as ledger:
        report = import_labels(found, ledger, file, columns, giver=giver)
    say(f"{report.lines:,} labels read from {escape(str(file))}:")
    for outcome, words in REASONS.items():
        if report.counted.get(outcome):
            say(f"  {report.counted[outcome]:>9,}  {words}")
    if report.refused_file is not None:
        say(f"The {report.refused:,} that were not taken are in {escape(str(report.refused_file))}, with the reason.")
        raise typer.Exit(1 if not report.taken else 0)

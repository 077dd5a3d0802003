"""`vigie init` and `vigie doctor`: a new project, and what is missing to work on one."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.markup import escape

from vigie.cli.folder import PROJECT
from vigie.cli.screen import say


def register(app: typer.Typer) -> None:
    """Add this file's commands to the command line."""
    app.command("init")(init)
    app.command("doctor")(doctor)


def init(
    template: str = typer.Argument(..., help="airline-tweets, tweets, reviews-fr, energy-rating, credit-risk, blank."),
    folder: Path = typer.Argument(..., metavar="DIR", help="Where the project goes; it must be new or empty."),
    name: str | None = typer.Option(None, help="The project's name; by default the folder's."),
    source: Path | None = typer.Option(None, "--from", metavar="CSV", help="blank only: declare what this CSV holds."),
) -> None:
    """Make a project's folder from a template."""
    from vigie.templates import suggest_project, write_project

    if source is not None and template != "blank":
        raise typer.BadParameter("a template brings its own columns: use it with 'blank'", param_hint="--from")
    suggested = suggest_project(source) if source else None
    written = write_project(template, folder, name, project_file=suggested)
    for path in written:
        say(f"  {path.relative_to(folder)}")
    say(f"\n{len(written)} files in {folder}. Next:\n\n  cd {folder}\n  vigie ingest")


def doctor(
    folder: Path = PROJECT,
) -> None:
    """Say what is missing, and the command that mends it."""
    from vigie.cli.checkup import examine

    findings = examine(folder)
    for finding in findings:
        mark = {True: "[green]ok[/]", False: "[red]missing[/]", None: "[yellow]note[/]"}[finding.well]
        say(f"{mark}  {escape(finding.what)}")
        if finding.remedy:
            say(f"         {escape(finding.remedy)}")
    if any(finding.well is False for finding in findings):
        raise typer.Exit(1)

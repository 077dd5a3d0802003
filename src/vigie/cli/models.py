"""`vigie train | promote | rollback | sign`: from candidates to a champion, and back."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.markup import escape

from vigie.cli.folder import PROJECT, project_at
from vigie.cli.screen import Screen, say

WHY = typer.Option("", "--why", "-m", help="Kept in the record.")


def register(app: typer.Typer) -> None:
    """Add this file's commands to the command line."""
    for command in (train, promote, rollback, sign):
        app.command(command.__name__)(command)


def train(
    names: list[str] | None = typer.Argument(None, metavar="[NAME]...", help="Candidates; by default all."),
    every_family: bool = typer.Option(
        False, "--all", "-a", help="Every recipe that fits the schema too, with its defaults."
    ),
    project: Path = PROJECT,
) -> None:
    """Train candidates, measure them on the validation rows and record them in MLflow."""
    from vigie.pipelines.train import train as run
    from vigie.settings import read_settings

    outcomes = run(project_at(project), read_settings(), names or [], Screen(), every_family=every_family)
    failed = [outcome.name for outcome in outcomes if outcome.error]
    if failed:
        say(f"[red]{len(failed)} of {len(outcomes)} failed:[/] {escape(', '.join(failed))}")
        raise typer.Exit(1)


def promote(
    name: str = typer.Argument(..., help="A trained candidate."),
    why: str = WHY,
    project: Path = PROJECT,
) -> None:
    """Make a candidate the champion: its gates are checked, then the sealed test is opened once and recorded."""
    from vigie.pipelines.compare import compare as refresh
    from vigie.pipelines.promote import promote as run
    from vigie.settings import read_settings

    found, settings = project_at(project), read_settings()
    promotion = run(found, settings, name, why, Screen())
    refresh(found, settings)
    for gate in promotion.gates:
        say(f"  [green]passed[/]  {escape(gate.name)}: {escape(gate.text)}")
    if promotion.test:
        test = promotion.test
        say(
            f"On {test.rows:,} sealed test rows: {test.metric} {test.value:.4f} ({test.low:.4f} to {test.high:.4f}),"
            f" accuracy {test.accuracy:.4f}. This opening is on record."
        )
    else:
        say("The sealed test stayed closed: this run's score is on record already.")
    if promotion.previous == promotion.version:
        say(f"[bold]{escape(name)}[/] was champion already, as version {promotion.version}.")
        return
    former = f"; before it was version {promotion.previous}" if promotion.previous else ""
    say(f"[bold]{escape(name)}[/] is champion, as version {promotion.version}{former}.")
    if promotion.previous_refused:
        say(
            f"[yellow]Nothing was compared with version {promotion.previous}, and 'vigie rollback' cannot go back to it"
            f" as it is.[/] {escape(promotion.previous_refused)}"
        )


def rollback(
    to: str | None = typer.Option(None, "--to", help="A published version; by default the champion before this one."),
    why: str = WHY,
    project: Path = PROJECT,
) -> None:
    """Make an earlier champion the champion again."""
    from vigie.pipelines.promote import rollback as run
    from vigie.settings import read_settings

    back = run(project_at(project), read_settings(), to, why)
    say(f"Version {back.version} is champion again; before it was version {back.previous}.")


def sign(
    versions: list[str] | None = typer.Argument(
        None, metavar="[VERSION]...", help="Published; by default the champion."
    ),
    project: Path = PROJECT,
) -> None:
    """Sign published models with VIGIE_SIGNING_KEY: those from before there was a key, or after it was changed."""
    from vigie.pipelines.published import sign as run
    from vigie.settings import read_settings

    for version in run(project_at(project), read_settings(), versions or []):
        say(f"Version {version} is signed.")

"""`vigie history | rebuild`: what was in production on a day and why, and any of it made again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from vigie.cli.folder import PROJECT, project_at
from vigie.cli.screen import Screen, console, say

if TYPE_CHECKING:
    from vigie.core.answers.reigns import Reign
    from vigie.core.types import TestOpening
    from vigie.ledger import Deployment


def register(app: typer.Typer) -> None:
    """Add this file's commands to the command line."""
    app.command("history")(history)
    app.command("rebuild")(rebuild)


def history(
    on: str = typer.Option("", "--on", help="A day such as 2026-11-20, or a moment such as 2026-11-20T14:30 (UTC)."),
    project: Path = PROJECT,
) -> None:
    """Show who made what the champion, when and why; with --on, all about what was in production then."""
    from vigie.pipelines.history import read_history
    from vigie.settings import read_settings

    found = read_history(project_at(project), read_settings(), _during(on) if on else None)
    if not on and not found.deployments:
        say("Nothing was ever in production. Promote a candidate with: vigie promote NAME")
    elif not on:
        _draw(found.deployments, found.openings)
    elif not found.reigns:
        say(f"Nothing was in production on {escape(on)}.")
    for reign in found.reigns if on else ():
        for line in _told(reign, found.tests.get(reign.run_id, {})):
            say(line)


def rebuild(
    version: str = typer.Argument(..., help="A registered version; 'vigie history' names them."),
    out: Path | None = typer.Option(None, "--out", help="Keep the rebuilt model in this folder."),
    project: Path = PROJECT,
) -> None:
    """Train a past version again from its run, and say whether it gives the same predictions; 1 if it does not."""
    if not version.isdecimal():
        raise typer.BadParameter(
            f"'{version}' is no version: a number that 'vigie history' names", param_hint="version"
        )

    from vigie.pipelines.rebuild import rebuild as run
    from vigie.settings import read_settings

    made = run(project_at(project), read_settings(), version, Screen(), out)
    of = made.run
    say(
        f"Version {escape(version)}: candidate '{escape(of.candidate)}', recipe {escape(of.recipe)}, seed {of.seed},"
        f" on {made.training_rows:,} rows of dataset version {of.dataset_version} (run {of.run_id})."
    )
    if made.identical:
        say(f"[bold]The same predictions[/]: {made.rows:,} validation rows, equal to the last digit.")
        return
    say(
        f"[yellow]Not the same[/]: {made.other_labels:,} of {made.rows:,} validation rows get another class;"
        f" the largest difference between two probabilities is {made.largest_difference:.2g}."
    )
    for change in made.changes:
        say(f"  Since then: {escape(change)}")
    raise typer.Exit(1)


def _during(on: str) -> tuple[int, int]:
    from vigie.core.answers.reigns import parse_day
    from vigie.ledger import now

    try:
        begin, end = parse_day(on)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(str(error), param_hint="--on") from error
    if begin > now():
        raise typer.BadParameter(f"'{on}' is still to come", param_hint="--on")
    return begin, end


def _draw(deployments: Sequence[Deployment], openings: Sequence[TestOpening]) -> None:
    from rich.table import Table

    table = Table("when", "what", "version", "candidate", "who", "why", box=None)
    events = [(entry.at, entry.action.replace("_", " "), entry.version, entry) for entry in deployments]
    events += [(entry.at, "test opened", "", entry) for entry in openings]  # type: ignore[misc]  # both say who and why
    for at, what, version, entry in sorted(events, key=lambda event: event[0]):
        table.add_row(when(at), what, version, escape(entry.candidate), escape(entry.who), escape(entry.why))
    console().print(table)


def _told(reign: Reign, test: Mapping[str, float]) -> Iterator[str]:
    until = f"until {when(reign.until)}" if reign.until is not None else "and still is"
    name = escape(reign.candidate)
    yield f"[bold]Version {escape(reign.version)}[/], candidate '{name}': since {when(reign.since)} {until}"
    because = f": {escape(reign.why)}" if reign.why else ", without saying why"
    yield f"  {reign.action.replace('_', ' ')} by {escape(reign.who)}{because}"
    if reign.dataset_version is None:
        yield "  Its published model is gone; the run below may still have it."
    else:
        rows = f" ({reign.rows['train']:,} rows)" if "train" in reign.rows else ""
        code = f", code {escape(reign.code_version)}" if reign.code_version else ""
        yield f"  learned from dataset version {reign.dataset_version}{rows}, {reign.dataset_hash[:12]}"
        yield f"  recipe {escape(reign.recipe)}, seed {reign.seed}{code}, trained {when(reign.trained_at or 0)}"
        yield f"  on validation rows: {_scores(reign.metrics)}"
    if test:
        yield f"  on sealed test rows: {_scores(test)}"
    yield f"  run {escape(reign.run_id)}"
    for gate in reign.gates:
        yield f"  gate {escape(str(gate.get('name')))}: {escape(str(gate.get('text')))}"
    serve = f"serve it again: vigie rollback --to {escape(reign.version)}    " if reign.until is not None else ""
    yield f"  {serve}make it again: vigie rebuild {escape(reign.version)}"


def _scores(metrics: Mapping[str, float]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value:.4f}" for name, value in sorted(metrics.items()))


def when(at: int) -> str:
    """Return a time of the ledger as people read it, UTC."""
    return datetime.fromtimestamp(at / 1e6, UTC).strftime("%Y-%m-%d %H:%M:%S")

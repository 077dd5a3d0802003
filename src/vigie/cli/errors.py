"""`vigie errors`: a model's surest mistakes, where it is worst, and labels that are likely wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from vigie.cli.folder import PROJECT, project_at
from vigie.cli.screen import Screen, console, say

if TYPE_CHECKING:
    from vigie.evaluation.slices import SliceScore
    from vigie.pipelines.errors import ErrorReport

_LONGEST = 200
"""Characters of a row that are shown: enough to judge a tweet by."""


def register(app: typer.Typer) -> None:
    """Add this file's command to the command line."""
    app.command("errors")(errors)


def errors(
    name: str = typer.Argument(..., help="A trained candidate, or 'champion'."),
    top: int = typer.Option(8, "--top", "-n", min=1, max=1_000, help="How many of each to show."),
    out: Path | None = typer.Option(None, "--out", "-o", help="A CSV file for all likely wrong labels, for review."),
    train_rows: bool = typer.Option(
        False, "--train-rows", help="Look for wrong labels in the training rows too: fits the candidate on folds."
    ),
    project: Path = PROJECT,
) -> None:
    """Show a model's surest mistakes, the kinds of rows it is worst at, and labels that are likely wrong."""
    from vigie.pipelines.errors import find_errors, write_reviews
    from vigie.settings import read_settings

    found = project_at(project)
    with Screen().stage("Looking at errors") as stage:
        report = find_errors(found, read_settings(), name, stage, train_rows=train_rows)
    say(
        f"[bold]{escape(report.model)}[/] is right in {report.accuracy:.1%} of {report.rows:,} validation rows"
        f" and wrong in {len(report.mistakes):,}."
    )
    _show_slices(report, top)
    _show_mistakes(report, top)
    _show_reviews(report, top)
    if out is not None:
        say(f"\n{escape(str(write_reviews(report, out)))}: {len(report.reviews):,} labels to look at")
    if found.file.data.sample:
        say("\n[dim]The data are an invented sample.[/]")


def _show_slices(report: ErrorReport, top: int) -> None:
    from rich.table import Table

    worse = report.worse
    say(f"\n[bold]Where it is worst[/] [dim](of {len(report.slices):,} slices: {escape(', '.join(report.columns))})[/]")
    if not worse:
        say("Nowhere beyond chance. The slices that cost most all the same:")
    table = Table(box=None, padding=(0, 1, 0, 0))
    for title in ("slice", "rows", "right", "95 %", "elsewhere", "p"):
        table.add_column(title, justify="left" if title == "slice" else "right", overflow="fold")
    for one in (worse or list(report.slices)[: min(top, 3)])[:top]:
        table.add_row(*_cells(one))
    console().print(table, soft_wrap=False)
    if len(worse) > top:
        say(f"… and {len(worse) - top:,} more.")
    if report.left_out:
        say(f"[dim]Left out, as they have too many values: {escape(', '.join(report.left_out))}.[/]")


def _cells(one: SliceScore) -> tuple[str, ...]:
    chance = "< 0.001" if one.p_value < 0.001 else f"{one.p_value:.3f}"
    return (
        escape(f"{one.column}: {one.value}"),
        f"{one.rows:,}",
        f"{one.accuracy:.1%}",
        f"{one.low:.0%}–{one.high:.0%}",
        f"{one.elsewhere:.1%}",
        chance,
    )


def _show_mistakes(report: ErrorReport, top: int) -> None:
    if not report.mistakes:
        return
    say("\n[bold]Surest mistakes[/]")
    for one in report.mistakes[:top]:
        _line(one.confidence, f"said {one.answered}, labelled {one.given}", one.key, one.text)


def _show_reviews(report: ErrorReport, top: int) -> None:
    say(
        f"\n[bold]Likely wrong labels[/]: {len(report.reviews):,} of {report.looked_at:,} rows"
        f" [dim](about {report.noise:.1%} may be; a person should look)[/]"
    )
    for one in report.reviews[:top]:
        _line(one.confidence, f"labelled {one.given}, rather {one.suggested}", one.key, one.text)


def _line(confidence: float, what: str, key: str, text: str) -> None:
    plain = " ".join(text.split())
    shown = plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
    say(f"  {confidence:4.0%}  {escape(what)}  [dim]{escape(key)}[/]\n        {escape(shown)}")

"""`vigie retrain`: new data and reviewed labels, checked; the champion's recipe trained again, judged."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from vigie.cli.folder import PROJECT, project_at
from vigie.cli.screen import Screen, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vigie.core.project import Project
    from vigie.pipelines.retrain.retrain import Wishes
    from vigie.settings import Settings

_WELL = ("candidate", "promoted", "unneeded")


def register(app: typer.Typer) -> None:
    """Add this file's command to the command line."""
    app.command("retrain")(retrain)


def retrain(
    every: bool = typer.Option(False, "--all", "-a", help="Train the other candidates too, and take the best."),
    promote: bool = typer.Option(False, "--promote", help="Make a model that passed the champion."),
    dry_run: bool = typer.Option(False, "--dry-run", "-n", help="Only say what would be trained on."),
    source: bool = typer.Option(True, help="Read the project's source again first."),
    anyway: bool = typer.Option(False, "--anyway", help="Train even if there is nothing new."),
    wait: bool = typer.Option(False, "--wait", help="For another retraining to end, instead of being refused."),
    because: str = typer.Option("by hand", "--because", "-m", help="Why; kept in the record."),
    project: Path = PROJECT,
) -> None:
    """Learn from new data and reviewed labels, and put a better model forward; or change nothing, and say why."""
    from vigie.pipelines.retrain.retrain import Wishes
    from vigie.settings import read_settings

    found, settings = project_at(project), read_settings()
    rules = found.file.retrain
    wishes = Wishes(
        trigger=because,
        every=every or rules.all_candidates,
        promote=promote,
        read_source=source and rules.source == "read",
        anyway=anyway,
        wait=wait,
    )
    if dry_run:
        _foretell(found, settings, wishes)
    else:
        _retrain(found, settings, wishes)


def _foretell(project: Project, settings: Settings, wishes: Wishes) -> None:
    from vigie.ledger import open_ledger
    from vigie.pipelines.retrain.retrain import plan

    with closing(open_ledger(settings.ledger or project.ledger_url)) as ledger:
        planned = plan(project, settings, Screen(), wishes, ledger)
    version = planned.gathered.prospect.version
    say(f"The data would be version {version.number}, {version.rows:,} rows:")
    _show_data(planned.gathered.counts())
    _show_results([{"name": one.name, "passed": one.passed, "text": one.text} for one in planned.checks])
    names = ", ".join(candidate.name for candidate in planned.candidates)
    if planned.refusals:
        say("These data would be [bold]refused[/], and nothing trained.")
    elif not planned.needed and not wishes.anyway:
        say("The champion was trained on these very rows: nothing would be trained.")
    else:
        say(f"Would be trained: [bold]{escape(names)}[/]. Nothing was changed.")


def _retrain(project: Project, settings: Settings, wishes: Wishes) -> None:
    from vigie.pipelines.compare import compare
    from vigie.pipelines.retrain.retrain import retrain as run

    done = run(project, settings, Screen(), wishes)
    if "data" in done.detail:
        _show_data(done.detail["data"])
    _show_results(done.detail.get("checks", ()))
    _show_results(done.detail.get("gates", ()))
    if done.state in ("candidate", "promoted"):
        compare(project, settings)
    say(f"[bold]{done.state}[/]  {escape(done.words)}")
    if done.state not in _WELL:
        raise typer.Exit(1)


def _show_data(counts: Mapping[str, object]) -> None:
    for name, told in (
        ("new_from_source", "new rows of the source"),
        ("altered_by_source", "known rows with other values, by the source"),
        ("new_by_review", "new rows that people reviewed"),
        ("relabelled_by_review", "rows with another label, by review"),
        ("relabelled_by_source", "rows with another label, by the source"),
        ("reviewed_misfits", "reviews left out, as the project's columns or classes are others now"),
    ):
        if counts[name]:
            say(f"  {told}: {counts[name]:,}")
    before, after = counts["labels_before"], counts["labels_after"]
    if isinstance(before, dict) and isinstance(after, dict):
        for label in sorted({*before, *after}):
            say(f"  {escape(label)}: {before.get(label, 0):,} → {after.get(label, 0):,}")


def _show_results(results: Sequence[Mapping[str, object]]) -> None:
    for result in results:
        mark = "[green]passed[/] " if result["passed"] else "[red]refused[/]"
        say(f"  {mark} {escape(str(result['name']))}: {escape(str(result['text']))}")

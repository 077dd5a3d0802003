"""What `vigie watch --once` says: what has changed since training, the most important first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from vigie.cli.screen import Screen, console, say

if TYPE_CHECKING:
    from vigie.core.project import Project
    from vigie.monitoring.drift.findings import DriftReport
    from vigie.settings import Settings

_COLOURS = {"drifted": "red", "gone": "red"}


def look_at_drift(project: Project, settings: Settings) -> DriftReport:
    """Measure drift now."""
    from vigie.pipelines.drift import look_at_drift as look

    with Screen().stage("Comparing with the training rows"):
        return look(project, settings)


def show_drift(report: DriftReport, project: Project) -> None:
    """Print the report as a ranked table, in the project's language."""
    from vigie.monitoring.drift.wording import headline

    say(f"\n[bold]{escape(headline(report, project.schema, project.file.language))}[/]")
    if not report.columns:
        return
    if any(column.status != "steady" for column in report.columns):
        say()
        _table(report, project)
    steady = [column.column for column in report.columns if column.status == "steady"]
    if steady:
        say(f"\nAs in training: {escape(', '.join(steady))}.")
    drawn = f", {report.read:,} of them compared" if report.read < report.rows else ""
    say(
        f"[dim]{report.rows:,} predictions{drawn}, beside the {report.reference_rows:,} training rows of version"
        f" {escape(str(report.version))}. Ranked by change times weight in the answers.[/]"
    )


def write_drift_page(report: DriftReport, project: Project, file: Path | None) -> None:
    """Write the report as a page and say where."""
    from vigie.pipelines.pages.drift import write_drift

    path = write_drift(report, project, file or project.reports_folder / "drift.html")
    say(f"\n{escape(str(path))} ({path.stat().st_size / 1e3:.0f} kB)")


def _table(report: DriftReport, project: Project) -> None:
    from rich.table import Table

    from vigie.monitoring.drift.phrases import percent
    from vigie.monitoring.drift.wording import column_title, sentences

    language = project.file.language
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    table.add_column("Change", justify="right")
    table.add_column("Weight", justify="right")
    table.add_column("In words", overflow="fold")
    for column in (column for column in report.columns if column.status != "steady"):
        told = " ".join(sentences(column, project.schema, report.level, language))
        colour = _COLOURS.get(column.status, "yellow")
        table.add_row(
            f"[{colour}]{escape(column_title(column.column, project.schema, language))}[/]",
            "–" if column.value is None else percent(column.value, "en"),
            "–" if column.importance is None else percent(column.importance, "en"),
            escape(told),
        )
    console().print(table)

"""`vigie ingest`, `vigie explore` and `vigie data …`: from a source to dataset versions, and what is in them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from vigie.cli.folder import PROJECT, project_at
from vigie.cli.screen import Screen, console, say

if TYPE_CHECKING:
    from vigie.data.dataset import Dataset


def register(app: typer.Typer) -> None:
    """Add this file's commands to the command line."""
    app.command("ingest")(ingest)
    app.command("explore")(explore)
    group = typer.Typer(help="Dataset versions.", no_args_is_help=True, rich_markup_mode=None)
    group.command("versions")(versions)
    group.command("diff")(diff)
    group.command("show")(show)
    app.add_typer(group, name="data")


def ingest(
    source: str | None = typer.Argument(None, help="Another source than the project's; its rows are added."),
    project: Path = PROJECT,
) -> None:
    """Fetch, validate and version the data; bad rows are set aside with the reason."""
    from vigie.pipelines.ingest import ingest as run
    from vigie.settings import read_settings

    report = run(project_at(project), read_settings(), Screen(), source)
    counts = {
        "new": report.new,
        "replaced": report.replaced,
        "unchanged": report.unchanged,
        "repeated": report.duplicates + report.superseded,
        "without a label": report.unlabelled,
        "set aside": report.quarantined,
    }
    told = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
    say(f"{report.rows_read:,} rows read: {told}.")
    made = "a new version" if report.changed else "nothing new, so no new version"
    say(f"Dataset version {report.version.number}, {report.version.rows:,} rows: {made}.")


def explore(project: Path = PROJECT) -> None:
    """Write a report on the training rows: what is in them, and what to beware of."""
    from vigie.data.profile import profile_dataset
    from vigie.data.report import write_report

    found = project_at(project)
    screen = Screen()
    with screen.stage("Exploring"):
        profile = profile_dataset(found)
        path = found.reports_folder / "explore.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_report(profile, path)
    say(f"{path} ({path.stat().st_size / 1e3:.0f} kB)")


def versions(project: Path = PROJECT) -> None:
    """List the dataset's versions."""
    from rich.table import Table

    table = Table(box=None)
    for column in ("version", "rows", "made", "content", "source"):
        table.add_column(column, justify="right" if column in ("version", "rows") else "left")
    for version in _dataset(project).versions():
        made = datetime.fromtimestamp(version.created_at / 1e6, UTC).strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(str(version.number), f"{version.rows:,}", made, version.content_hash[:12], escape(version.source))
    console().print(table)


def diff(
    first: int = typer.Argument(..., help="The older version."),
    second: int = typer.Argument(..., help="The newer version."),
    project: Path = PROJECT,
) -> None:
    """Say what changed between two versions."""
    found = _dataset(project).diff(first, second)
    if found.same:
        say(f"Versions {first} and {second} hold the same rows.")
        return
    say(f"{found.added:,} rows added, {found.removed:,} removed, {found.changed:,} changed")
    say(f"  of the changed, {found.relabelled:,} have another label and {found.moved:,} are in another split")
    for label, (before, after) in found.labels.items():
        say(f"  {escape(label)}: {before:,} → {after:,}")
    for column, rows in found.changed_columns.items():
        say(f"  {escape(column)} differs in {rows:,} rows")
    for what, names in (
        ("new column", found.columns_added),
        ("column gone", found.columns_removed),
        ("column of another type", found.columns_retyped),
    ):
        for name in names:
            say(f"  {what}: {escape(name)}")


def show(
    version: int | None = typer.Argument(None, help="By default the newest."),
    rows: int = typer.Option(10, "--rows", "-n", min=1, help="How many rows to show (never of the sealed test set)."),
    project: Path = PROJECT,
) -> None:
    """Show the counts and the first rows of a version."""
    from rich.table import Table

    dataset = _dataset(project)
    number = dataset.version(version).number
    schema = project_at(project).schema
    for split, counts in dataset.counts(number).items():
        told = (f"{escape(label)} {counts[label]:,}" for label in schema.labels if label in counts)
        say(f"{split:>10}: {', '.join(told)}")
    columns = ["_key", "_split", "_label", *schema.names]
    table = Table(*columns, box=None, padding=(0, 2, 0, 0))
    for row in dataset.read(number, columns=columns).select(columns).head(rows).iter_rows():
        table.add_row(*("" if value is None else escape(str(value)) for value in row))
    console().print(table)


def _dataset(folder: Path) -> Dataset:
    from vigie.data.dataset import Dataset

    return Dataset(project_at(folder).dataset_folder)

"""`vigie score`: a whole table answered, whatever its size."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import typer
from rich.markup import escape

from vigie.buckets import is_bucket
from vigie.cli.folder import PROJECT, project_at
from vigie.cli.screen import Screen, say

_MOST_REASONS = 5


def register(app: typer.Typer) -> None:
    """Add this file's command to the command line."""
    app.command("score")(score)


def score(
    source: str = typer.Argument(
        ..., metavar="IN", help="A table: .csv, .csv.gz, .parquet, or a Delta folder; here or as s3://bucket/rows.csv."
    ),
    out: str = typer.Argument(
        ..., metavar="OUT", help="Where answers go: .csv, .csv.gz, .parquet or .delta; here or in a bucket."
    ),
    model: str = typer.Option("champion", help="A trained candidate, or 'champion'."),
    columns: Literal["none", "keep"] = typer.Option(
        "none", help="Whether IN's own columns are kept beside the answers."
    ),
    batch: int = typer.Option(50_000, min=1, max=1_000_000, help="Rows answered and written at once, about."),
    fresh: bool = typer.Option(False, "--fresh", help="Begin again, and replace OUT."),
    project: Path = PROJECT,
) -> None:
    """Answer every row of a table with the compiled model; stopped, the same command goes on where it was."""
    from vigie.pipelines.score.score import score as run
    from vigie.settings import read_settings

    try:
        done = run(
            project_at(project), read_settings(), _address(source), _address(out), Screen(),
            model=model, keep=columns == "keep", batch=batch, fresh=fresh,
        )  # fmt: skip
    except KeyboardInterrupt:
        say("Stopped. What is done is kept: run the same command again, and it goes on from there.")
        raise typer.Exit(130) from None
    if done.resumed:
        say(f"{done.resumed:,} rows were done before.")
    rate = (done.rows - done.resumed) / max(done.seconds, 1e-9)
    say(f"{done.good:,} rows answered by model version {escape(done.version)} ({rate:,.0f} rows/s): {escape(done.out)}")
    if done.bad_file is not None:
        say(f"{done.bad:,} rows set aside, with the reason: {escape(done.bad_file)}")
        for reason, rows in list(done.reasons.items())[:_MOST_REASONS]:
            say(f"  {rows:,}  {escape(reason)}")


def _address(given: str) -> str | Path:
    return given if is_bucket(given) else Path(given)

"""`vigie rehearse`: four weeks of a model's life in some minutes, told as a diary."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from vigie.cli.screen import Screen, say
from vigie.core.errors import VigieError

if TYPE_CHECKING:
    from vigie.pipelines.rehearse.diary import Entry

_COLOURS = {"week": "bold", "good": "green", "bad": "red"}


def register(app: typer.Typer) -> None:
    """Add this file's command to the command line."""
    app.command("rehearse")(rehearse)


def rehearse(
    folder: Path = typer.Argument(Path("rehearsal"), metavar="DIR", help="A fresh folder, where all of it happens."),
    project: str = typer.Option("airline-tweets", "--project", "-p", help="airline-tweets or energy-rating."),
    seed: int = typer.Option(0, help="Another seed, another life."),
    recent: bool = typer.Option(
        False, "--recent", help="Let it end today, so that the page and the reports show it; figures differ by the day."
    ),
    html: Path | None = typer.Option(None, "--html", help="Write the diary as a page, with a picture."),
) -> None:
    """Play weeks in production: calm, trouble, alerts, review, retraining, tests, promotion, a bad model, rollback."""
    from vigie.cli.in_process import InProcess
    from vigie.pipelines.rehearse.rehearse import SCRIPTS
    from vigie.pipelines.rehearse.rehearse import rehearse as run

    if project not in SCRIPTS:
        raise VigieError(f"There is no rehearsal of '{project}'.", remedy=f"There are: {', '.join(SCRIPTS)}.")
    began = time.monotonic()
    _hear_of_failed_steps()
    done = run(
        project,
        folder,
        InProcess,
        _Quiet(),
        seed=seed,
        first=_first(SCRIPTS[project].weeks if recent else None),
        listen=_tell,
    )
    if html is not None:
        from vigie.pipelines.rehearse.page import write_page

        say(f"\n{escape(str(write_page(done, html)))} ({html.stat().st_size / 1e3:.0f} kB)")
    say(f"\nPlayed in {time.monotonic() - began:.0f} s, in {escape(str(folder))}. It is all invented.")


def _first(weeks: int | None) -> datetime:
    from vigie.pipelines.rehearse.fast_clock import MONDAY

    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return MONDAY if weeks is None else today - timedelta(weeks=weeks)


class _Quiet(Screen):
    """Shows what is under way; what there is to tell, the diary tells."""

    def say(self, text: str) -> None:
        pass


def _hear_of_failed_steps() -> None:
    """Let the log be silent about alerts, which are part of the story, and not about a step that fails."""
    handler = logging.StreamHandler()
    handler.addFilter(lambda record: record.levelno >= logging.WARNING and record.getMessage().startswith("Step "))
    logging.getLogger("vigie").addHandler(handler)


def _tell(entry: Entry) -> None:
    colour = _COLOURS.get(entry.kind)
    text = escape(entry.text)
    if entry.kind == "week":
        say(f"\n[bold]{text}[/]")
    else:
        say(f"[dim]{entry.when}[/]  " + (f"[{colour}]{text}[/]" if colour else text))

"""`vigie demo`: the main job from end to end on an invented sample, told as it goes."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from vigie.cli.folder import project_at
from vigie.cli.screen import Screen, say
from vigie.core.errors import VigieError

if TYPE_CHECKING:
    from vigie.cli.supervisor import Supervisor
    from vigie.client import Client
    from vigie.core.project import Project

TEMPLATE = "airline-tweets"
MARKER = "made-by-vigie-demo"
"""A file in the state folder: only a folder that holds it is ever removed."""
TWEETS = (
    ("@VelmoraAir three hours late and nobody tells us anything. Worst airline ever!", "negative"),
    ("@VelmoraAir thank you so much, the crew was lovely and we landed early :)", "other"),
    ("@VelmoraAir you lost my bag AGAIN and the hotline hung up on me", "negative"),
    ("@VelmoraAir do you fly to Lisbon on Sundays?", "other"),
)
"""What a plain morning brings, with the right answers."""
SARCASM = (
    "@VelmoraAir great, another cancelled flight. Just what I needed today.",
    "@VelmoraAir love spending my birthday at your gate, thank you so much!",
    "@VelmoraAir wow, what a surprise, amazing service as always :)",
    "@VelmoraAir thanks for the lovely night on the airport floor!",
    "@VelmoraAir so kind of you to send my suitcase to another country, thanks!",
    "@VelmoraAir best nap of my life, on the runway. Thank you, great crew!",
)
"""All negative, and hard to see through for a model that counts words: here it is expected to be wrong."""


def register(app: typer.Typer) -> None:
    """Add this file's command to the command line."""
    app.command("demo")(demo)


def demo(
    folder: Path = typer.Argument(Path("demo"), metavar="DIR", help="Where the project is made."),
    once: bool = typer.Option(False, "--once", help="End by itself; fails if any part failed."),
    port: int = typer.Option(8000, help="Of the service; the next free one is taken if it is in use."),
) -> None:
    """Show the whole path on an invented sample: from a CSV to a served and watched classifier."""
    from vigie.cli.up import keep_up, stopping_on_terminate, supervised

    began = time.monotonic()
    project = _made(folder)
    _learned(project)
    with supervised(project, port) as supervisor, stopping_on_terminate():
        _started(supervisor)
        _used(supervisor)
        _summary(project, supervisor, time.monotonic() - began)
        if not once:
            keep_up(supervisor)


def _heading(text: str) -> None:
    say(f"\n[bold]{escape(text)}[/]")


def _made(folder: Path) -> Project:
    from vigie.templates import write_project

    _heading(f"1. A project from the template '{TEMPLATE}', with invented tweets")
    state = folder / ".vigie"
    if (state / MARKER).exists():
        shutil.rmtree(folder)
    write_project(TEMPLATE, folder, None)
    state.mkdir(exist_ok=True)
    (state / MARKER).touch()
    say(f"{folder}/vigie.toml says what is predicted from what, and which models are tried.")
    return project_at(folder)


def _learned(project: Project) -> None:
    from vigie.cli import compare, data, models

    steps: Sequence[tuple[str, Callable[[], None]]] = (
        ("2. Ingest: read, validate, version", lambda: data.ingest(None, project.root)),
        ("3. Explore: a report on the training rows", lambda: data.explore(project.root)),
        ("4. Train the candidates", lambda: models.train(None, False, project.root)),
        ("5. Compare them on the same rows", lambda: compare.compare(None, False, project.root)),
        ("6. Promote the best: gates, then one look at the sealed test rows", lambda: _promote_best(project)),
    )
    for title, step in steps:
        _heading(title)
        step()


def _promote_best(project: Project) -> None:
    from vigie.cli import models
    from vigie.pipelines.compare import compare
    from vigie.settings import read_settings

    best = compare(project, read_settings()).best.name
    models.promote(best, "The best of the demo's candidates.", project.root)


def _started(supervisor: Supervisor) -> None:
    _heading("7. Start MLflow, the service, the page and the watcher")
    with Screen().stage("Starting") as stage:
        if not supervisor.wait_running(60):
            late = next(process for process in supervisor.processes if process.state != "running")
            raise VigieError(f"{late.program.name} did not start: {late.last_line()}", remedy=f"See {late.log}.")
        stage.advance()
    say("All four run.")


def _used(supervisor: Supervisor) -> None:
    from vigie.client import Client

    with Client(_address(supervisor, "api")) as client:
        _heading("8. Ask the service, and tell it what was right")
        for tweet, truth in TWEETS:
            _ask(client, tweet, truth)
        _heading("9. Then sarcastic tweets come in, which the model takes for thanks")
        began = time.monotonic()
        opened = None
        for tweet in SARCASM:
            opened = _ask(client, tweet, "negative") or opened
        if opened is None:
            raise VigieError("The rejections raised no alert.")
        alert = next(alert for alert in client.alerts() if alert.id == opened)
        say(f"  [bold red]alert[/] {time.monotonic() - began:.1f} s after the first of them: {escape(alert.text)}")
        quality = client.quality()
        if quality.accuracy is not None and quality.low is not None and quality.high is not None:
            say(
                f"  accuracy in production, from {quality.verdicts} verdicts: {quality.accuracy:.0%}"
                f" (between {quality.low:.0%} and {quality.high:.0%})"
            )


def _ask(client: Client, tweet: str, truth: str) -> str | None:
    """Show the answer to one tweet, confirm or reject it, and return the alert that this opened."""
    prediction = client.predict({"text": tweet})
    right = prediction.label == truth
    mark = "[green]right[/]" if right else "[red]wrong[/]"
    say(f"  {mark}  {prediction.label:>8} {prediction.confidence:4.0%}  {escape(tweet)}")
    return client.verdict(prediction.id, "confirmed" if right else "rejected").alert


def _address(supervisor: Supervisor, name: str) -> str:
    return next(process.program.url for process in supervisor.processes if process.program.name == name)


def _summary(project: Project, supervisor: Supervisor, seconds: float) -> None:
    _heading(f"Done in {seconds:.0f} s. It is all invented data: the numbers show the path, not a truth.")
    say(f"  page      {_address(supervisor, 'page')}")
    say(f"  service   {_address(supervisor, 'api')}/docs")
    say(f"  MLflow    {_address(supervisor, 'mlflow')}")
    say(f"  report    {project.reports_folder / 'explore.html'}")
    say(f"  project   {project.root}")

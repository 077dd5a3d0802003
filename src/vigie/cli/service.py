"""`vigie serve`, `vigie ui` and `vigie watch`: the three programs that stay up; and the contract of the first."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import typer

from vigie.cli.folder import PROJECT, project_at


def register(app: typer.Typer) -> None:
    """Add this file's commands to the command line."""
    app.command("serve")(serve)
    app.command("ui")(ui)
    app.command("watch")(watch)
    app.command("openapi")(openapi)


def serve(
    project: Path = PROJECT,
    host: str = typer.Option("127.0.0.1", help="Address to listen on."),
    port: int = typer.Option(8000, min=0, max=65535, help="Port to listen on."),
    workers: int = typer.Option(1, min=1, max=64, help="Processes that answer, about one for each core."),
) -> None:
    """Answer predictions over HTTP with the champion; every answer is in the ledger first."""
    if workers == 1:
        from vigie.serving.start import hasten

        hasten()
    from vigie.serving.options import service_options
    from vigie.settings import read_settings

    options = service_options(project_at(project), read_settings())
    if workers > 1:
        from vigie.serving.workers import serve_many

        serve_many(options, host, port, workers)
    else:
        from vigie.serving.server import serve as run

        run(options, host, port)


def ui(
    project: Path = PROJECT,
    port: int = typer.Option(8501, min=0, max=65535, help="Port to listen on."),
    api: str = typer.Option("", help="Address of the service; by default VIGIE_API, else http://127.0.0.1:8000."),
) -> None:
    """Serve the page for people, which talks to the service."""
    from vigie.settings import read_settings
    from vigie.ui.launch import command

    settings = read_settings()
    address = api or settings.api or "http://127.0.0.1:8000"
    folder = project_at(project).root
    raise typer.Exit(subprocess.call(command(port, address, settings.mlflow), cwd=folder, executable=sys.executable))


def watch(
    file: Path | None = typer.Argument(None, help="Where --html writes; by default among the project's reports."),
    project: Path = PROJECT,
    once: bool = typer.Option(False, "--once", help="Look once, say what has changed since training, and end."),
    html: bool = typer.Option(False, "--html", help="With --once: write that as a page, with its pictures."),
    every: float = typer.Option(2.0, min=0.1, help="Seconds between two looks."),
) -> None:
    """Watch the model in production: measure drift, and open, close and send alerts."""
    from vigie.cli.drift import look_at_drift, show_drift, write_drift_page
    from vigie.pipelines.watch import watch as run
    from vigie.settings import read_settings
    from vigie.telemetry import set_up_logging

    if (html and not once) or (file is not None and not html):
        raise typer.BadParameter("a page is written by --once --html [FILE]", param_hint="--html")
    set_up_logging()
    found, settings = project_at(project), read_settings()
    if not once:
        logging.getLogger(__name__).info("%s is watched (Ctrl-C to stop)", found.name)
        run(found, settings, every_s=every)
        return
    try:
        report = look_at_drift(found, settings)
    finally:  # whatever is wrong with the model, the alerts are sent
        run(found, settings, once=True)
    show_drift(report, found)
    if html:
        write_drift_page(report, found, file)


def openapi(project: Path = PROJECT) -> None:
    """Print the service's contract, an OpenAPI document with this project's fields."""
    from vigie.serving.document import document

    typer.echo(document(project_at(project)), nl=False)

"""`vigie up`: MLflow, the service, the page and the watcher, kept running together on this machine."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import typer

from vigie.cli.folder import PROJECT, project_at
from vigie.cli.screen import console, say
from vigie.core.errors import VigieError

if TYPE_CHECKING:
    from rich.table import Table

    from vigie.cli.supervisor import Program, Supervisor
    from vigie.core.project import Project


_KEY_LASTS_US = 30 * 86_400_000_000
"""A key that could not be revoked at the end, as when the machine lost its power, ends after so long."""


def register(app: typer.Typer) -> None:
    """Add this file's command to the command line."""
    app.command("up")(up)


def up(
    project: Path = PROJECT,
    port: int = typer.Option(8000, help="Of the service; the next free one is taken if it is in use."),
) -> None:
    """Run everything on this machine until Ctrl-C: MLflow, the service, the page and the watcher."""
    found = project_at(project)
    with supervised(found, port) as supervisor, stopping_on_terminate():
        keep_up(supervisor)


@contextmanager
def supervised(project: Project, port: int = 8000) -> Iterator[Supervisor]:
    """Start the four programs of `project`; they are stopped when the block is left."""
    from vigie.cli.supervisor import Supervisor

    with key_for_page(project) as key:
        parts = programs(project, port, page_key=key)
        with Supervisor(parts, folder=project.root, logs=project.state / "logs") as supervisor:
            yield supervisor


@contextmanager
def key_for_page(project: Project) -> Iterator[str]:
    """Give a key that lives as long as the block, if the service wants one and the environment holds none; else ''."""
    from vigie.core.errors import LedgerError
    from vigie.ledger import now, open_ledger
    from vigie.settings import read_settings

    settings = read_settings()
    if not project.file.service.keys or settings.own_key:
        yield ""
        return
    ledger = open_ledger(settings.ledger or project.ledger_url)
    try:
        started = now()
        name = f"page of 'vigie up' {started}"
        yield ledger.create_key(name, ["predict", "verdict", "read", "admin"], expires_at=started + _KEY_LASTS_US)
        with suppress(LedgerError):  # then it expires; nobody holds it any more
            ledger.revoke_key(name)
    finally:
        ledger.close()


def programs(project: Project, port: int = 8000, *, page_key: str = "") -> list[Program]:
    """Return what runs for a project, on free ports of the loopback.

    Parameters
    ----------
    page_key
        The key that the page asks with; empty: what the environment says.
    """
    from vigie.cli.supervisor import Program, free_port
    from vigie.settings import read_settings
    from vigie.tracking.server import command as mlflow_command
    from vigie.ui.launch import command as page_command

    tracking = read_settings().tracking or project.tracking_uri
    here = [sys.executable, "-m", "vigie.cli.main"]
    api_port, page_port, mlflow_port = free_port(port), free_port(8501), free_port(5000)
    api, page, mlflow = (f"http://127.0.0.1:{number}" for number in (api_port, page_port, mlflow_port))
    parts = [
        Program("api", [*here, "serve", "--port", str(api_port)], api, f"{api}/health"),
        Program("watcher", [*here, "watch"]),
        # In the environment, not on the command line, which everybody on the machine can read.
        Program(
            "page",
            page_command(page_port, api, mlflow),
            page,
            f"{page}/_stcore/health",
            environment={"VIGIE_KEY": page_key} if page_key else {},
        ),
    ]
    if not tracking.startswith("http"):
        command = mlflow_command(tracking, project.artifacts_folder, mlflow_port)
        parts.insert(0, Program("mlflow", command, mlflow, f"{mlflow}/health"))
    return parts


def keep_up(supervisor: Supervisor) -> None:
    """Show the programs and keep them running until interrupted."""
    if not console().is_terminal:
        _keep_up_plainly(supervisor)
        return
    from rich.live import Live

    with Live(_table(supervisor), console=console(), refresh_per_second=4) as live:
        while not supervisor.failed:
            supervisor.watch()
            live.update(_table(supervisor))
            time.sleep(0.25)
    _tell_failure(supervisor)


def _keep_up_plainly(supervisor: Supervisor) -> None:
    told: dict[str, str] = {}
    while not supervisor.failed:
        supervisor.watch()
        for process in supervisor.processes:
            if told.get(process.program.name) != process.state:
                told[process.program.name] = process.state
                say(f"{process.program.name:<8} {process.state:<10} {process.program.url}")
        time.sleep(0.25)
    _tell_failure(supervisor)


def _tell_failure(supervisor: Supervisor) -> None:
    process = supervisor.failed[0]
    raise VigieError(
        f"{process.program.name} keeps dying: {process.last_line()}", remedy=f"Its whole log is {process.log}."
    )


_COLOURS = {"running": "green", "starting": "yellow", "restarting": "yellow", "failed": "red", "stopped": "dim"}


def _table(supervisor: Supervisor) -> Table:
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), caption="Ctrl-C stops everything.", caption_justify="left")
    for title in ("part", "state", "for", "restarts", "address", "last word"):
        table.add_column(title, no_wrap=title != "last word", overflow="ellipsis")
    for process in supervisor.processes:
        state = f"[{_COLOURS[process.state]}]{process.state}[/]"
        age = f"{time.monotonic() - process.since:.0f} s"
        name, url = process.program.name, process.program.url
        table.add_row(name, state, age, str(process.restarts), url, escape(process.last_line()[:80]))
    return table


@contextmanager
def stopping_on_terminate() -> Iterator[None]:
    """Treat SIGTERM as Ctrl-C within the block, and leave the block quietly on either."""

    def interrupt(_: int, __: FrameType | None) -> None:
        raise KeyboardInterrupt

    former = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    except KeyboardInterrupt:
        say("Stopping …")
    finally:
        signal.signal(signal.SIGTERM, former)

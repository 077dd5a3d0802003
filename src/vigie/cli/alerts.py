"""`vigie alerts`: what is wrong, who looks into it, and an end to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from vigie.cli.folder import PROJECT, project_at
from vigie.cli.screen import say
from vigie.core.errors import AlertNotFoundError, VigieError

if TYPE_CHECKING:
    from vigie.ledger import Alert, Ledger

alerts = typer.Typer(name="alerts", help="Alerts: list them, acknowledge and close them.", no_args_is_help=True)

_COLOURS = {"open": "red", "acknowledged": "yellow", "closed": "green"}
_SHORT = 8
_WHO = typer.Option("", "--who", help="Who looks into it; by default VIGIE_USER, or the user of this machine.")
_ID = typer.Argument(..., metavar="ID", help="The alert's id, or how it ends; or the name of its rule.")


@alerts.callback()
def root() -> None:
    """Alerts: list them, acknowledge and close them."""


def register(app: typer.Typer) -> None:
    """Add this file's commands to the command line."""
    alerts.command("list")(list_)
    alerts.command("acknowledge")(acknowledge)
    alerts.command("close")(close)
    app.add_typer(alerts)


def list_(
    every: bool = typer.Option(False, "--all", help="Closed ones too."),
    limit: int = typer.Option(20, min=1, max=1_000, help="So many at most."),
    project: Path = PROJECT,
) -> None:
    """Say what is wrong, the newest first."""
    with _opened(project) as ledger:
        found = [alert for alert in ledger.alerts(limit=1_000) if every or alert.state != "closed"][:limit]
        language = project_at(project).file.language
    for alert in found:
        _tell(alert, language)
    if not found:
        say("No alert." if every else "No alert is open.")


def acknowledge(alert: str = _ID, who: str = _WHO, project: Path = PROJECT) -> None:
    """Say that somebody looks into it. It stays open, and no further message is sent."""
    with _opened(project) as ledger:
        found = ledger.acknowledge_alert(_find(ledger, alert).id, who or _user())
    say(f"{escape(found.rule)}: {found.state}, by {escape(found.acknowledged_by or found.closed_by or '')}.")


def close(
    alert: str = _ID,
    why: str = typer.Option("", "--why", help="What it was."),
    who: str = _WHO,
    project: Path = PROJECT,
) -> None:
    """Close it by hand; only what arrives later counts for the next one."""
    with _opened(project) as ledger:
        found = ledger.close_alert(_find(ledger, alert).id, who or _user(), why)
    say(f"{escape(found.rule)}: closed, by {escape(found.closed_by or '')}.")


@contextmanager
def _opened(project: Path) -> Iterator[Ledger]:
    from vigie.ledger import open_ledger
    from vigie.settings import read_settings

    with closing(open_ledger(read_settings().ledger or project_at(project).ledger_url)) as ledger:
        yield ledger


def _user() -> str:
    from vigie.settings import read_settings

    return read_settings().who


def _find(ledger: Ledger, given: str) -> Alert:
    """Return the alert that is meant, of several with the same rule the one that is not closed."""
    known = ledger.alerts(limit=1_000)
    found = [alert for alert in known if alert.id == given or (len(given) >= _SHORT and alert.id.endswith(given))]
    found = found or [alert for alert in known if alert.rule == given and alert.state != "closed"]
    if not found:
        if any(alert.rule == given for alert in known):
            raise VigieError(f"No alert of the rule '{given}' is open.", remedy="Those before: vigie alerts list --all")
        raise AlertNotFoundError(given)
    if len(found) > 1:
        raise VigieError(f"'{given}' is the end of {len(found)} alerts' ids: give a longer one.")
    return found[0]


def _tell(alert: Alert, language: str) -> None:
    from vigie.monitoring.messages import alert_sentence

    opened = datetime.fromtimestamp(alert.opened_at / 1_000_000).astimezone()
    state = f"[{_COLOURS[alert.state]}]{alert.state}[/]"
    say(f"{alert.id[-_SHORT:]}  {opened:%Y-%m-%d %H:%M}  {state}  [bold]{escape(alert.rule)}[/]")
    say(f"          {escape(alert_sentence(alert.evidence, 'fr' if language == 'fr' else 'en'))}")
    if alert.closed_by is not None:
        say(f"          closed by {escape(alert.closed_by)}: {escape(alert.closed_why or 'no reason given')}")
    elif alert.acknowledged_by is not None:
        say(f"          {escape(alert.acknowledged_by)} looks into it")

"""`vigie ledger forget`: what the ledger knows of a person or of a time is erased."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from vigie.cli.folder import PROJECT, project_at
from vigie.cli.screen import say
from vigie.core.errors import VigieError, nearest

if TYPE_CHECKING:
    from vigie.core.project import Project
    from vigie.ledger import Forgotten, Ledger
    from vigie.settings import Settings

_DAY_US = 86_400_000_000

ledger = typer.Typer(name="ledger", help="What the ledger keeps.", no_args_is_help=True)


@ledger.callback()
def root() -> None:
    """What the ledger keeps of people's rows, and how it forgets."""


def register(app: typer.Typer) -> None:
    """Add this file's commands to the command line."""
    ledger.command("forget")(forget)
    app.add_typer(ledger)


def forget(
    ids: list[str] = typer.Argument(None, metavar="[ID]…", help="Ids of predictions."),
    key: list[str] = typer.Option(
        None, "--key", metavar="COLUMN=VALUE", help="The rows with this value; several times: with all of them."
    ),
    older_than: int | None = typer.Option(None, min=1, max=36_500, metavar="DAYS", help="What is older than that."),
    yes: bool = typer.Option(False, "--yes", "-y", help="Erase without asking."),
    project: Path = PROJECT,
) -> None:
    """Erase predictions with their verdicts. The dataset and models trained on it are not touched."""
    from vigie.ledger import open_ledger
    from vigie.settings import read_settings

    found, settings = project_at(project), read_settings()
    if sum(map(bool, (ids, key, older_than))) != 1:
        raise VigieError("Say what to forget: ids, or --key COLUMN=VALUE, or --older-than DAYS; one of the three.")
    with closing(open_ledger(settings.ledger or found.ledger_url)) as opened:
        if older_than:
            _confirm(yes, f"Everything that is older than {older_than} days")
            _tell(_forget_old(opened, older_than))
            return
        wanted = list(ids or ()) or opened.predictions_like(_wanted(found, settings, key))
        if not wanted:
            say("Nothing in the ledger is like that.")
            return
        _confirm(yes, f"{_counted(len(wanted), 'prediction')}, with what was said of them,")
        _tell(opened.forget(wanted))


def _forget_old(opened: Ledger, days: int) -> Forgotten:
    from vigie.ledger import now

    return opened.forget_before(now() - days * _DAY_US)


def _confirm(yes: bool, what: str) -> None:
    if not yes:
        typer.confirm(f"{what} will be erased from the ledger, for good. Go on?", abort=True)


def _tell(done: Forgotten) -> None:
    reports = f", and {_counted(done.reports, 'drift report')}" if done.reports else ""
    say(f"Erased: {_counted(done.predictions, 'prediction')} and {_counted(done.verdicts, 'verdict')}{reports}.")


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


def _wanted(project: Project, settings: Settings, keys: list[str]) -> Callable[[Mapping[str, Any]], bool]:
    """Return what says of a row in the ledger whether it has all of these values."""
    from vigie.ledger.texts import SALT_FILE, HiddenTexts, read_salt

    hidden = None
    if settings.salt or (project.state / SALT_FILE).exists():
        hidden = HiddenTexts(settings.salt.encode() or read_salt(project.state / SALT_FILE), ())
    pairs = [_pair(project, text) for text in keys]

    def wanted(row: Mapping[str, Any]) -> bool:
        return all(_is(row.get(name), value, hidden.digest(value) if hidden else value) for name, value in pairs)

    return wanted


def _pair(project: Project, text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    names = project.schema.names
    if not sign or name not in names:
        close = nearest(name, names)
        hint = f" Did you mean '{close}'?" if close else ""
        raise VigieError(f"'{text}' is no COLUMN=VALUE of this project.{hint} Its columns: {', '.join(names)}.")
    return name, value


def _is(kept: Any, given: str, digest: str) -> bool:
    if isinstance(kept, str):
        return kept in (given, digest)
    if isinstance(kept, bool):
        return given.lower() == str(kept).lower()
    try:
        return kept is not None and float(given) == kept
    except ValueError:
        return False

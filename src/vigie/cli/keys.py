"""`vigie keys`: who may ask the service, and for what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from vigie.cli.folder import PROJECT, project_at
from vigie.cli.screen import console, say
from vigie.core.errors import VigieError, nearest

if TYPE_CHECKING:
    from vigie.core.keys import Key, Scope
    from vigie.ledger import Ledger

_DAY_US = 86_400_000_000
_SCOPES = "predict, verdict, read, admin"

keys = typer.Typer(name="keys", help="Who may ask the service, and for what.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add this file's commands to the command line."""
    keys.command("create")(create)
    keys.command("list")(show)
    keys.command("revoke")(revoke)
    app.add_typer(keys)


def create(
    name: str = typer.Argument(..., help="What you will call it: who or what holds it."),
    scope: list[str] = typer.Option(..., "--scope", help=f"One of {_SCOPES}; several times, or with commas."),
    expires: int | None = typer.Option(None, min=1, max=36_500, help="Days until it ends; by default never."),
    project: Path = PROJECT,
) -> None:
    """Make a key and print it. It is shown this once: nothing that could be read again is kept."""
    from vigie.ledger import now

    scopes = _scopes(scope)
    with _ledger(project) as ledger:
        text = ledger.create_key(name, scopes, expires_at=now() + expires * _DAY_US if expires else None)
    typer.echo(f"The key '{name}' ({', '.join(scopes)}), shown this once:", err=True)
    typer.echo(text)  # alone on standard output, so that a script can take it


def show(project: Path = PROJECT) -> None:
    """List every key with its id, scopes and state; the keys themselves are not kept."""
    from rich.markup import escape
    from rich.table import Table

    with _ledger(project) as ledger:
        found = ledger.all_keys()
    if not found:
        say("There is no key yet: 'vigie keys create NAME --scope predict' makes one.")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("name", "id", "scopes", "made", "ends", "state"):
        table.add_column(title)
    for key in found:
        ends = _day(key.expires_at) if key.expires_at is not None else "never"
        table.add_row(escape(key.name), key.id, " ".join(sorted(key.scopes)), _day(key.created_at), ends, _state(key))
    console().print(table)


def revoke(name: str = typer.Argument(..., help="The key's name or id."), project: Path = PROJECT) -> None:
    """End a key; services refuse it within seconds."""
    from rich.markup import escape

    with _ledger(project) as ledger:
        for key in ledger.revoke_key(name):
            say(f"Revoked: {escape(key.name)} ({key.id}).")


def _scopes(given: list[str]) -> list[Scope]:
    from vigie.core.keys import SCOPES

    wanted = [part.strip() for text in given for part in text.split(",") if part.strip()]
    for one in wanted:
        if one not in SCOPES:
            close = nearest(one, SCOPES)
            hint = f" Did you mean '{close}'?" if close else ""
            raise VigieError(f"There is no scope '{one}'.{hint} There are: {_SCOPES}.")
    return cast("list[Scope]", sorted(set(wanted), key=SCOPES.index))


@contextmanager
def _ledger(folder: Path) -> Iterator[Ledger]:
    from vigie.ledger import open_ledger
    from vigie.settings import read_settings

    project = project_at(folder)
    with closing(open_ledger(read_settings().ledger or project.ledger_url)) as ledger:
        yield ledger


def _day(at: int) -> str:
    return datetime.fromtimestamp(at / 1e6, UTC).strftime("%Y-%m-%d")


def _state(key: Key) -> str:
    from vigie.ledger import now

    if key.revoked_at is not None:
        return f"revoked {_day(key.revoked_at)}"
    return "live" if key.is_live(now()) else "expired"

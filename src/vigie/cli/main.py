"""The `vigie` command: what it is called with, and how its errors are told."""

from __future__ import annotations

import sys

import typer

from vigie import __version__
from vigie.cli import (
    alerts,
    challenge,
    compare,
    data,
    demo,
    errors,
    explain,
    history,
    impact,
    keys,
    ledger,
    models,
    project,
    rehearse,
    retrain,
    review,
    score,
    service,
    tune,
    up,
    verdicts,
)
from vigie.core.errors import VigieError

app = typer.Typer(
    name="vigie",
    help="From a CSV file to a classifier in production that is tracked, tested, deployed, watched and improved.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"vigie {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Run a command in a project's folder, or in any folder below it."""


_GROUPS = (
    project, data, models, compare, explain, errors, tune, score, service, challenge, keys, ledger, verdicts, review,
    alerts, retrain, up, demo, history, rehearse, impact,
)  # fmt: skip
for group in _GROUPS:
    group.register(app)


def main() -> None:
    """Run the command; an error of Vigie's own is told in words and ends with 1, Ctrl-C with 130."""
    try:
        app()
    except VigieError as error:
        typer.echo(f"Error: {error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("Stopped.", err=True)
        sys.exit(130)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] == "vigie":
            raise
        typer.echo(f"Error: {_missing(error.name)}", err=True)
        sys.exit(1)


_EXTRAS = {"streamlit": "ui", "psycopg": "postgres"}


def _missing(module: str) -> str:
    extra = _EXTRAS.get(module.split(".")[0], "train")
    return f"this command needs {module}, which the base install leaves out. Get it with: pip install 'vigie[{extra}]'"


if __name__ == "__main__":
    main()

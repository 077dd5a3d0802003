"""The `vigie` command: what it is called with, and how its errors are told."""

from __future__ import annotations

import sys

import typer

from vigie.cli import service
from vigie.cli.root import command_line
from vigie.core.errors import VigieError


def main() -> None:
    """Run the command; an error of Vigie's own is told in words and ends with 1, Ctrl-C with 130."""
    try:
        _asked(sys.argv[1:])()
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


def _asked(arguments: list[str]) -> typer.Typer:
    """Return the commands, of which one is asked."""
    if arguments[:1] == ["serve"]:  # which programs start and wait for: the other commands would hold it up by 50 ms
        app = command_line()
        service.register(app)
        return app
    from vigie.cli.commands import app as every

    return every


_EXTRAS = {"streamlit": "ui", "psycopg": "postgres"}


def _missing(module: str) -> str:
    extra = _EXTRAS.get(module.split(".")[0], "train")
    return f"this command needs {module}, which the base install leaves out. Get it with: pip install 'vigie[{extra}]'"


if __name__ == "__main__":
    main()

"""The command line before it has commands."""

from __future__ import annotations

import typer

from vigie import __version__


def command_line() -> typer.Typer:
    """Return `vigie` with the options that are every command's; groups of commands are registered in it."""
    app = typer.Typer(
        name="vigie",
        help="From a CSV file to a classifier in production that is tracked, tested, deployed, watched and improved.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        rich_markup_mode=None,
    )
    app.callback()(_root)
    return app


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"vigie {__version__}")
        raise typer.Exit


def _root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Run a command in a project's folder, or in any folder below it."""

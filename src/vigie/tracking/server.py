"""MLflow's own pages over a project's database."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from vigie.tracking.quiet import QUIET, tracked
from vigie.tracking.store import prepare_store

ENVIRONMENT = {
    **QUIET,
    "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",  # it would start more processes, for jobs that Vigie has none of
}
"""What the server must find in its environment: it calls nobody, and starts no workers of its own."""


def command(tracking_uri: str, artifacts_folder: Path, port: int) -> list[str]:
    """Return the command that serves MLflow's pages on the loopback, until it is told to end by SIGTERM.

    It makes the database first if it is not there. `http://127.0.0.1:PORT/health` answers once it is up.
    """
    return [sys.executable, "-m", "vigie.tracking.server", tracking_uri, str(artifacts_folder), str(port)]


def main(arguments: Sequence[str]) -> None:
    """Become MLflow's server: this process is replaced, so that one signal ends it."""
    tracking_uri, artifacts_folder, port = arguments
    with tracked("MLflow's pages cannot be started"):
        prepare_store(tracking_uri, Path(artifacts_folder))
    options = {
        "--backend-store-uri": tracking_uri,
        "--default-artifact-root": Path(artifacts_folder).resolve().as_uri(),
        "--host": "127.0.0.1",
        "--port": port,
        "--workers": "1",
    }
    flat = [part for option in options.items() for part in option]
    line = [sys.executable, "-m", "mlflow", "server", "--no-serve-artifacts", *flat]
    os.execve(sys.executable, line, {**os.environ, **ENVIRONMENT})  # noqa: S606 - a fixed command, no shell


if __name__ == "__main__":
    main(sys.argv[1:])

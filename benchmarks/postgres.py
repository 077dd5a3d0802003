"""A PostgreSQL server of one's own, on the loopback, for as long as a block lasts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.load.servers import free_port


@contextmanager
def postgres() -> Iterator[str]:
    """Give the address of an empty database. Its server is durable as it is by default."""
    folder = Path(tempfile.mkdtemp(prefix="vigie-postgres-"))
    port = free_port()
    data = str(folder / "data")
    try:
        if os.geteuid() == 0:  # it does not run as root
            shutil.chown(folder, "postgres")
        _run(folder, "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale")
        options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder}"
        _run(folder, "pg_ctl", "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            _run(folder, "pg_ctl", "-D", data, "-w", "-m", "fast", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, program: str, *arguments: str) -> None:
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(path.parts[4]))
    found = str(debian[-1]) if debian else shutil.which(program)
    if found is None:
        sys.exit("This needs a PostgreSQL server: apt-get install postgresql (its binaries, no running service)")
    command = [found, *arguments]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    # Not into a pipe: the server inherits it, and it would stay open as long as the server lives.
    with tempfile.TemporaryFile("w+") as output:
        if subprocess.run(command, stdout=output, stderr=output, cwd=folder, check=False).returncode:
            output.seek(0)
            sys.exit(f"{program} failed: {output.read()[-1000:]}")

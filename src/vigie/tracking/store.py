"""A fresh MLflow database, made quickly.

MLflow builds its tables by some seventy migrations, each of which waits for the disk: seven seconds where the disk is
slow. Here they run where nothing waits (in memory-backed storage, if the machine has it), and the finished file is
moved into place in one step.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from vigie.tracking.quiet import import_mlflow, tracked

SQLITE = "sqlite:///"
_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder made in it is private


def prepare_store(tracking_uri: str, artifacts_folder: Path | None = None) -> None:
    """Make MLflow's database at `tracking_uri` if it is a SQLite file that is not there yet.

    Takes about two seconds the first time, and none after: call it where nobody waits, such as `Recorder`'s process.
    Two processes may do so at once; one file stays. A server or another database is left alone.

    Parameters
    ----------
    artifacts_folder
        Where MLflow keeps files of experiments that are not Vigie's; by default `mlartifacts` beside the database.

    Raises
    ------
    TrackingError
        If the file cannot be made.
    """
    path = sqlite_path(tracking_uri)
    if path is None or path.exists():
        return
    import_mlflow()
    with tracked(f"MLflow's database {path} cannot be made"):
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix="vigie-mlflow-", dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None))
        try:
            _migrate(scratch / "fresh.db", (artifacts_folder or path.parent / "mlartifacts").resolve())
            _put_in_place(scratch / "fresh.db", path)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def sqlite_path(tracking_uri: str) -> Path | None:
    """Return the file behind a SQLite address, or None for any other address.

    Examples
    --------
    >>> sqlite_path("sqlite:///mlflow.db"), sqlite_path("http://127.0.0.1:5000")
    (PosixPath('mlflow.db'), None)
    """
    return Path(tracking_uri.removeprefix(SQLITE)) if tracking_uri.startswith(SQLITE) else None


def _migrate(path: Path, artifacts_folder: Path) -> None:
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore  # seconds to import

    SqlAlchemyStore(f"{SQLITE}{path}", artifacts_folder.as_uri()).engine.dispose()  # type: ignore[no-untyped-call]  # MLflow's
    with closing(sqlite3.connect(path)) as connection:
        # Readers (MLflow's pages) and the writer (a training) then do not wait for one another; the file remembers it.
        connection.execute("PRAGMA journal_mode=WAL")


def _put_in_place(fresh: Path, path: Path) -> None:
    beside = path.with_name(f".{path.name}-{os.getpid()}")
    shutil.copyfile(fresh, beside)
    try:
        os.link(beside, path)  # unlike a rename, it never replaces a database that another process has made meanwhile
    except FileExistsError:
        pass
    finally:
        beside.unlink()

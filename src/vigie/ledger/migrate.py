"""Bringing a ledger's tables up to date."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from vigie.core.errors import LedgerError
from vigie.ledger.database import Database
from vigie.ledger.tables import REVISION

FOLDER = Path(__file__).parent / "migrations"


def migrate(database: Database) -> None:
    """Make or change the tables, unless they are as they should be. Several processes may do so at once."""
    with database.read() as connection:
        if current_revision(connection) == REVISION:
            return
    with database.write() as connection:  # one at a time; all or nothing
        if current_revision(connection) != REVISION:
            _upgrade(connection)


def current_revision(connection: Connection) -> str | None:
    """Return the migration that the tables are at, None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if revision is None else str(revision)


def _upgrade(connection: Connection) -> None:
    # Here, and not at the top: Alembic costs a service that starts on an existing ledger 0.1 s for nothing.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if (found := current_revision(connection)) is not None and found not in known:
        raise LedgerError(
            f"The ledger is at revision {found}, which this version of Vigie does not know.",
            remedy="Use the version that made it, or a newer one.",
        )
    command.upgrade(config, "head")

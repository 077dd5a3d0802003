"""What Alembic runs: on the connection, and in the transaction, that it was given."""

from __future__ import annotations

from alembic import context

from vigie.ledger.tables import metadata


def run() -> None:
    context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()


if __name__ == "env_py":  # the name under which Alembic loads this file; any other import must have no effect
    run()

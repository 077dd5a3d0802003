"""Keys in the ledger: made, listed, revoked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Connection, Row, select, update

from vigie.core.errors import KeyNotFoundError, KeyTakenError
from vigie.core.keys import Key, Scope, make_key
from vigie.ledger.tables import keys


def create(connection: Connection, name: str, scopes: Iterable[Scope], at: int, expires_at: int | None) -> str:
    """Keep a new key and return its text; see `Ledger.create_key`."""
    if any(key.name == name and key.is_live(at) for key in unrevoked(connection)):
        raise KeyTakenError(name)
    key, text = make_key(name, scopes, at=at, expires_at=expires_at)
    values = {
        "id": key.id,
        "name": name,
        "scopes": " ".join(sorted(key.scopes)),
        "created_at": at,
        "expires_at": expires_at,
        "salt": key.salt.hex(),
        "digest": key.digest.hex(),
    }
    connection.execute(keys.insert().values(values))
    return text


def revoke(connection: Connection, name: str, at: int) -> list[Key]:
    """Revoke the keys of that name, or the one with that id; see `Ledger.revoke_key`."""
    known = unrevoked(connection)
    found = [key for key in known if name in (key.name, key.id)]
    if not found:
        raise KeyNotFoundError(name, sorted({key.name for key in known}))
    connection.execute(update(keys).where(keys.c.id.in_([key.id for key in found])).values(revoked_at=at))
    return found


def unrevoked(connection: Connection) -> list[Key]:
    """Return the keys that were not revoked, the oldest first; some may have expired."""
    query = select(keys).where(keys.c.revoked_at.is_(None)).order_by(keys.c.created_at, keys.c.id)
    return [_key(row) for row in connection.execute(query)]


def every(connection: Connection) -> list[Key]:
    """Return all keys that there ever were, the newest first."""
    query = select(keys).order_by(keys.c.created_at.desc(), keys.c.id)
    return [_key(row) for row in connection.execute(query)]


def _key(row: Row[Any]) -> Key:
    return Key(
        id=row.id,
        name=row.name,
        scopes=frozenset(cast("list[Scope]", row.scopes.split())),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        salt=bytes.fromhex(row.salt),
        digest=bytes.fromhex(row.digest),
    )

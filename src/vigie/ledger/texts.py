"""Texts that the ledger must not hold: a salted digest stands for each, the same for the same text."""

from __future__ import annotations

import hmac
import os
import secrets
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vigie.core.errors import ProjectError
from vigie.core.types import Row

SALT_FILE = "texts.salt"
"""In the project's state folder, beside the ledger and not in it."""
SHORTEST_SALT = 16
PREFIX = "hmac-sha256:"


class HiddenTexts:
    """Puts digests in the place of texts, e.g. `HiddenTexts(salt, ["text"]).row(row)`. About 2 µs a text.

    Who has the ledger without the salt can neither read a text nor try texts out; who has both can say whether a text
    that they know was there, which is how it is found again to be forgotten. Without the salt nothing is ever found
    again, so that throwing it away makes what was kept anonymous.
    """

    def __init__(self, salt: bytes, names: Sequence[str]) -> None:
        self._salt = salt
        self._names = frozenset(names)

    def row(self, row: Row) -> dict[str, Any]:
        """Return the row with a digest for each of its texts; a missing one stays missing."""
        return {
            name: self.digest(value) if name in self._names and isinstance(value, str) else value
            for name, value in row.items()
        }

    def digest(self, text: str) -> str:
        """Return what stands for this text.

        Examples
        --------
        >>> HiddenTexts(b"a salt of sixteen", ["text"]).digest("late again")[:24]
        'hmac-sha256:4b81e63caa03'
        """
        return PREFIX + hmac.digest(self._salt, text.encode(), "sha256").hex()


def read_salt(path: Path) -> bytes:
    """Return the salt in the file, made at the first call; only its owner may read it.

    Raises
    ------
    ProjectError
        It cannot be read or made, or is too short to be one.
    """
    try:
        if not path.exists():
            _make(path)
        salt = path.read_bytes().strip()
    except OSError as error:
        raise ProjectError(f"The salt of the texts at {path} can neither be read nor made.") from error
    return check_salt(salt)


def check_salt(salt: bytes) -> bytes:
    """Return the salt, or raise ProjectError if it is too short to be one."""
    if len(salt) < SHORTEST_SALT:
        raise ProjectError(f"The salt of the texts is too short: {len(salt)} bytes, at least {SHORTEST_SALT}.")
    return salt


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent) as draft:  # which only its owner may read
        draft.write(secrets.token_hex(32).encode())
        draft.flush()
        os.fsync(draft.fileno())
        try:
            os.link(draft.name, path)  # whole or not at all, and never over the salt of another process
        except FileExistsError:
            return

"""Keys: a long random secret that its owner holds, and what Vigie keeps to recognise it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from hmac import compare_digest
from secrets import token_bytes, token_hex, token_urlsafe
from typing import Literal, get_args

Scope = Literal["predict", "verdict", "read", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

PREFIX = "vigie_"
"""What every key begins with, so that people and programs that look for leaked secrets recognise one."""

_FORM = re.compile(r"vigie_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
_PERSON = b"vigie key"


@dataclass(frozen=True, slots=True)
class Key:
    """What is kept of a key: enough to recognise it, not enough to make it again."""

    id: str
    """Part of the key itself, and the only part that may be told: logs and the ledger name a key by it."""
    name: str
    scopes: frozenset[Scope]
    created_at: int
    """Microseconds since the epoch, UTC."""
    expires_at: int | None = None
    revoked_at: int | None = None
    salt: bytes = field(default=b"", repr=False)
    digest: bytes = field(default=b"", repr=False)

    def fits(self, token: bytes) -> bool:
        """Say whether `token` is this key; takes equally long for every token. About 2 µs."""
        return compare_digest(_digest(token, self.salt), self.digest)

    def is_live(self, at: int) -> bool:
        """Say whether it is neither revoked nor expired at that time (microseconds)."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)

    def may(self, any_of: Iterable[Scope]) -> bool:
        """Say whether it has one of these scopes; `admin` has them all.

        Examples
        --------
        >>> Key("0", "page", frozenset({"read"}), 0).may(["predict", "read"])
        True
        """
        return "admin" in self.scopes or not self.scopes.isdisjoint(any_of)


def make_key(name: str, scopes: Iterable[Scope], *, at: int, expires_at: int | None = None) -> tuple[Key, str]:
    """Return a new key and its text, which is kept nowhere: whoever loses it needs another key.

    Examples
    --------
    >>> key, text = make_key("page", ["read"], at=0)
    >>> text.startswith(f"vigie_{key.id}_"), key.fits(text.encode()), key.fits(b"vigie_guess")
    (True, True, False)
    """
    key_id = token_hex(6)
    text = f"{PREFIX}{key_id}_{token_urlsafe(32)}"
    salt = token_bytes(blake2b.SALT_SIZE)
    return Key(key_id, name, frozenset(scopes), at, expires_at, None, salt, _digest(text.encode(), salt)), text


def key_id_of(text: str) -> str | None:
    """Return the id in a key's text, None if it is not the text of a key.

    Examples
    --------
    >>> key_id_of("vigie_0123456789ab_" + "x" * 43), key_id_of("vigie_no")
    ('0123456789ab', None)
    """
    found = _FORM.fullmatch(text)
    return found[1] if found else None


def _digest(token: bytes, salt: bytes) -> bytes:
    return blake2b(token, digest_size=32, salt=salt, person=_PERSON).digest()

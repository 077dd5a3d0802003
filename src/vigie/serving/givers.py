"""Who gave a verdict, as far as the ledger may know: a key, or a digest that stands for an address."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from pathlib import Path

from starlette.types import Scope

from vigie.core.errors import ProjectError
from vigie.ledger.texts import SALT_FILE, read_salt
from vigie.serving.guard import CALLER, address_of


class Givers:
    """Names whoever sends verdicts, so that one source among many can be seen and limited, and nobody be found by it.

    Parameters
    ----------
    state
        The project's state folder, where the salt is; services that share it call an address the same.
    salt
        To use instead.
    """

    def __init__(self, state: Path, salt: bytes = b"") -> None:
        self._file = state / SALT_FILE
        self._salt = salt

    def of(self, scope: Scope) -> str:
        """Return the name of the giver of the request under way, such as 'key:3f2a…' or 'address:9b1c…'."""
        key_id = CALLER.get().key_id
        return f"key:{key_id}" if key_id is not None else f"address:{self._digest(address_of(scope))}"

    def _digest(self, address: str) -> str:
        self._salt = self._salt or self._kept()
        return hashlib.blake2b(_network(address).encode(), key=self._salt[:64], digest_size=8).hexdigest()

    def _kept(self) -> bytes:
        try:
            return read_salt(self._file)
        except ProjectError:  # a folder that cannot be written: the names last as long as this process
            return secrets.token_bytes(32)


def _network(address: str) -> str:
    """Return what one household has: an IPv4 address, or the first half of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False))

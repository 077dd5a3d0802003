"""Signatures of published servables: who holds the key made them, or saw them. The key is kept outside the store."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field

from vigie.core.errors import ProjectError, SignatureError

SIGNATURE = "signature.json"
"""The file beside a published manifest."""

SHORTEST_KEY = 32

_ALGORITHM = "hmac-sha256"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A secret that whoever publishes shares with whoever serves.

    Parameters
    ----------
    secret
        At least `SHORTEST_KEY` bytes; shorter ones raise `ProjectError`.

    References
    ----------
    RFC 2104 (HMAC) with SHA-256 (FIPS 180-4).
    """

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) < SHORTEST_KEY:
            raise ProjectError(
                f"The signing key has {len(self.secret)} bytes, and needs at least {SHORTEST_KEY}.",
                remedy="Make one with: python -c 'import secrets; print(secrets.token_hex(32))'",
            )

    @property
    def name(self) -> str:
        """What tells keys apart without telling anything of them."""
        return self._code(b"name")[:12]

    def sign(self, manifest: bytes) -> bytes:
        """Return the signature of a manifest, which holds its servable's name, version, schema and digests.

        Examples
        --------
        >>> key = SigningKey(bytes(32))
        >>> key.check("a folder", b"{}", key.sign(b"{}"))
        """
        said = {"algorithm": _ALGORITHM, "key": self.name, "signature": self._of(manifest)}
        return json.dumps(said, indent=1).encode()

    def check(self, where: str, manifest: bytes, signature: bytes | None) -> None:
        """Return if the manifest was signed with this key, else raise `SignatureError`, which says `where`."""
        if signature is None:
            raise SignatureError(where, "it is not signed, and only signed ones are taken here")
        try:
            said = json.loads(signature)
            algorithm, key, given = str(said["algorithm"]), str(said["key"]), str(said["signature"])
        except (ValueError, KeyError, TypeError) as error:
            raise SignatureError(where, f"its {SIGNATURE} cannot be read") from error
        if algorithm != _ALGORITHM:
            raise SignatureError(where, f"it is signed by another method than {_ALGORITHM}")
        if not hmac.compare_digest(given.encode(), self._of(manifest).encode()):
            other = key != self.name
            raise SignatureError(
                where, "it is signed with another key" if other else "its manifest was altered after it was signed"
            )

    def _of(self, manifest: bytes) -> str:
        return self._code(b"servable\0" + hashlib.sha256(manifest).digest())

    def _code(self, message: bytes) -> str:
        # What is signed begins with what it is, so that a signature of one thing is none of another.
        return hmac.new(self.secret, b"vigie 1\0" + message, hashlib.sha256).hexdigest()


def signing_key(secret: bytes) -> SigningKey | None:
    """Return the key, or None where none is set."""
    return SigningKey(secret) if secret else None

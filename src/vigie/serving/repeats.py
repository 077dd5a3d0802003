"""Requests that may come again: the header `Idempotency-Key`, and what is remembered of the request beside it."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Annotated

from fastapi import Header

from vigie.ledger import Request
from vigie.serving.guard import CALLER
from vigie.serving.reasons import refusal

HEADER = b"idempotency-key"
LONGEST = 255
PATTERN = r"[!-~]{1,255}"
"""Any printable ASCII; a random UUID is best."""

IdempotencyKey = Annotated[str | None, Header(max_length=LONGEST, pattern=f"^{PATTERN}$")]
"""A key of the caller's own: the same request with it again has the same answer."""

_FORM = re.compile(PATTERN.encode())


def request_of(key: bytes, path: str, *parts: bytes) -> Request:
    """Return what tells this request from others.

    Neither the caller's key nor what was sent can be read from it: the one is hashed with who asks and where, the
    other under the key, which is kept nowhere.

    Parameters
    ----------
    parts
        What makes it the same request when it comes again.

    Raises
    ------
    PayloadError
        The key is not of its form.
    """
    if not _FORM.fullmatch(key):
        raise refusal([("idempotency-key", f"must be 1 to {LONGEST} printable ASCII characters, such as a UUID")])
    asked = f"{CALLER.get().key_id or ''}\n{path}\n".encode()
    sent = blake2b(digest_size=24, key=blake2b(key, digest_size=32).digest())
    for part in parts:
        sent.update(len(part).to_bytes(8, "big") + part)
    return Request(blake2b(asked + key, digest_size=24).hexdigest(), sent.hexdigest())


def repeated(key: str | None, path: str, *parts: bytes) -> Request | None:
    """Return what `request_of` does, or None for a request without a key."""
    return None if key is None else request_of(key.encode("latin-1", "replace"), path, *parts)

"""Carrying a message to people, by any channel that Apprise knows. Addresses are secrets: they are never shown."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from vigie.core.errors import NotificationError
from vigie.monitoring.messages import Message

# Where the host is a host. In most other addresses (slack://, tgram://, …) it is a part of the secret.
_HOST_IS_PUBLIC = frozenset({"json", "jsons", "xml", "xmls", "form", "forms", "mailto", "mailtos", "gotify", "gotifys"})

_FIRST_WAIT_S = 30
_LONGEST_WAIT_S = 3_600
MOST_ATTEMPTS = 12
"""About five hours with the waits between them; then the alert is given up and says so."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a message fared."""

    delivered: tuple[str, ...]
    """Digests of the addresses that have it, those that had it before included."""
    failures: tuple[NotificationError, ...]

    @property
    def error(self) -> str:
        """The failures in one line, without secrets; empty when there are none."""
        return " ".join(str(failure) for failure in self.failures)


def deliver(message: Message, addresses: Sequence[str], already: Collection[str] = ()) -> Delivery:
    """Send the message to each address that does not have it yet.

    Never raises for a lost channel: what failed is in the result, and a later call with `already` tries only that.
    Blocks up to about 8 s for each address, so call it in a thread of its own.

    Parameters
    ----------
    addresses
        Apprise's URLs, such as `mailto://…` or `json://host:port/path`.
    already
        Digests (`digest_of`) of the addresses that have it from an earlier attempt.
    """
    delivered = list(already)
    failures = []
    for address in dict.fromkeys(addresses):
        if digest_of(address) in already:
            continue
        try:
            _send(message, address)
        except NotificationError as err:
            failures.append(err)
        else:
            delivered.append(digest_of(address))
    return Delivery(tuple(delivered), tuple(failures))


def next_attempt(attempts: int, now: int) -> int | None:
    """Return when to try again after so many attempts, or None to give up: 30 s, doubled each time, at most an hour.

    Examples
    --------
    >>> [next_attempt(attempts, now=0) // 1_000_000 for attempts in (1, 2, 3, 11)]
    [30, 60, 120, 3600]
    >>> next_attempt(12, now=0) is None
    True
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    wait_s: int = min(_FIRST_WAIT_S << (attempts - 1), _LONGEST_WAIT_S)
    return now + wait_s * 1_000_000


def shown(address: str) -> str:
    """Return as much of an address as anybody may see: its scheme, and its host where that is no secret.

    Examples
    --------
    >>> shown("mailto://me:password@example.org?to=you@example.org"), shown("slack://T1/B2/C3"), shown("secret")
    ('mailto://example.org', 'slack://…', '…')
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:  # such as a bracket out of place
        return "…"
    if not parts.scheme:
        return "…"
    return f"{parts.scheme}://{host if host and parts.scheme in _HOST_IS_PUBLIC else '…'}"


def digest_of(address: str) -> str:
    """Return a short name for an address from which the address cannot be had."""
    return hashlib.sha256(address.encode()).hexdigest()[:12]


def _send(message: Message, address: str) -> None:
    try:
        arrived = _notify(message, address)
    except ModuleNotFoundError:
        raise NotificationError(shown(address), "Apprise is not installed: pip install 'vigie[notify]'") from None
    except Exception as err:  # noqa: BLE001 - a hundred channels, and each may raise what it likes
        # Its text may hold the address, so only its name is told, and no chain leads to it.
        raise NotificationError(shown(address), f"it failed with {type(err).__name__}") from None
    if arrived is None:
        raise NotificationError(shown(address), "Apprise does not understand the address")
    if not arrived:
        raise NotificationError(shown(address), "nobody answered, or the message was refused")


def _notify(message: Message, address: str) -> bool | None:
    """Say whether the message arrived; None for what is no address."""
    # Here, and not at the top: only who sends pays for loading it.
    import apprise

    # It would tell whole addresses to whatever log the program keeps.
    logging.getLogger("apprise").disabled = True
    channel = apprise.Apprise(asset=apprise.AppriseAsset(async_mode=False))
    if not channel.add(address):
        return None
    return bool(channel.notify(title=message.title, body=message.body, notify_type=apprise.NotifyType.WARNING))

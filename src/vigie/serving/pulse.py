"""What only the service sees of itself, written down once a minute: errors and latency, aside from every request."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from vigie.core.declarations.alerting import MonitorRule
from vigie.core.errors import LedgerError
from vigie.ledger import Ledger, Measurement, now
from vigie.serving.delivery import Delivery
from vigie.serving.errors import STATUSES
from vigie.serving.ledger_link import LedgerLink
from vigie.serving.metrics import BOUNDS_S, Counts

if TYPE_CHECKING:
    from vigie.serving.peers import Peers

EVERY_S = 60.0
_FIRST = 1
_FAILURES = frozenset(code for code, status in STATUSES.items() if status >= HTTPStatus.INTERNAL_SERVER_ERROR)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The counts at one moment."""

    at: int
    by_time: Sequence[int]
    seconds: float
    refused: Mapping[str, int] = field(default_factory=dict)


class Pulse:
    """Writes what happened since the last time, and holds the project's rules against it.

    A ledger that is away is told when it is back: of all that happened in between. Of several workers, one writes for
    all.

    Parameters
    ----------
    rules
        The project's, by name.
    """

    def __init__(
        self, counts: Counts, peers: Peers | None, link: LedgerLink, rules: Mapping[str, MonitorRule], told: Delivery
    ) -> None:
        self._counts = counts
        self._peers = peers
        self._link = link
        self._rules = rules
        self._delivery = told
        self._instance = f"{socket.gethostname()}:{os.getpid()}"
        self._last = self._look()

    async def follow(self, every_s: float = EVERY_S) -> None:
        """Beat for ever."""
        if self._peers is not None and self._peers.number != _FIRST:
            return
        while True:
            await asyncio.sleep(every_s)
            with suppress(LedgerError):  # whoever watches the ledger tells of it
                await self.beat()

    async def beat(self) -> list[Measurement]:
        """Write what happened since the last time; nothing where nothing did."""
        seen = self._look()
        found = _between(self._last, seen, self._instance)
        await self._link.ask(lambda ledger: self._write(ledger, found))
        self._last = seen
        return found

    def _write(self, ledger: Ledger, found: Sequence[Measurement]) -> None:
        ledger.measurements.record(found)
        judged = ledger.rules.judge(self._rules, at=now())
        if judged.opened:
            self._delivery.start(ledger)

    def _look(self) -> _Seen:
        counts = self._counts if self._peers is None else self._peers.total(self._counts, self._link.pending)[0]
        return _Seen(now(), tuple(counts.requests_by_time), counts.seconds, dict(counts.refused))


def latency_ms(by_time: Sequence[int], share: float) -> float | None:
    """Return the time that this share of the requests was answered within, in ms; None without requests.

    Read off the histogram, and straight between its bounds; what is over the last bound counts as just that.

    Examples
    --------
    >>> quick = [98, 0, 0, 0, 0, 0, 0, 2, *[0] * 5]
    >>> round(latency_ms(quick, 0.5), 3), round(latency_ms(quick, 0.99), 3)
    (0.255, 75.0)
    """
    total = sum(by_time)
    if not total:
        return None
    wanted, before = share * total, 0.0
    for place, number in enumerate(by_time[: len(BOUNDS_S)]):
        if number and before + number >= wanted:
            low = BOUNDS_S[place - 1] if place else 0.0
            return 1_000 * (low + (BOUNDS_S[place] - low) * (wanted - before) / number)
        before += number
    return 1_000 * BOUNDS_S[-1]


def _between(old: _Seen, new: _Seen, instance: str) -> list[Measurement]:
    by_time = [after - before for before, after in zip(old.by_time, new.by_time, strict=True)]
    refused = {code: number - old.refused.get(code, 0) for code, number in new.refused.items()}
    happened = {code: number for code, number in refused.items() if number}
    answered = sum(by_time)
    if not answered and not happened:
        return []
    failed = sum(number for code, number in happened.items() if code in _FAILURES)
    asked = answered + failed
    latency = {f"p{share}": latency_ms(by_time, share / 100) for share in (50, 95, 99)}
    mean = (new.seconds - old.seconds) * 1_000 / answered if answered else None
    since, at = min(old.at, new.at), new.at
    share = failed / asked if asked else None
    return [
        Measurement("errors", share, asked, since, at, instance, {"refused": happened}),
        Measurement("latency", latency["p99"], answered, since, at, instance, {**latency, "mean": mean}),
    ]

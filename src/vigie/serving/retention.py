"""Forgetting in time: what is older than the project's file allows is erased while the service runs."""

from __future__ import annotations

import asyncio
import logging

from vigie.core.errors import LedgerError
from vigie.ledger import now
from vigie.serving.ledger_link import LedgerLink

_log = logging.getLogger(__name__)

_DAY_US = 86_400_000_000
_EVERY_S = 3_600.0
_UNTIL_OPEN_S = 5.0
_REST_S = 0.02
"""Between two pages, so that whoever writes predictions has a turn."""


async def keep_to(link: LedgerLink, days: int, every_s: float = _EVERY_S) -> None:
    """Erase what is older than so many days, now and again every hour. Several services may do so at once."""
    while True:
        rest_s = every_s
        try:
            await _erase(link, days)
        except LedgerError:  # whoever watches the ledger tells of it
            rest_s = min(_UNTIL_OPEN_S, every_s)
        await asyncio.sleep(rest_s)


async def _erase(link: LedgerLink, days: int) -> None:
    before = now() - days * _DAY_US
    erased = 0
    # A page at a time: a service that is told to stop must not wait for the rest.
    while done := (await link.ask(lambda ledger: ledger.forget_page_before(before))).predictions:
        erased += done
        await asyncio.sleep(_REST_S)
    reports = await link.ask(lambda ledger: ledger.drifts.erase_before(before))
    if erased or reports:
        _log.info("Erased %d predictions and %d drift reports older than %d days", erased, reports, days)

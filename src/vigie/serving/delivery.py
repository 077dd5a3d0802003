"""Sending alerts from the service, aside from every request."""

from __future__ import annotations

from vigie.core.project import Project
from vigie.serving.ledger_link import LedgerLink


class Delivery:
    def __init__(self, link: LedgerLink, addresses: tuple[str, ...], project: Project) -> None:
        self._link = link
        self._addresses = addresses
        self._project = project

    def start(self) -> None:
        """Begin to send what was not sent yet."""

    async def close(self) -> None:
        """Wait for the delivery under way."""

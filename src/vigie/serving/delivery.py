"""Sending alerts from the service, aside from every request."""

from __future__ import annotations

import importlib.util
import logging
import threading
from collections.abc import Sequence

from vigie.core.errors import LedgerError
from vigie.core.project import ProjectFile
from vigie.ledger import Ledger
from vigie.ledger.delivery import send_alerts

_log = logging.getLogger(__name__)


class Delivery:
    """Sends what is due, once, in a thread of its own.

    What fails, or is cut off by the end of the service, is recorded with the alert; the watcher tries it again.
    """

    def __init__(self, addresses: Sequence[str], file: ProjectFile) -> None:
        self._addresses = tuple(addresses)
        if self._addresses and importlib.util.find_spec("apprise") is None:
            _log.error("Alerts will be shown and not sent, for Apprise is not installed: pip install 'vigie[notify]'")
        self._project = file.title.say(file.language, file.name)
        self._language = file.language
        self._hours = file.alerts

    def start(self, ledger: Ledger) -> None:
        """Begin to send the alerts that are due, and return at once."""
        if self._addresses:
            # A daemon: a channel that does not answer must not hold up the service's end.
            threading.Thread(target=self._send, args=(ledger,), name="delivery", daemon=True).start()

    def _send(self, ledger: Ledger) -> None:
        try:
            send_alerts(ledger, self._addresses, project=self._project, language=self._language, hours=self._hours)
        except LedgerError as error:
            _log.warning("Alerts were not sent now: %s", error)

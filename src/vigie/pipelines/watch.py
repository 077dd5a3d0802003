"""The watcher: alerts that have become quiet are closed, and those that nobody could be told of are sent again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import closing

from vigie.core.errors import LedgerUnavailableError
from vigie.core.project import Project
from vigie.ledger import Ledger, open_ledger
from vigie.ledger.delivery import send_alerts
from vigie.settings import Settings

_log = logging.getLogger(__name__)


def watch(project: Project, settings: Settings, *, once: bool = False, every_s: float = 2.0, page: str = "") -> None:
    """Look at the project's ledger again and again, or once.

    A ledger that is away is waited for; looked at once, it is an error.

    Parameters
    ----------
    page
        Address of the page, for the link in the message.
    """
    url = settings.ledger or project.ledger_url

    def look() -> None:
        with closing(open_ledger(url)) as ledger:
            while True:
                _look(ledger, project, settings, page)
                if once:
                    return
                time.sleep(every_s)

    if once:
        look()
    else:
        _persist(look, every_s)


def _look(ledger: Ledger, project: Project, settings: Settings, page: str) -> None:
    file = project.file
    for alert in ledger.close_quiet_alerts(file.alerts.rejections):
        _log.info("Alert %s closed: no rejection for %.0f s", alert.id, file.alerts.rejections.quiet_time)
    tried = send_alerts(
        ledger,
        (*file.alerts.notify, *settings.notify_addresses),
        project=file.title.say(file.language, file.name),
        language=file.language,
        page=page,
    )
    for alert in tried:
        _log.info("Alert %s: %s", alert.id, alert.last_error or "sent")


def _persist(look: Callable[[], None], every_s: float) -> None:
    while True:
        try:
            look()
        except LedgerUnavailableError as error:
            _log.warning("%s", error)
            time.sleep(every_s)

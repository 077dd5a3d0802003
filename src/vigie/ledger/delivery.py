"""Sending the alerts that are due, and recording how that went."""

from __future__ import annotations

from collections.abc import Sequence

from vigie.core.declarations.alerting import Alerts
from vigie.core.types import Language
from vigie.ledger.alerts import Alert
from vigie.ledger.ledger import Ledger, now
from vigie.monitoring.messages import alert_message
from vigie.monitoring.notify import deliver, next_attempt


def send_alerts(
    ledger: Ledger,
    addresses: Sequence[str],
    *,
    project: str,
    language: Language = "en",
    page: str = "",
    at: int | None = None,
    hours: Alerts | None = None,
) -> list[Alert]:
    """Send each alert that is due to every address, and return those that were tried, as they are now.

    Any number of processes may do so at once, e.g. each service after a verdict and the watcher every few seconds:
    an alert is taken by one of them. A lost channel is recorded with the alert and tried again later, by whoever
    calls; channels that have the message do not get it twice. Blocks for as long as the channels take.

    Parameters
    ----------
    addresses
        Apprise's URLs. Without any, nothing is taken, and the alerts stay unsent.
    project, language, page
        For the message; see `alert_message`.
    hours
        The project's quiet hours: within them, only the messages of rules that wake are sent, and the others wait.

    Raises
    ------
    LedgerUnavailableError
        The ledger, not a channel, cannot be used.
    """
    if not addresses:
        return []
    moment = now() if at is None else at
    due = claim_due(ledger, moment, hours)
    return [_send(ledger, alert, addresses, project, language, page, moment) for alert in due]


def claim_due(ledger: Ledger, at: int, hours: Alerts | None = None) -> list[Alert]:
    """Take the alerts that are to be sent now; in quiet hours, only those of rules that wake."""
    if hours is None or not hours.is_quiet(at):
        return ledger.claim_unsent_alerts(at)
    return ledger.claim_unsent_alerts(at, only=hours.waking) if hours.waking else []


def _send(
    ledger: Ledger, alert: Alert, addresses: Sequence[str], project: str, language: Language, page: str, moment: int
) -> Alert:
    message = alert_message(alert.evidence, project=project, rule=alert.rule, language=language, page=page)
    delivery = deliver(message, addresses, alert.delivered)
    if delivery.failures:
        again = next_attempt(alert.attempts, moment)
        ledger.mark_failed(alert.id, delivery.error, again, delivery.delivered)
    else:
        ledger.mark_sent(alert.id, delivery.delivered)
    return ledger.alert(alert.id)

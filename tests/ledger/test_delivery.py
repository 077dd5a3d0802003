"""Alerts on their way to people: sent once, tried again, never lost, never twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from vigie.core.declarations.alerting import Alerts, MonitorRule, QuietHours
from vigie.core.project import RejectionRule
from vigie.ledger import Ledger, Measurement, send_alerts
from vigie.ledger.ledger import now

HOUR = 3_600_000_000


Webhook = tuple[str, list[dict[str, str]]]


@pytest.fixture
def alert_at(ledger: Ledger, predict: Callable[[], str]) -> Callable[[int], None]:
    def open_alert(at: int) -> None:
        ledger.record_verdict(predict(), "rejected", at=at, rule=RejectionRule(count=1))

    return open_alert


def test_send_alerts_sends_each_alert_once(ledger: Ledger, webhook: Webhook, alert_at: Callable[[int], None]) -> None:
    alert_at(now())
    addresses = [f"json://{webhook[0]}/"]
    sent = [send_alerts(ledger, addresses, project="Tweets", language="fr") for _ in range(2)]
    assert [[alert.delivery for alert in alerts] for alerts in sent] == [["sent"], []]
    assert [one["title"] for one in webhook[1]] == ["Tweets : une réponse rejetée"]


def test_send_alerts_over_a_lost_channel_is_recorded_and_tried_again(
    ledger: Ledger, webhook: Webhook, alert_at: Callable[[int], None], closed_port: str
) -> None:
    dead = f"json://secret@{closed_port}/"
    alive = f"json://{webhook[0]}/"
    alert_at(0)
    first = send_alerts(ledger, [alive, dead], project="Tweets", at=10)
    assert [(alert.delivery, alert.attempts, alert.next_attempt_at) for alert in first] == [("failed", 1, 30_000_010)]
    assert first[0].last_error is not None
    assert "json://127.0.0.1:" in first[0].last_error
    assert "secret" not in first[0].last_error
    assert send_alerts(ledger, [alive, dead], project="Tweets", at=30_000_009) == []
    again = send_alerts(ledger, [alive], project="Tweets", at=30_000_010)
    assert [(alert.delivery, alert.attempts) for alert in again] == [("sent", 2)]
    assert len(webhook[1]) == 1


def test_send_alerts_without_addresses_leaves_them_unsent(ledger: Ledger, alert_at: Callable[[int], None]) -> None:
    alert_at(0)
    assert send_alerts(ledger, [], project="Tweets", at=10) == []
    assert [alert.delivery for alert in ledger.alerts()] == ["unsent"]


def test_send_alerts_leaves_out_what_is_old_or_closed_by_hand(
    ledger: Ledger, webhook: Webhook, alert_at: Callable[[int], None]
) -> None:
    addresses = [f"json://{webhook[0]}/"]
    alert_at(0)
    assert send_alerts(ledger, addresses, project="Tweets", at=24 * HOUR) == []
    ledger.close_alert(ledger.alerts()[0].id, "ada", "seen", at=1)
    assert send_alerts(ledger, addresses, project="Tweets", at=2) == []
    assert webhook[1] == []


def test_send_alerts_tells_of_one_that_fell_quiet_unsent(
    ledger: Ledger, webhook: Webhook, alert_at: Callable[[int], None]
) -> None:
    alert_at(0)
    ledger.close_quiet_alerts(RejectionRule(count=1), HOUR)
    sent = send_alerts(ledger, [f"json://{webhook[0]}/"], project="Tweets", at=HOUR)
    assert [alert.delivery for alert in sent] == ["sent"]


def test_send_alerts_of_a_monitor_names_its_rule_and_waits_for_the_morning(ledger: Ledger, webhook: Webhook) -> None:
    night, morning = 2 * HOUR, 7 * HOUR
    ledger.measurements.record([Measurement("drift", 0.5, 100, 0, night, "text")])
    ledger.rules.judge({"drifting": MonitorRule(monitor="drift", over=0.2)}, at=night)
    hours = Alerts(quiet_hours=QuietHours(22 * 60, 7 * 60))
    addresses = [f"json://{webhook[0]}/"]
    assert send_alerts(ledger, addresses, project="Tweets", at=night + 1, hours=hours) == []
    assert len(send_alerts(ledger, addresses, project="Tweets", at=morning, hours=hours)) == 1
    (told,) = webhook[1]
    assert told["title"] == "Tweets: alert 'drifting'"
    assert "'text': not what the model learned from" in told["message"]

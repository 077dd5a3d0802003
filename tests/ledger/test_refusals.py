"""Alerts about models that a service refused."""

from __future__ import annotations

from vigie.core.declarations.alerting import REFUSED_MODEL
from vigie.ledger import Ledger, send_alerts
from vigie.ledger.alerts import BY_RULE
from vigie.monitoring.refusals import Refusal


def test_first_refusal_opens_an_alert_and_further_ones_join_it(ledger: Ledger) -> None:
    opened = ledger.note_refusal("It is not signed.", "1", at=10)
    assert opened is not None
    assert (opened.rule, opened.state, opened.opened_at) == (REFUSED_MODEL, "open", 10)
    assert ledger.note_refusal("It was altered.", "1", at=20) is None
    assert [alert.evidence for alert in ledger.alerts()] == [Refusal("It was altered.", "1", 2, 10, 20)]


def test_alert_closes_when_a_model_is_taken_and_the_next_refusal_opens_another(ledger: Ledger) -> None:
    ledger.note_refusal("It is not signed.", None, at=10)
    closed = ledger.close_refusal("2", at=30)
    assert closed is not None
    assert (closed.state, closed.closed_by, closed.closed_why) == ("closed", BY_RULE, "version 2 was taken")
    assert ledger.close_refusal("2", at=40) is None
    assert ledger.note_refusal("It is not signed.", "2", at=50) is not None
    assert len(ledger.alerts()) == 2


def test_refusal_is_sent_as_other_alerts_are(ledger: Ledger, webhook: tuple[str, list[dict[str, str]]]) -> None:
    host, received = webhook
    ledger.note_refusal("It is not signed.", "1")
    sent = send_alerts(ledger, [f"json://{host}/"], project="Tweets")
    assert [alert.delivery for alert in sent] == ["sent"]
    assert received[0]["title"] == "Tweets: a model was refused"
    assert "version 1 goes on" in received[0]["message"]

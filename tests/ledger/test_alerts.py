"""The alert rule as verdicts arrive: opened once, fed, closed, and sent once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from sqlalchemy.exc import IntegrityError

from vigie.core.errors import AlertNotFoundError, LedgerRefusedError
from vigie.core.project import RejectionRule
from vigie.ledger import Alert, Ledger, PredictionRow
from vigie.monitoring.rejections import Evidence

Predict = Callable[[], str]
RULE = RejectionRule(count=3, within=300, close_after=600)
SECOND = 1_000_000
WITHIN = 300 * SECOND


@pytest.fixture
def reject(ledger: Ledger, predict: Predict) -> Callable[..., Alert | None]:
    """Make a prediction, reject it at a time, and return the alert that this opened."""

    def at_time(at: int, rule: RejectionRule = RULE) -> Alert | None:
        return ledger.record_verdict(predict(), "rejected", at=at, rule=rule).alert_opened

    return at_time


Reject = Callable[..., Alert | None]


def rejections(alert: Alert) -> Evidence:
    """Return the evidence of an alert that rejections opened."""
    assert isinstance(alert.evidence, Evidence)
    return alert.evidence


def test_third_rejection_opens_one_alert_with_its_evidence(ledger: Ledger, predict: Predict) -> None:
    wrong = [predict() for _ in range(3)]
    assert ledger.record_verdict(wrong[0], "rejected", at=10, rule=RULE).alert_opened is None
    ledger.record_verdict(predict(), "confirmed", at=11, rule=RULE)
    assert ledger.record_verdict(wrong[1], "corrected", label="other", at=20, rule=RULE).alert_opened is None
    opened = ledger.record_verdict(wrong[2], "rejected", at=30, rule=RULE).alert_opened
    assert opened is not None
    assert ledger.alerts() == [opened] == [ledger.alert(opened.id)]
    assert (opened.rule, opened.state, opened.opened_at, opened.delivery) == ("rejections", "open", 30, "unsent")
    evidence = rejections(opened)
    assert evidence.prediction_ids == tuple(wrong)
    assert evidence.times == (10, 20, 30)
    assert (evidence.count, evidence.within_s) == (3, 300)


@pytest.mark.parametrize(("last", "opens"), [(WITHIN, True), (WITHIN + 1, False)])
def test_window_includes_both_of_its_ends(reject: Reject, last: int, opens: bool) -> None:
    reject(0)
    reject(5)
    assert (reject(last) is not None) is opens


def test_rejections_while_open_feed_the_evidence_and_open_nothing(ledger: Ledger, reject: Reject) -> None:
    opened = [reject(at) for at in range(1, 6)]
    assert [alert is not None for alert in opened] == [False, False, True, False, False]
    alert = ledger.alerts()[0]
    assert (len(ledger.alerts()), alert.evidence.count, alert.evidence.last_at) == (1, 5, 5)
    assert rejections(alert).times == (1, 2, 3, 4, 5)


def test_repeated_verdict_counts_once(ledger: Ledger, predict: Predict) -> None:
    prediction = predict()
    for at in range(5):
        assert ledger.record_verdict(prediction, "rejected", at=at, rule=RULE).alert_opened is None
    assert ledger.alerts() == []


def test_after_closing_only_later_rejections_count(ledger: Ledger, reject: Reject) -> None:
    alert = [reject(at) for at in (1, 2, 3)][-1]
    assert alert is not None
    closed = ledger.close_alert(alert.id, "ada", "known fault", at=4)
    assert (closed.state, closed.closed_at, closed.closed_by, closed.closed_why) == ("closed", 4, "ada", "known fault")
    assert [reject(at) is not None for at in (5, 6, 7)] == [False, False, True]
    assert [rejections(alert).times for alert in ledger.alerts()] == [(5, 6, 7), (1, 2, 3)]


def test_after_closing_a_clock_that_stepped_back_hides_no_rejection(ledger: Ledger, reject: Reject) -> None:
    alert = [reject(at) for at in (1_000, 1_001, 1_002)][-1]
    assert alert is not None
    ledger.close_alert(alert.id, "ada", "seen", at=1_003)
    assert [reject(at) is not None for at in (10, 11, 12)] == [False, False, True]


def test_clock_that_steps_back_inside_the_window_still_opens(reject: Reject) -> None:
    assert [reject(at) is not None for at in (100 * SECOND, 101 * SECOND, 40 * SECOND)] == [False, False, True]


def test_clock_that_steps_back_over_the_window_needs_new_rejections(reject: Reject) -> None:
    late = 10 * WITHIN
    assert [reject(at) is not None for at in (late, late + 1, 0, 1, 2)] == [False, False, False, False, True]


def test_close_twice_keeps_the_first_closing(ledger: Ledger, reject: Reject) -> None:
    alert = [reject(at) for at in (1, 2, 3)][-1]
    assert alert is not None
    ledger.close_alert(alert.id, "ada", "seen", at=4)
    assert ledger.close_alert(alert.id, "bob", "too late", at=5).closed_by == "ada"


def test_acknowledged_alert_is_still_open_for_the_rule(ledger: Ledger, reject: Reject) -> None:
    alert = [reject(at) for at in (1, 2, 3)][-1]
    assert alert is not None
    known = ledger.acknowledge_alert(alert.id, "ada", at=4)
    assert (known.state, known.acknowledged_by, known.acknowledged_at) == ("acknowledged", "ada", 4)
    assert ledger.acknowledge_alert(alert.id, "bob", at=5).acknowledged_by == "ada"
    assert [reject(at) for at in (6, 7, 8)] == [None, None, None]
    assert ledger.alerts("acknowledged")[0].evidence.count == 6
    ledger.close_alert(alert.id, "ada", "mended", at=9)
    assert ledger.acknowledge_alert(alert.id, "bob", at=10).state == "closed"


def test_alert_unknown_is_named(ledger: Ledger) -> None:
    for act in (
        lambda: ledger.alert("nowhere"),
        lambda: ledger.close_alert("nowhere", "ada", "why"),
        lambda: ledger.acknowledge_alert("nowhere", "ada"),
        lambda: ledger.mark_sent("nowhere"),
    ):
        with pytest.raises(AlertNotFoundError, match="nowhere"):
            act()


def test_quiet_alert_is_closed_by_the_watcher_at_its_time(ledger: Ledger, reject: Reject) -> None:
    for at in (1, 2, 3, 4):
        reject(at)
    quiet = 4 + 600 * SECOND
    assert ledger.close_quiet_alerts(RULE, quiet - 1) == []
    closed = ledger.close_quiet_alerts(RULE, quiet)
    assert [(alert.state, alert.closed_by, alert.closed_why) for alert in closed] == [
        ("closed", "rule", "no rejection for 600 s")
    ]
    assert ledger.close_quiet_alerts(RULE, quiet) == []


def test_quiet_alert_is_closed_by_a_late_verdict_which_counts_anew(ledger: Ledger, reject: Reject) -> None:
    for at in (1, 2, 3):
        reject(at)
    late = 3 + 600 * SECOND
    assert [reject(at) is not None for at in (late, late + 1, late + 2)] == [False, False, True]
    assert [alert.state for alert in ledger.alerts()] == ["open", "closed"]


def test_rejections_without_a_rule_open_nothing(ledger: Ledger, predict: Predict) -> None:
    for at in range(5):
        assert ledger.record_verdict(predict(), "rejected", at=at).alert_opened is None
    assert ledger.alerts() == []


def test_two_open_alerts_cannot_be(ledger: Ledger, reject: Reject) -> None:
    for at in (1, 2, 3):
        reject(at)
    copy = (
        "INSERT INTO alerts (id, rule, state, opened_at, evidence, delivery, attempts, delivered)"
        " SELECT 'second', rule, 'acknowledged', opened_at, evidence, delivery, attempts, delivered FROM alerts"
    )
    with pytest.raises(LedgerRefusedError) as caught, ledger.database.write() as connection:
        connection.exec_driver_sql(copy)
    assert isinstance(caught.value.__cause__, IntegrityError)


def test_many_processes_rejecting_at_once_open_exactly_one_alert(
    ledger: Ledger, ledger_url: str, make_row: Callable[..., PredictionRow]
) -> None:
    rows = [make_row() for _ in range(40)]
    ledger.record_predictions(rows)
    code = (
        "import sys; from vigie.ledger import open_ledger; from vigie.core.project import RejectionRule\n"
        f"ledger = open_ledger({ledger_url!r}, wait_s=20)\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "for one in sys.argv[1:]:\n"
        "    print(bool(ledger.record_verdict(one, 'rejected', rule=RejectionRule()).alert_opened))"
    )
    shares = [[row.id for row in rows[start::3]] for start in range(3)]
    racers = [
        subprocess.Popen([sys.executable, "-c", code, *share], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for share in shares
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    opened = "".join(racer.communicate()[0] for racer in racers)
    assert opened.count("True") == 1
    assert opened.count("False") == 39
    assert [alert.evidence.count for alert in ledger.alerts()] == [40]


def test_evidence_of_a_flood_counts_all_and_names_the_first_hundred(
    ledger: Ledger, make_row: Callable[..., PredictionRow]
) -> None:
    rows = [make_row() for _ in range(130)]
    ledger.record_predictions(rows)
    for at, row in enumerate(rows):
        ledger.record_verdict(row.id, "rejected", at=at, rule=RULE)
    evidence = rejections(ledger.alerts()[0])
    assert (evidence.count, evidence.last_at, len(evidence.prediction_ids), len(evidence.times)) == (130, 129, 100, 100)


def test_unsent_alert_is_claimed_once_until_the_lease_ends(ledger: Ledger, reject: Reject) -> None:
    for at in (1, 2, 3):
        reject(at)
    claimed = ledger.claim_unsent_alerts(at=3, lease_s=60)
    assert [(alert.delivery, alert.attempts) for alert in claimed] == [("sending", 1)]
    assert ledger.claim_unsent_alerts(at=2 + 60 * SECOND) == []
    assert [alert.attempts for alert in ledger.claim_unsent_alerts(at=3 + 60 * SECOND)] == [2]


def test_failed_alert_is_claimed_again_at_its_time_and_sent_never_more(ledger: Ledger, reject: Reject) -> None:
    alert = [reject(at) for at in (1, 2, 3)][-1]
    assert alert is not None
    ledger.claim_unsent_alerts(at=3)
    ledger.mark_failed(alert.id, "no answer", 1_000, delivered=["a"])
    failed = ledger.alert(alert.id)
    assert (failed.delivery, failed.last_error, failed.delivered) == ("failed", "no answer", ("a",))
    assert ledger.claim_unsent_alerts(at=999) == []
    assert [one.id for one in ledger.claim_unsent_alerts(at=1_000)] == [alert.id]
    ledger.mark_sent(alert.id, ["a", "b"])
    sent = ledger.alert(alert.id)
    assert (sent.delivery, sent.last_error, sent.delivered, sent.attempts) == ("sent", None, ("a", "b"), 2)
    assert ledger.claim_unsent_alerts(at=3_600 * SECOND) == []


def test_alert_given_up_is_not_claimed_again(ledger: Ledger, reject: Reject) -> None:
    alert = [reject(at) for at in (1, 2, 3)][-1]
    assert alert is not None
    ledger.mark_failed(alert.id, "no answer", None)
    assert ledger.claim_unsent_alerts(at=3_600 * SECOND) == []

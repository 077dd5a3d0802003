"""Labels that come later: each becomes a verdict or says why not, and nothing is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from vigie.core.declarations.asking import is_asked
from vigie.core.project import RejectionRule
from vigie.core.schema import Target
from vigie.ledger import Ledger, PredictionRow, now
from vigie.ledger.ground_truth import Rules, Truth

Predict = Callable[[], str]
TARGET = Target(column="mood", classes={"negative": ("negative",), "other": ("neutral", "positive")})
RULES = Rules(TARGET, key_column="tweet_id", asked_share=1.0, giver="import:labels.csv")


def verdicts(ledger: Ledger) -> list[tuple[str, str, str | None, bool, str]]:
    found = ledger.latest_verdicts(100)
    return [(one.prediction_id, one.kind, one.label, one.asked, one.origin) for one in reversed(found)]


def test_label_becomes_confirmed_or_corrected_by_what_was_predicted(ledger: Ledger, predict: Predict) -> None:
    right, wrong = predict(), predict()
    truths = [Truth("negative", right, at=5), Truth("positive", wrong)]
    assert ledger.ground_truth.record(truths, RULES, now=now()) == ["stored", "stored"]
    assert verdicts(ledger) == [
        (right, "confirmed", None, True, "import"),
        (wrong, "corrected", "other", True, "import"),
    ]
    assert ledger.ground_truth.record(truths, RULES, now=now()) == ["repeated", "repeated"]


def test_label_that_cannot_be_taken_says_why_and_spoils_no_other(ledger: Ledger, predict: Predict) -> None:
    moment = now()
    good, late, strange = predict(), predict(), predict()
    truths = [
        Truth("negative", "nowhere"),
        Truth("joyful", strange),
        Truth("negative", late, at=moment + 400_000_000),
        Truth("negative", good, at=moment + 200_000_000),
        Truth("neutral", good),
        Truth("negative", key="12"),
        Truth("negative"),
    ]
    found = ledger.ground_truth.record(truths, RULES, now=moment)
    assert found == [
        "unknown_prediction", "unknown_label", "from_the_future", "stored", "conflict", "unknown_prediction",
        "unknown_prediction",
    ]  # fmt: skip
    assert [verdict[0] for verdict in verdicts(ledger)] == [good]


def test_label_completes_what_a_person_rejected_and_conflicts_with_what_they_confirmed(
    ledger: Ledger, predict: Predict
) -> None:
    rejected, confirmed, wrongly = predict(), predict(), predict()
    ledger.record_verdict(rejected, "rejected", comment="no", giver="key:1")
    ledger.record_verdict(confirmed, "confirmed")
    ledger.record_verdict(wrongly, "rejected")
    truths = [Truth("positive", rejected), Truth("positive", confirmed), Truth("negative", wrongly)]
    assert ledger.ground_truth.record(truths, RULES, now=now()) == ["completed", "conflict", "conflict"]
    assert [verdict[1:] for verdict in verdicts(ledger)] == [
        ("corrected", "other", False, "person"),
        ("confirmed", None, False, "person"),
        ("rejected", None, False, "person"),
    ]


def test_key_judges_every_prediction_of_its_row(ledger: Ledger, make_row: Callable[..., PredictionRow]) -> None:
    rows = [make_row(features=f'{{"tweet_id": {value}}}') for value in ("12.0", '"12"', "13", "null")]
    ledger.record_predictions(rows)
    assert ledger.ground_truth.record([Truth("neutral", key="12")], RULES, now=now()) == ["stored"]
    assert {verdict[0] for verdict in verdicts(ledger)} == {rows[0].id, rows[1].id}
    unjoined = replace(RULES, key_column=None)
    assert ledger.ground_truth.record([Truth("neutral", key="13")], unjoined, now=now()) == ["unknown_prediction"]


def test_labels_on_another_keys_predictions_are_unknown(ledger: Ledger, make_row: Callable[..., PredictionRow]) -> None:
    row = make_row(key_id="k1")
    ledger.record_predictions([row])
    truths = [Truth("negative", row.id)]
    assert ledger.ground_truth.record(truths, replace(RULES, of_key="k2"), now=now()) == ["unknown_prediction"]
    assert ledger.ground_truth.record(truths, replace(RULES, of_key="k1"), now=now()) == ["stored"]


def test_imported_errors_open_no_rejection_alert(ledger: Ledger, predict: Predict) -> None:
    rule = RejectionRule(count=3, within=300)
    wrong = [predict() for _ in range(3)]
    ledger.ground_truth.record([Truth("neutral", key) for key in wrong[:2]], RULES, now=now())
    assert ledger.record_verdict(wrong[2], "rejected", rule=rule).alert_opened is None


def test_ten_thousand_labels_are_all_accounted_for(ledger: Ledger, make_row: Callable[..., PredictionRow]) -> None:
    rows = [make_row() for _ in range(4_000)]
    ledger.record_predictions(rows)
    truths = [Truth(("negative", "neutral", "joyful")[number % 3], row.id) for number, row in enumerate(rows)]
    truths += [*truths[:3_000], *(Truth("negative", f"nowhere {number}") for number in range(3_000))]
    counted = Counter(ledger.ground_truth.record(truths, RULES, now=now()))
    assert counted == {"stored": 2_667, "repeated": 2_000, "unknown_label": 2_333, "unknown_prediction": 3_000}
    assert ledger.quality().verdicts == 2_667


@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 1.0])
def test_is_asked_draws_about_its_share_and_a_larger_share_holds_a_smaller(share: float) -> None:
    ids = [f"{number:032x}" for number in range(20_000)]
    asked = {key for key in ids if is_asked(key, share)}
    assert abs(len(asked) / len(ids) - share) <= 0.012
    assert asked <= {key for key in ids if is_asked(key, min(1.0, share + 0.1))}

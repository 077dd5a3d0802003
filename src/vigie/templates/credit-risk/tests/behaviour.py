"""How a model must behave, whatever its score: `vigie promote` runs these tests and refuses a model that fails one.

`predict` takes a row and returns the probability of each class. Write down here what your users would not forgive;
a test's name and its message are shown when it refuses.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping

Predict = Callable[[Mapping[str, object]], Mapping[str, float]]


def applicant(**changes: object) -> dict[str, object]:
    """Return somebody ordinary who asks for a car, with `changes`."""
    row: dict[str, object] = {
        "purpose": "car",
        "amount": 9_000.0,
        "duration_months": 48,
        "monthly_instalment": 210.0,
        "monthly_income": 2_100.0,
        "monthly_debts": 500.0,
        "late_payments": 0,
        "years_as_client": 6.0,
        "employment": "permanent",
        "years_in_job": 5.0,
        "housing": "tenant",
        "dependants": 1,
        "age": 40,
        "guarantor": False,
    }
    return row | changes


def risk(predict: Predict, **changes: object) -> float:
    """Return the probability of default."""
    return predict(applicant(**changes))["default"]


def test_more_debts_never_look_much_safer(predict: Predict) -> None:
    risks = [risk(predict, monthly_debts=debts) for debts in (0.0, 300.0, 600.0, 900.0, 1_200.0)]
    steps = [f"{low:.0%} then {high:.0%}" for low, high in itertools.pairwise(risks) if high < low - 0.05]
    assert not steps, f"more debts, less risk: {'; '.join(steps)}"


def test_late_payments_raise_the_risk(predict: Predict) -> None:
    none, three = risk(predict), risk(predict, late_payments=3)
    assert three > none + 0.03, f"three late payments take the risk from {none:.0%} to {three:.0%}"


def test_comfort_and_strain_are_told_apart(predict: Predict) -> None:
    comfort = risk(predict, monthly_income=4_000.0, monthly_debts=200.0, employment="civil servant", housing="owner")
    strain = risk(
        predict,
        monthly_income=1_300.0,
        monthly_debts=600.0,
        employment="fixed-term",
        years_in_job=0.5,
        late_payments=2,
        purpose="debt consolidation",
    )
    assert strain > comfort + 0.2, f"comfort is rated {comfort:.0%}, strain {strain:.0%}"


def test_age_alone_does_not_decide(predict: Predict) -> None:
    risks = [risk(predict, age=age) for age in (25, 35, 45, 55, 65)]
    assert max(risks) - min(risks) < 0.2, f"by age alone the risk goes from {min(risks):.0%} to {max(risks):.0%}"


def test_an_unknown_income_is_no_obstacle(predict: Predict) -> None:
    known, unknown = risk(predict), risk(predict, monthly_income=None)
    assert abs(known - unknown) < 0.4, f"without the income the risk goes from {known:.0%} to {unknown:.0%}"


def test_a_purpose_never_seen_is_answered(predict: Predict) -> None:
    total = sum(predict(applicant(purpose="submarine")).values())
    assert abs(total - 1) < 1e-6, f"the probabilities sum to {total}"

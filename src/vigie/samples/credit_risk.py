"""The invented sample of the credit-risk template: consumer loans of a bank that does not exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random

from vigie.samples.applicant import Applicant, apply
from vigie.samples.csv_gz import write_csv_gz

COLUMNS = (
    "application_id", "asked_on", "channel", "age", "employment", "years_in_job", "housing", "dependants",
    "monthly_income", "monthly_debts", "late_payments", "years_as_client", "purpose", "amount", "duration_months",
    "monthly_instalment", "guarantor", "outcome", "recovered_amount", "closed_on",
)  # fmt: skip
OUTCOMES = ("repaid", "default")
WRONG_OUTCOMES = 0.02
"""Share of finished loans filed under the wrong outcome."""
RUNNING = 0.03
"""Share of loans that still run: their outcome is empty."""
REPEATED_ROWS = 0.006
_FIRST_DAY = date(2021, 1, 4)
_DAYS = 3 * 365

_FAULTS: tuple[tuple[float, Mapping[str, str]], ...] = (
    (0.004, {"monthly_income": "0"}),
    (0.004, {"age": "999"}),
    (0.003, {"monthly_debts": "-1"}),
)
"""What clerks type where they know nothing, with its share."""


def write_credit_risk(path: Path, rows: int = 5_000, seed: int = 0) -> None:
    """Write an invented sample of `rows` consumer loans as a gzip-compressed CSV.

    The same `rows` and `seed` give the same bytes. People and loans are made up: who struggles is decided by what is
    owed against what is earned, by late payments, by how safe the work is, and by luck. As in real files, fields are
    empty, a purpose is rare, rows repeat, some outcomes are filed wrongly, and two columns are filled in only
    after the outcome is known: `recovered_amount` and `closed_on`.

    Parameters
    ----------
    path
        Where to write; its folder is made.
    rows
        How many rows, repeated ones included.
    seed
        Another seed, another sample.
    """
    write_csv_gz(path, COLUMNS, _rows(rows, Random(seed)))


def _rows(count: int, random: Random) -> Iterator[list[str]]:
    days = sorted(random.randrange(_DAYS) for _ in range(count))
    last: list[str] = []
    for number, day in enumerate(days, start=1):
        if not last or random.random() >= REPEATED_ROWS:
            record = _record(apply(random), number, _FIRST_DAY + timedelta(days=day), random)
            last = [record.get(column, "") for column in COLUMNS]
        yield last


def _record(applicant: Applicant, number: int, day: date, random: Random) -> dict[str, str]:
    record = _asked(applicant, random) | {"application_id": f"S{number:06d}", "asked_on": day.isoformat()}
    record |= _ended(applicant, day, random)
    for share, fault in _FAULTS:
        if random.random() < share:
            record |= fault
    return record


def _asked(applicant: Applicant, random: Random) -> dict[str, str]:
    """Return what is known on the day of the application, with the gaps that forms have."""
    return {
        "channel": random.choices(("branch", "web", "broker", ""), (0.46, 0.38, 0.13, 0.03))[0],
        "age": str(applicant.age),
        "employment": applicant.employment.name if random.random() < 0.98 else "",
        "years_in_job": f"{applicant.years_in_job:.1f}" if applicant.years_in_job is not None else "",
        "housing": applicant.housing if random.random() < 0.97 else "",
        "dependants": str(applicant.dependants),
        "monthly_income": str(round(applicant.income)) if random.random() < 0.96 else "",
        "monthly_debts": str(round(applicant.debts)) if random.random() < 0.93 else "",
        "late_payments": str(applicant.late_payments) if applicant.is_client else "",
        "years_as_client": f"{applicant.years_as_client:.1f}" if applicant.is_client else "",
        "purpose": applicant.purpose.name,
        "amount": str(applicant.amount),
        "duration_months": str(applicant.months),
        "monthly_instalment": f"{applicant.instalment:.2f}",
        "guarantor": "yes" if applicant.has_guarantor else "no",
    }


def _ended(applicant: Applicant, day: date, random: Random) -> dict[str, str]:
    """Return what became of the loan: known long after the application, and of no use to judge one."""
    if random.random() < RUNNING:
        return {}
    defaulted = random.random() < applicant.risk
    paid_months = random.randint(3, applicant.months - 1) if defaulted else applicant.months
    recovered = applicant.amount * random.betavariate(2, 4) if defaulted else 0.0
    if random.random() < WRONG_OUTCOMES:
        defaulted = not defaulted
    return {
        "outcome": OUTCOMES[defaulted],
        "recovered_amount": f"{recovered:.2f}" if recovered and random.random() < 0.92 else "",
        "closed_on": (day + timedelta(days=30 * paid_months)).isoformat(),
    }

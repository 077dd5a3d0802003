"""One invented applicant: what they earn and owe, what they ask for, and how likely they are to struggle."""

from __future__ import annotations

import math
from random import Random
from typing import NamedTuple

from vigie.samples import credit_facts as facts
from vigie.samples.credit_facts import Employment, Purpose
from vigie.samples.grammar import pick

BASE_RISK = -2.9
"""Log-odds of trouble of an applicant of whom nothing speaks for or against; set so that one in five defaults."""
_YEARLY_RATE = 0.058


class Applicant(NamedTuple):
    age: int
    employment: Employment
    years_in_job: float | None
    housing: str
    dependants: int
    income: float
    """Euros a month, net."""
    debts: float
    """Euros a month that go to loans and rent already."""
    late_payments: int
    """Of the last two years."""
    is_client: bool
    years_as_client: float
    purpose: Purpose
    amount: int
    months: int
    has_guarantor: bool
    fortune: float
    """What no form knows: health, family, thrift. Log-odds."""

    @property
    def instalment(self) -> float:
        """Euros a month, of an annuity."""
        rate = _YEARLY_RATE / 12
        return self.amount * rate / (1 - (1 + rate) ** -self.months)

    @property
    def risk(self) -> float:
        """Probability of default: what is owed against what is earned, the past, the work, and fortune."""
        burden = (self.debts + self.instalment) / self.income
        # A burden hurts little below a third of the income and more and more beyond it: a bend, not a line.
        odds = BASE_RISK + 7.5 * max(0.0, burden - 0.33) + 1.2 * burden
        odds += 1.2 * min(self.late_payments, 3) - (0.35 if self.is_client else -0.25)
        # Late payments of one who owes much already, and work that may end before the loan does.
        odds += 0.9 * (self.late_payments > 0 and burden > 0.4)
        odds += 0.8 * (self.months >= 48 and self.employment.risk > 0.5)
        odds += 1.2 * (self.employment.risk + self.purpose.risk) + facts.HOUSING_RISK[self.housing]
        odds -= 0.22 * math.log1p(self.years_in_job or 0) + 0.20 * math.log1p(self.years_as_client)
        odds -= 1.1 * math.log(self.income / self.per_head)
        odds += 0.5 * (self.months >= 60) - 0.7 * self.has_guarantor
        return 1 / (1 + math.exp(-odds - self.fortune))

    @property
    def per_head(self) -> float:
        """What a household of this size needs, in euros a month."""
        return 1_350.0 + 320.0 * self.dependants


def apply(random: Random) -> Applicant:
    """Return somebody who asks for a loan, drawn from the shares of `credit_facts`."""
    employment = random.choices(facts.EMPLOYMENTS, [kind.share for kind in facts.EMPLOYMENTS])[0]
    age = round(random.triangular(employment.youngest, employment.oldest))
    income = max(500.0, employment.income * _spread(random, 0.36) * (1 + 0.006 * min(age - 25, 30)))
    purpose = random.choices(facts.PURPOSES, [kind.share for kind in facts.PURPOSES])[0]
    amount = _amount(purpose, income, random)
    is_client = random.random() < 0.78
    has_job = employment.name not in facts.WITHOUT_JOB
    return Applicant(
        age=age,
        employment=employment,
        years_in_job=min(age - 17.0, random.expovariate(1 / 6)) if has_job else None,
        housing=pick(facts.HOUSING, random),
        dependants=random.choices((0, 1, 2, 3, 4), (0.48, 0.2, 0.2, 0.09, 0.03))[0] if age < 62 else 0,
        income=income,
        debts=income * random.betavariate(1.6, 5.2),
        late_payments=random.choices((0, 1, 2, 3, 5), (0.74, 0.14, 0.07, 0.035, 0.015))[0],
        is_client=is_client,
        years_as_client=min(age - 17.0, random.expovariate(1 / 7)) if is_client else 0.0,
        purpose=purpose,
        amount=amount,
        months=_months(amount, income, random),
        has_guarantor=random.random() < (0.45 if employment.name == "student" else 0.08),
        fortune=random.gauss(0, 0.7),
    )


def _amount(purpose: Purpose, income: float, random: Random) -> int:
    wish = purpose.amount * _spread(random, 0.55) * (income / 2_000) ** 0.4
    return int(max(500, min(75_000, round(wish / 100) * 100)))


def _months(amount: int, income: float, random: Random) -> int:
    """Return a duration that keeps the instalment near a seventh of the income, give or take."""
    wish = amount / (income * 0.14) * _spread(random, 0.3)
    return min(facts.MONTHS, key=lambda months: abs(months - wish))


def _spread(random: Random, sigma: float) -> float:
    return math.exp(random.gauss(0, sigma))

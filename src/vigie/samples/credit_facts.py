"""Who asks for a loan, and what for: shares and orders of magnitude, made up for an invented sample."""

from __future__ import annotations

from typing import NamedTuple


class Employment(NamedTuple):
    """A kind of work: its share, median monthly income in euros, log-odds of trouble, and typical ages."""

    name: str
    share: float
    income: float
    risk: float
    youngest: int
    oldest: int


EMPLOYMENTS: tuple[Employment, ...] = (
    Employment("permanent", 0.52, 2_150, -0.35, 21, 64),
    Employment("civil servant", 0.14, 2_250, -0.80, 23, 64),
    Employment("fixed-term", 0.12, 1_600, 0.55, 19, 58),
    Employment("self-employed", 0.09, 2_400, 0.50, 24, 66),
    Employment("retired", 0.08, 1_650, -0.45, 58, 82),
    Employment("student", 0.03, 850, 0.35, 18, 27),
    Employment("unemployed", 0.015, 1_050, 1.30, 20, 62),
    Employment("seasonal", 0.005, 1_450, 0.90, 18, 60),
)
WITHOUT_JOB = ("retired", "student", "unemployed")


class Purpose(NamedTuple):
    """What a loan is for: its share, median amount in euros, and log-odds of trouble."""

    name: str
    share: float
    amount: float
    risk: float


PURPOSES: tuple[Purpose, ...] = (
    Purpose("car", 0.33, 11_000, -0.25),
    Purpose("home improvement", 0.21, 9_500, -0.40),
    Purpose("debt consolidation", 0.15, 13_000, 0.60),
    Purpose("household goods", 0.13, 2_800, 0.20),
    Purpose("studies", 0.06, 7_000, 0.05),
    Purpose("medical", 0.05, 4_200, 0.30),
    Purpose("wedding", 0.04, 6_500, 0.10),
    Purpose("other", 0.026, 5_000, 0.40),
    Purpose("boat", 0.004, 19_000, 0.20),
)

HOUSING = (("tenant", 0.44), ("mortgage", 0.29), ("owner", 0.19), ("with family", 0.08))
HOUSING_RISK = {"tenant": 0.25, "mortgage": -0.15, "owner": -0.45, "with family": 0.10}
MONTHS = (12, 18, 24, 36, 48, 60, 72, 84)

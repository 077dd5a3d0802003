"""Looked at after every verdict, for a month and longer: how often is the alarm false, and how late is it true."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from vigie.core.declarations.alerting import MonitorRule
from vigie.core.intervals import wilson_interval
from vigie.evaluation.sequential import share_limits
from vigie.ledger.performance import period_of
from vigie.monitoring.judged import JudgedCell
from vigie.monitoring.thresholds import Reading, is_past
from vigie.pipelines.stretches import ERROR, error_of, stretches, worst

DAY_S = 86_400
DAY = DAY_S * 1_000_000
MONDAY = period_of(1_700_000_000_000_000, 7 * DAY_S)
PER_DAY, WINDOW, AT_LEAST, PROMISE = 30, 7, 30, 0.9
RULE = MonitorRule(monitor="accuracy", under="promise")


class Alarms(NamedTuple):
    """Whether each verdict raises one, shape (n_runs, n_verdicts)."""

    naive: NDArray[np.bool_]
    """By the window's 95 % interval."""
    lasting: NDArray[np.bool_]


def looked_at(right: NDArray[np.bool_]) -> Alarms:
    """Look after every verdict; the days begin on a Monday."""
    until = np.arange(1, right.shape[1] + 1)
    sums = np.concatenate([np.zeros((len(right), 1), dtype=int), right.cumsum(axis=1)], axis=1)
    begin = np.maximum(0, until - WINDOW * PER_DAY)
    good, n = sums[:, until] - sums[:, begin], until - begin
    lasting = np.zeros(right.shape, dtype=bool)
    newest = (until - 1) // PER_DAY
    for back in range(WINDOW):
        since = np.maximum(0, newest - back) * PER_DAY
        part, m = sums[:, until] - sums[:, since], np.broadcast_to(until - since, right.shape)
        asked = (part < PROMISE * m) & (m >= AT_LEAST) & (newest >= back)
        lasting[asked] |= high_of(part[asked], m[asked], error_of(DAY_S)) < PROMISE
    return Alarms(high_of(good, np.broadcast_to(n, good.shape), None) < np.where(n >= AT_LEAST, PROMISE, 0), lasting)


def high_of(right: NDArray[Any], n: NDArray[Any], alpha: float | None) -> NDArray[np.float64]:
    """Return the upper limits; each pair of counts is computed once. Without an alpha, Wilson's."""
    if not right.size:
        return np.zeros(right.shape)
    pairs, which = np.unique(np.stack([right.ravel(), n.ravel()]), axis=1, return_inverse=True)
    if alpha is None:
        highs = np.array([wilson_interval(int(a), int(b))[1] for a, b in pairs.T])
    else:
        highs = share_limits(pairs[0], pairs[1], alpha=alpha)[1]
    return highs[which].reshape(right.shape)


def draw(runs: int, accuracies: list[float], seed: int) -> NDArray[np.bool_]:
    """Draw the verdicts of days with these accuracies."""
    return np.random.default_rng(seed).random((runs, len(accuracies) * PER_DAY)) < np.repeat(accuracies, PER_DAY)


def test_month_of_looks_raises_no_more_false_alarms_than_it_says() -> None:
    found = looked_at(draw(200, [PROMISE] * 30, seed=0))
    assert found.naive.any(axis=1).mean() > 0.3  # it says 2.5 %
    assert found.lasting.any(axis=1).mean() <= ERROR


@pytest.mark.parametrize(
    ("accuracy", "days", "naive_at_most", "later_at_most"), [(0.7, 9, 60, 20), (0.8, 20, 120, 110)]
)
def test_fall_is_found_not_much_later_than_by_the_rule_that_cries_wolf(
    accuracy: float, days: int, naive_at_most: int, later_at_most: int
) -> None:
    found = looked_at(draw(20, [PROMISE] * 10 + [accuracy] * days, seed=1))
    after = [alarms[:, 10 * PER_DAY :] for alarms in found]
    assert after[1].any(axis=1).all()
    naive, lasting = (float(np.median(alarms.argmax(axis=1) + 1)) for alarms in after)
    assert naive <= naive_at_most
    assert lasting - naive <= later_at_most


def test_stretches_have_the_limits_that_were_simulated() -> None:
    right = draw(1, [PROMISE] * 10 + [0.75] * 12, seed=3)
    until = 18 * PER_DAY + 4
    simulated = looked_at(right)
    for last in range(until - 4 * PER_DAY, until, 7):
        found = look(right[0, :last])
        assert found == simulated.lasting[0, last - 1]


def look(right: NDArray[np.bool_]) -> bool | None:
    """Look at one run's verdicts until now as the watcher does."""
    days = (np.arange(len(right)) // PER_DAY) * DAY + MONDAY
    cells = [
        JudgedCell(
            int(day), "1", "asked", "late", "late" if ok else None, 14, int((right[days == day] == ok).sum()), 1.0
        )
        for day in np.unique(days)
        for ok in (True, False)
    ]
    now = int(days[-1]) + DAY // 2
    share = right[-WINDOW * PER_DAY :].mean()
    detail = {"promise": PROMISE, **worst(stretches(cells, now, WINDOW * DAY_S, at_least=AT_LEAST))}
    return is_past(RULE, Reading("", 1, now, float(share), len(right), detail))


def test_week_that_was_bad_and_is_over_says_nothing_any_more() -> None:
    bad, good = ((MONDAY + day * DAY, day < 7) for day in (6, 7)), ((MONDAY + day * DAY, False) for day in range(8, 14))
    cells = [
        JudgedCell(at, "1", "asked", "late", truth, 14, n, 1.0)
        for at, is_bad in (*bad, *good)
        for truth, n in (("late", 20 if is_bad else 91), (None, 80 if is_bad else 9))
    ]
    soon, late = (stretches(cells, MONDAY + days * DAY + DAY - 1, WINDOW * DAY_S) for days in (12, 13))
    assert worst(soon)["fall"]["high"] < PROMISE < worst(late)["fall"]["high"]

"""The rejection rule as pure arithmetic."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from vigie.core.project import RejectionRule
from vigie.monitoring.rejections import KEPT, Rejection, evaluate

SECOND = 1_000_000


def _rejections(*times: int) -> list[Rejection]:
    return [Rejection(f"p{number}", at) for number, at in enumerate(times)]


@given(times=st.lists(st.integers(0, 20), min_size=1, max_size=7), count=st.integers(1, 4), seconds=st.integers(1, 10))
def test_evaluate_finds_what_trying_every_group_finds(times: list[int], count: int, seconds: int) -> None:
    rejections = _rejections(*(at * SECOND for at in times))
    newest = rejections[-1]
    others = rejections[:-1]
    expected = any(
        max(one.at for one in group) - min(one.at for one in group) <= seconds * SECOND
        for others_in in combinations(others, count - 1)
        for group in [[*others_in, newest]]
    )
    found = evaluate(RejectionRule(count=count, within=seconds), rejections, newest.at)
    assert (found is not None) is expected
    if found is not None:
        assert found.last_at - found.first_at <= seconds * SECOND
        assert found.first_at <= newest.at <= found.last_at
        assert list(found.times) == sorted(found.times)
        assert len(found.times) == found.count >= count


def test_evaluate_takes_the_window_that_holds_the_most() -> None:
    found = evaluate(
        RejectionRule(count=2, within=10), _rejections(*(at * SECOND for at in (0, 10, 12, 15))), 10 * SECOND
    )
    assert found is not None
    assert (found.count, found.first_at) == (3, 10 * SECOND)


def test_evaluate_without_rejections_finds_nothing() -> None:
    assert evaluate(RejectionRule(count=1, within=1), [], 0) is None


def test_joined_by_beyond_what_is_kept_only_counts() -> None:
    evidence = evaluate(RejectionRule(count=KEPT, within=300), _rejections(*range(KEPT)), KEPT - 1)
    assert evidence is not None
    more = evidence.joined_by(Rejection("late", 1_000)).joined_by(Rejection("early", -5))
    assert (more.count, more.first_at, more.last_at) == (KEPT + 2, -5, 1_000)
    assert more.prediction_ids == evidence.prediction_ids

"""The median rule: who is given up, and when nobody is."""

from __future__ import annotations

import math

import pytest

from vigie.pipelines.tune.stopping import ENOUGH, MedianRule, hurdles, watch
from vigie.pipelines.tune.trial import Trial


def trial(number: int, *epochs: list[float]) -> Trial:
    return Trial(number, {}, 0.5, 1.0, 0, epochs=epochs)


def history(*scores: float) -> list[dict[str, float]]:
    return [{"epoch": epoch, "valid_score": score} for epoch, score in enumerate(scores, 1)]


def test_hurdles_few_trials_set_none() -> None:
    assert hurdles([trial(n, [0.5, 0.6]) for n in range(ENOUGH - 1)]) == ((),)
    assert hurdles([]) == ()


def test_hurdles_are_medians_of_the_best_so_far_where_enough_came() -> None:
    trials = [trial(n, [0.1 * n, 0.05 * n, 0.2 * n][: 3 if n > 1 else 2], [0.5]) for n in range(1, 6)]
    first, second = hurdles(trials)
    assert first == pytest.approx((0.3, 0.3))
    assert second == (0.5,)


def test_rule_net_behind_is_stopped_and_stays_so() -> None:
    rule = MedianRule((0.5, 0.6))
    assert [rule(history(0.5)), rule(history(0.5, 0.59)), rule(history(0.5, 0.59, 0.9))] == [False, True, True]
    assert rule.scores == [0.5, 0.59, 0.9]


def test_rule_best_epoch_counts_and_no_hurdle_stops_nobody() -> None:
    rule = MedianRule((0.5, 0.6))
    assert not rule(history(0.7))
    assert not rule(history(0.7, 0.1))
    assert not rule(history(0.7, 0.1, 0.1))


def test_rule_net_that_measures_nothing_goes_on() -> None:
    assert not MedianRule((0.5,))([{"epoch": 1, "train_loss": 0.3}])
    assert not MedianRule((0.5,))(history(math.nan))


def test_watch_gives_the_rule_to_nets_alone() -> None:
    class Net:
        on_epoch = None

    net = Net()
    assert watch(net, (0.5,)) is net.on_epoch
    assert watch(object(), (0.5,)) is None

"""Blends of finished models."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.metrics import log_loss

from vigie.models.ensemble import Stack, Vote, _loss, side_by_side, stack

CLASSES = ["a", "b", "c"]


def make_members(seed: int = 0, rows: int = 600) -> tuple[NDArray[np.float64], NDArray[np.str_]]:
    """Return three members' answers: two that know something different, and one that knows nothing."""
    draw = np.random.default_rng(seed)
    codes = draw.choice(3, rows, p=[0.6, 0.3, 0.1])
    truth = np.eye(3)[codes]
    answers = []
    for strength in (2.0, 1.5, 0.0):
        scores = strength * truth + draw.normal(0, 1, (rows, 3))
        powers = np.exp(scores)
        answers.append(powers / powers.sum(axis=1, keepdims=True))
    return side_by_side(answers), np.array(CLASSES)[codes]


def test_vote_is_the_weighted_mean_of_the_members() -> None:
    X, y = make_members()
    model = Vote((3.0, 1.0, 0.0)).fit(X, y)
    assert model.predict_proba(X) == pytest.approx(0.75 * X[:, :3] + 0.25 * X[:, 3:6])
    assert model.blend_.weights == (0.75, 0.25, 0.0)


@pytest.mark.parametrize("weights", [(1.0,), (1.0, -1.0, 1.0), (0.0, 0.0, 0.0)])
def test_vote_refuses_weights_that_make_no_mean(weights: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="weights must be 3 numbers"):
        Vote(weights).fit(*make_members())


def test_stack_trusts_the_better_member_more_and_beats_each_on_other_rows() -> None:
    X, y = make_members()
    model = Stack().fit(X, y)
    good, fair, useless = model.blend_.weights
    assert good > fair > useless >= 0
    others, truth = make_members(seed=1)
    stacked = log_loss(truth, model.predict_proba(others))
    assert all(stacked < log_loss(truth, others[:, start : start + 3]) for start in (0, 3, 6))


def test_stack_that_counts_classes_alike_finds_more_of_a_rare_one() -> None:
    X, y = make_members()
    others, truth = make_members(seed=1)
    plain, even = ((Stack(priors=p).fit(X, y).predict(others) == truth)[truth == "c"].mean() for p in (0.0, 1.0))
    assert even > plain


def test_stack_gradient_is_that_of_its_loss() -> None:
    X, y = make_members(rows=50)
    members, codes = X.reshape(50, 3, 3), np.unique(y, return_inverse=True)[1]
    draw = np.random.default_rng(2)
    weights, at = draw.random(50), draw.random(6)
    _, gradient = _loss(at, members, codes, weights, 0.7)
    for place in range(6):
        step = np.zeros(6)
        step[place] = 1e-6
        up, down = (_loss(at + sign * step, members, codes, weights, 0.7)[0] for sign in (1, -1))
        assert gradient[place] == pytest.approx((up - down) / 2e-6, rel=1e-5)


def test_stack_fitted_twice_is_the_same() -> None:
    X, y = make_members()
    model = Stack(priors=0.3).fit(X, y)
    assert clone(model).fit(X, y).blend_ == model.blend_


def test_members_that_do_not_fit_the_classes_are_refused() -> None:
    X, y = make_members()
    with pytest.raises(ValueError, match="no whole number of members"):
        Stack().fit(X[:, :-1], y)


def test_stack_without_penalty_is_refused() -> None:
    with pytest.raises(ValueError, match="l2 must be over 0"):
        stack(l2=0)

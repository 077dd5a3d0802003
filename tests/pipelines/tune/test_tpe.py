"""Suggestions: of the right kind, the same for the same seed and history, and better than chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest

from vigie.core.declarations.search import Searched, SearchSpace
from vigie.pipelines.tune.tpe import STARTUP, Suggestions, Values

SPACE: SearchSpace = {
    "C": Searched(log_uniform=(0.01, 100)),
    "share": Searched(uniform=(0, 1)),
    "min_df": Searched(integer=(1, 5)),
    "words": Searched(choice=((1, 1), (1, 2), None)),
}


def loss(values: Values) -> float:
    return float((math.log(values["C"]) - 2) ** 2 + abs(values["min_df"] - 3) + (values["words"] == (1, 2)) * -1.0)


def search(count: int, seed: int = 0, history: Sequence[tuple[int, Values]] | None = None) -> list[dict[str, Any]]:
    suggestions = Suggestions(SPACE, seed)
    for number, values in history or []:
        suggestions.propose(number, values)
        suggestions.tell(number, loss(values))
    found = []
    for number in range(len(history or []) + 1, count + 1):
        found.append(suggestions.suggest(number))
        suggestions.tell(number, loss(found[-1]))
    return found


def test_suggestions_are_in_the_space_and_reach_all_of_it() -> None:
    found = search(60)
    for name, entry in SPACE.items():
        assert all(entry.holds(values[name]) for values in found)
        assert all(type(values[name]) in (int, float, tuple, type(None)) for values in found)
    assert {values["min_df"] for values in found} == {1, 2, 3, 4, 5}
    assert {values["words"] for values in found} == {(1, 1), (1, 2), None}


def test_suggestions_numbers_have_few_digits() -> None:
    assert all(float(f"{values['C']:.4g}") == values["C"] for values in search(20))


def test_suggestions_same_seed_gives_the_same_and_another_seed_others() -> None:
    assert search(30) == search(30)
    assert search(30) != search(30, seed=1)


def test_suggestions_after_a_break_are_those_without_one() -> None:
    whole = search(30)
    history = [(number, values) for number, values in enumerate(whole[:17], 1)]
    assert search(30, history=history) == whole[17:]


def test_suggestions_learn() -> None:
    found = [loss(values) for values in search(80)]
    assert sum(found[-20:]) / 20 < sum(found[:STARTUP]) / STARTUP / 2


def test_suggestions_while_others_run_or_failed_differ() -> None:
    suggestions = Suggestions(SPACE, 0)
    found = []
    for number in range(1, 31):
        found.append(suggestions.suggest(number))
        if number % 3 == 0:
            suggestions.tell(number, None)
        elif number % 3 == 1:
            suggestions.tell(number, loss(found[-1]))
    assert len({str(values) for values in found}) == 30


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_suggestions_survive_a_loss_that_is_no_number(bad: float) -> None:
    suggestions = Suggestions(SPACE, 0)
    for number in range(1, 25):
        suggestions.suggest(number)
        suggestions.tell(number, bad if number % 2 else 1.0)
    assert SPACE["C"].holds(suggestions.suggest(25)["C"])

"""How a model must behave, whatever its score: `vigie promote` runs these tests and refuses a model that fails one.

`predict` takes a row and returns the probability of each class. Write down here what your users would not forgive,
one function per demand, for example:

    def test_plain_thanks_are_not_negative(predict):
        probability = predict({"text": "thank you, all went well"})["negative"]
        assert probability < 0.5, f"plain thanks are called negative with {probability:.0%}"

A test's name and its message are shown when it refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from vigie.core.project import load_project

Predict = Callable[[Mapping[str, object]], Mapping[str, float]]


def test_the_declared_example_is_answered(predict: Predict) -> None:
    schema = load_project(Path(__file__).parent).schema
    answer = predict(schema.example())
    assert set(answer) == set(schema.labels), f"the classes answered are {', '.join(answer)}"
    assert abs(sum(answer.values()) - 1) < 1e-6, f"the probabilities sum to {sum(answer.values())}"

"""The texts that an answer is made of."""

from __future__ import annotations

import json

import numpy as np
import pytest

from vigie.core.errors import ServableError
from vigie.core.schema import Feature, Schema, Target
from vigie.servable.manifest import Manifest
from vigie.servable.prior import PriorRuntime
from vigie.servable.servable import Servable
from vigie.serving.champion import Champion, Question

LABELS = ("100 % “sûr”", 'a "quoted" one', "C")


def make_champion(shares: tuple[float, ...]) -> Champion:
    target = Target(column="y", classes={label: (label,) for label in LABELS})
    schema = Schema(features=(Feature(name="text", type="text"),), target=target)
    manifest = Manifest(
        name="prior", recipe="dummy", project="p", kind="prior", schema_=schema, spec={}, files={}, golden_rows=0,
        schema_fingerprint=schema.fingerprint(), version='v"1',
    )  # fmt: skip
    return Champion(Servable(manifest, PriorRuntime(np.array(shares))), 'v"1')


def test_answer_with_awkward_names_is_sound_json() -> None:
    (answer,) = make_champion((0.1, 0.2, 0.7)).answer([Question({"text": "a"}, '{"text": "a"}', "page")], 5)
    told = json.loads(answer.body)
    assert told["probabilities"] == dict(zip(LABELS, (0.1, 0.2, 0.7), strict=True))
    assert (told["label"], told["model_version"], told["id"]) == ("C", 'v"1', answer.row.id)
    assert json.loads(answer.row.probabilities) == told["probabilities"]
    assert (answer.row.at, answer.row.source, answer.row.confidence) == (5, "page", 0.7)


@pytest.mark.parametrize("tiny", [1e-300, 5e-324, 0.0])
def test_answer_with_a_tiny_probability_tells_it_exactly(tiny: float) -> None:
    (answer,) = make_champion((tiny, 0.0, 1.0)).answer([Question({"text": "a"}, "{}")], 5)
    assert json.loads(answer.body)["probabilities"][LABELS[0]] == tiny


@pytest.mark.parametrize("shares", [(float("nan"), 0.5, 0.5), (0.5, 0.5, 0.5), (float("inf"), 0.0, 0.0)])
def test_answer_that_is_no_probability_is_not_given(shares: tuple[float, ...]) -> None:
    with pytest.raises(ServableError, match="do not sum to 1"):
        make_champion(shares).answer([Question({"text": "a"}, "{}")], 5)

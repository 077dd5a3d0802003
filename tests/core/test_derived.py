"""The schema's derived columns: what they may stand on."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from vigie.core.schema import Derived, Feature, Schema, Target


@pytest.mark.parametrize(
    ("derived", "reason"),
    [
        ({"bands": "area"}, "`at` goes with `bands`"),
        ({"log": "area", "at": (1.0,)}, "`at` goes with `bands`"),
        ({"bands": "area", "at": (2.0, 1.0)}, "must ascend"),
        ({"bands": "area", "at": (1.0, 1.0)}, "must ascend"),
        ({"bands": "area", "log": "area", "at": (1.0,)}, "exactly one of ratio, difference, log, bands"),
    ],
)
def test_derived_bands_need_ascending_borders(derived: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        Derived(name="band", **derived)


def test_derived_may_stand_on_numbers_derived_before_it() -> None:
    rate = Derived(name="rate", ratio=("cost", "area"))
    stepped = Derived(name="step", bands="rate", at=(1.0,))
    absent = Derived(name="no_rate", is_missing="rate")
    features = (Feature(name="area", type="number"), Feature(name="cost", type="number"))
    target = Target(column="letter", classes={"A": ("A",), "B": ("B",)})
    assert Schema(features=features, derived=(rate, stepped), target=target).derived == (rate, stepped)
    for wrong, name in [((stepped, rate), "step"), ((rate, absent), "no_rate")]:
        with pytest.raises(ValidationError, match=f"'{name}' uses 'rate', which is no feature"):
            Schema(features=features, derived=wrong, target=target)


def test_fingerprint_without_bands_is_as_before_there_were_any() -> None:
    features = (Feature(name="area", type="number"), Feature(name="cost", type="number"))
    target = Target(column="letter", classes={"A": ("A",), "B": ("B",)})
    schema = Schema(features=features, derived=(Derived(name="rate", ratio=("cost", "area")),), target=target)
    assert schema.fingerprint() == "b45a229c93cb52f3"

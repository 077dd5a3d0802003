from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from vigie.core.project import SplitShares
from vigie.core.schema import Feature, Schema, Target
from vigie.data.splits import assign_splits, content_hashes

SCHEMA = Schema(
    features=(Feature(name="text", type="text"), Feature(name="size", type="number", required=False)),
    target=Target(column="y", classes={"a": ("a",), "b": ("b",)}),
)


def hashes(*rows: tuple[str | None, float | None]) -> list[str]:
    frame = pl.DataFrame(rows, schema={"text": pl.String, "size": pl.Float64}, orient="row")
    return content_hashes(frame, SCHEMA).to_list()


def test_content_hashes_trivial_differences_do_not_count() -> None:
    first, *others = hashes(("Crème brûlée ", 1.0), ("crème  BRÛLÉE", 1.0), ("cre\u0300me bru\u0302le\u0301e", 1.0))

    assert set(others) == {first}


def test_content_hashes_values_do_count() -> None:
    assert len(set(hashes(("a", 1.0), ("a", 2.0), ("a", None), ("b", 1.0), (None, 1.0), ("", 1.0)))) == 6


def test_content_hashes_fields_do_not_run_together() -> None:
    schema = SCHEMA.model_copy(update={"features": tuple(Feature(name=name, type="text") for name in "xy")})
    frame = pl.DataFrame({"x": ["ab", "a"], "y": ["c", "bc"]})

    assert content_hashes(frame, schema).n_unique() == 2


def test_content_hashes_stay_the_same_between_releases() -> None:
    # They decide who is in the test set: a change of them would open it.
    assert hashes(("A text", 1.5)) == ["3c27dc01634efc357d8b6074c91c7600"]


def test_assign_splits_shares_are_met() -> None:
    found = assign_splits(pl.Series(hashes(*((str(number), None) for number in range(20_000)))), SplitShares())

    share = {split: rows / 20_000 for split, rows in found.value_counts().iter_rows()}
    assert abs(share["train"] - 0.6) < 0.01
    assert abs(share["test"] - 0.2) < 0.01


@given(st.floats(0.05, 0.9), st.floats(0.05, 0.9))
def test_assign_splits_test_rows_stay_when_the_other_shares_change(first: float, second: float) -> None:
    some = pl.Series([f"{number:032x}" for number in range(0, 16**32, 16**32 // 500)])
    test = 0.1
    splits = [
        assign_splits(some, SplitShares(test=test, validation=(1 - test) * share, train=1 - test - (1 - test) * share))
        for share in (first, second)
    ]

    assert (splits[0] == "test").to_list() == (splits[1] == "test").to_list()

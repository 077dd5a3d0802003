"""The tree of errors: every leaf is drawn, says what to do, and holds its facts."""

from __future__ import annotations

import inspect

import vigie.core.errors as errors


def leaves() -> list[type]:
    return [cls for _, cls in inspect.getmembers(errors, inspect.isclass) if issubclass(cls, errors.VigieError)]


def test_errors_every_class_is_drawn_in_the_tree() -> None:
    drawn = errors.__doc__ or ""
    assert [cls.__name__ for cls in leaves() if cls.__name__ not in drawn] == []


def test_column_not_found_names_the_nearest_and_is_a_key_error() -> None:
    error = errors.ColumnNotFoundError("txet", "tweets.csv", ["text", "label"])
    assert isinstance(error, KeyError)
    assert "Did you mean 'text'?" in str(error)
    assert error.available == ("text", "label")


def test_column_not_found_with_hundreds_of_columns_stays_short() -> None:
    assert len(str(errors.ColumnNotFoundError("x", "f.csv", [f"column_{i}" for i in range(900)]))) < 600


def test_quarantine_share_counts_and_says_that_nothing_changed() -> None:
    error = errors.QuarantineShareError(30, 100, 0.05, [("label 'I' is none of the classes", 30)])
    assert "30 of 100 rows are bad (30.0%; at most 5.0% may be)" in str(error)
    assert "Nothing was changed." in str(error)

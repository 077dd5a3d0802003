"""Terms that classes share keep weight 1; those of one class gain."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from sklearn.exceptions import NotFittedError

from vigie.models.class_contrast import ClassContrast

X = sparse.csr_matrix(np.array([[2.0, 1.0, 0.0], [2.0, 1.0, 0.0], [2.0, 0.0, 1.0], [2.0, 0.0, 1.0]]))


def test_fit_two_classes_gives_the_log_ratios() -> None:
    contrast = ClassContrast(smoothing=1.0).fit(X, np.array(["a", "a", "b", "b"]))
    # Of class a: (4+1, 2+1, 0+1) of 9; of class b: (5, 1, 3) of 9.
    assert contrast.weights_ == pytest.approx([1.0, 1 + np.log(3), 1 + np.log(3)])


def test_fit_more_classes_takes_the_largest_ratio() -> None:
    weights = ClassContrast().fit(X, np.array(["a", "b", "c", "c"])).weights_
    assert weights[1] == pytest.approx(weights[2])  # of class c, one is never there and the other always
    assert weights[2] > 3 > weights[0] > 1


def test_fit_one_class_is_finite() -> None:
    assert np.isfinite(ClassContrast().fit(X, np.array(["a"] * 4)).weights_).all()


def test_transform_scales_columns_and_not_its_input() -> None:
    contrast = ClassContrast(smoothing=1.0).fit(X, np.array(["a", "a", "b", "b"]))
    before = X.toarray()
    assert contrast.transform(X).toarray() == pytest.approx(before * contrast.weights_)
    assert (X.toarray() == before).all()


def test_transform_before_fit_is_refused() -> None:
    with pytest.raises(NotFittedError):
        ClassContrast().transform(X)

"""Matrices taken apart and put together again are the same ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import sparse

from vigie.pipelines.tune.matrices import NotStorableError, put_together, take_apart

DENSE = np.array([[0.0, 1.5], [np.nan, -2.0], [0.0, 0.0]])


@pytest.mark.parametrize(
    "matrix",
    [
        DENSE,
        np.asfortranarray(DENSE),
        np.array(["good", "bad"]),
        np.arange(6, dtype=np.int32).reshape(2, 3),
        np.empty((0, 3), dtype=np.float32),
    ],
)
def test_matrices_dense_ones_keep_values_type_and_layout(matrix: Any) -> None:
    form, arrays = take_apart(matrix)
    back = put_together(form, arrays)
    np.testing.assert_array_equal(back, matrix)
    assert (back.dtype, back.flags.f_contiguous) == (matrix.dtype, matrix.flags.f_contiguous)


@pytest.mark.parametrize("make", [sparse.csr_matrix, sparse.csc_matrix, sparse.csr_array, sparse.csc_array])
def test_matrices_sparse_ones_keep_class_values_and_order(make: Any) -> None:
    matrix = make(np.nan_to_num(DENSE))
    back = put_together(*take_apart(matrix))
    assert type(back) is type(matrix)
    assert back.shape == matrix.shape
    np.testing.assert_array_equal(back.toarray(), matrix.toarray())
    np.testing.assert_array_equal(back.indices, matrix.indices)


def test_matrices_texts_keep_every_sign() -> None:
    texts = np.array(["", "été 😀", "a\0b", "\ud800", "日本語 " * 500], dtype=object)
    back = put_together(*take_apart(texts))
    assert back.dtype == object
    assert back.tolist() == texts.tolist()


@pytest.mark.parametrize(
    "matrix",
    [
        [1, 2],
        np.array([1, "a"], dtype=object),
        np.array([["a"], ["b"]], dtype=object),
        np.ma.masked_array([1.0], [True]),
        sparse.coo_matrix(np.eye(2)),
        "text",
    ],
)
def test_matrices_anything_else_is_refused(matrix: Any) -> None:
    with pytest.raises(NotStorableError, match="no matrix of numbers and no row of texts"):
        take_apart(matrix)

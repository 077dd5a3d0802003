"""Fewer terms than directions are no error."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from vigie.models.counting.projection import Projection


def test_projection_keeps_as_many_directions_as_there_are() -> None:
    X = sparse.csr_matrix(np.eye(5)[:, :3])
    projection = Projection(100, seed=1).fit(X)
    assert projection.transform(X).shape == (5, 3)
    assert projection.components_.shape == (3, 3)
    assert Projection(2).fit_transform(X).shape == (5, 2)


def test_projection_is_the_product_with_its_components() -> None:
    X = sparse.random(40, 30, density=0.2, random_state=3, format="csr")
    projection = Projection(5, seed=1).fit(X)
    np.testing.assert_allclose(projection.transform(X), X.toarray() @ projection.components_.T, atol=1e-14)

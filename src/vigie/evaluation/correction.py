"""P-values of many tests at once, corrected so that asking often does not make chance look real."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

P_values = Sequence[float] | NDArray[Any]


def holm(p_values: P_values) -> NDArray[np.float64]:
    """Return the p-values corrected so that the chance of even one false alarm among them stays under the level.

    Valid however the tests depend on one another. NaN stays NaN and is no test. Shape (n_tests,), in the order given.

    References
    ----------
    Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6 (1979).

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03, 0.005]).round(3).tolist()
    [0.03, 0.06, 0.06, 0.02]
    >>> holm([0.2, float("nan")]).tolist()
    [0.2, nan]
    """
    p, order = _sorted(p_values)
    stepped = p * np.arange(len(p), 0, -1)
    return _placed(np.minimum(np.maximum.accumulate(stepped), 1.0), order, len(p_values))


def benjamini_hochberg(p_values: P_values) -> NDArray[np.float64]:
    """Return the p-values corrected so that, of the findings under a level, no larger share is expected to be false.

    Finds more than `holm` among hundreds of tests, at the price of a few false ones. NaN stays NaN and is no test.
    Shape (n_tests,), in the order given.

    References
    ----------
    Benjamini, Hochberg, "Controlling the False Discovery Rate: A Practical and Powerful Approach to Multiple Testing",
    Journal of the Royal Statistical Society B 57 (1995).

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.005]).round(3).tolist()
    [0.02, 0.04, 0.04, 0.02]
    """
    p, order = _sorted(p_values)
    stepped = p * len(p) / np.arange(1, len(p) + 1)
    return _placed(np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0), order, len(p_values))


def _sorted(p_values: P_values) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    given = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(given, kind="stable")[: int(np.count_nonzero(~np.isnan(given)))]  # NaN sorts last
    return given[order], order


def _placed(corrected: NDArray[np.float64], order: NDArray[np.intp], tests: int) -> NDArray[np.float64]:
    placed = np.full(tests, np.nan)
    placed[order] = corrected
    return placed

"""What is wrong with the values of a column by themselves, whatever the training rows were like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vigie.core.schema import Feature
from vigie.monitoring.drift.reference import as_numbers, is_number


def invalid_values(feature: Feature, values: Sequence[Any] | NDArray[Any]) -> int:
    """Count the values that the declaration does not allow: of another type, out of its bounds, none of its values.

    The service refuses them as they arrive; they are in the ledger where the declaration has changed since.

    Examples
    --------
    >>> invalid_values(Feature(name="year", type="integer", min=1000), [1985, 12, None, "old"])
    2
    """
    if feature.type in ("number", "integer"):
        numbers = as_numbers(values)
        low, high = (
            bound if bound is not None else end for bound, end in ((feature.min, -np.inf), (feature.max, np.inf))
        )
        outside = int(((numbers < low) | (numbers > high)).sum())
        return outside + (0 if isinstance(values, np.ndarray) else _no_numbers(values, numbers))
    if feature.type == "boolean":
        return sum(value is not None and value not in (True, False) for value in values)
    allowed = frozenset(feature.values)
    return sum(
        value is not None and (not isinstance(value, str) or bool(allowed and value not in allowed)) for value in values
    )


def _no_numbers(values: Sequence[Any], numbers: NDArray[np.float64]) -> int:
    doubtful = np.flatnonzero(np.isnan(numbers)).tolist()
    return sum(values[place] is not None and not is_number(values[place]) for place in doubtful)

"""Explaining an answer by asking again with the usual value in a field's place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vigie.core.types import Row
from vigie.servable.runtime import Contribution, Probabilities


def against_typical(
    predict_proba: Callable[[Sequence[Row]], Probabilities],
    row: Row,
    typical: Mapping[str, float | str | None],
    label: int,
    top: int,
) -> list[Contribution]:
    """Return how much each field speaks for class `label`, against what is usual, the heaviest first.

    A field's weight is how far the log-odds of the class fall when the field alone, with all that is derived from it,
    is set to its median or most frequent training value. So a usual value weighs nothing, and two fields that say the
    same thing may each weigh little: weights do not add up to the answer.

    Parameters
    ----------
    typical
        Feature → its usual value.
    """
    fields = [name for name in typical if name in row]
    rows = [row, *({**row, name: typical[name]} for name in fields)]
    log_odds = _log_odds(predict_proba(rows)[:, label])
    contributions = [
        Contribution(name, "" if row[name] is None else str(row[name]), float(log_odds[0] - changed))
        for name, changed in zip(fields, log_odds[1:], strict=True)
    ]
    heaviest = sorted(contributions, key=lambda contribution: -abs(contribution.weight))
    return [contribution for contribution in heaviest[:top] if contribution.weight]


def _log_odds(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    # A model may be certain; its log-odds are held to those of one in a million.
    held = np.clip(probabilities, 1e-6, 1 - 1e-6)
    odds: NDArray[np.float64] = held / (1 - held)
    return np.log(odds)

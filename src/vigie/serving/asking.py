"""Asking for predictions from within the service, as a caller of POST /predict does: other protocols stand on it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import to_json

from vigie.ledger import Request
from vigie.serving.dataplane import Dataplane


async def ask(
    dataplane: Dataplane,
    rows: Sequence[Mapping[str, Any]],
    source: str,
    request: Request | None = None,
    *,
    by_champion: bool = False,
) -> list[dict[str, Any]]:
    """Return one prediction per row, each checked, answered and in the ledger as if it had come to /predict.

    Parameters
    ----------
    rows
        At least one, not yet checked.
    source
        Who asks, kept with each prediction.
    request
        What tells this request from others, where it may come again: then it has the answer that it had at first.
    by_champion
        Whether the champion is to answer, whoever challenges it.
    """
    # The bytes of a request, so that there is one way in, whoever asks: reading them is a small part of the work.
    body = to_json(rows[0] if len(rows) == 1 else {"rows": rows})
    answer = json.loads(await dataplane.predict(body, source=source, request=request, by_champion=by_champion))
    if len(rows) == 1:
        return [answer]
    predictions: list[dict[str, Any]] = answer["predictions"]
    return predictions

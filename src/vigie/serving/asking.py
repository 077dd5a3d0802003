"""Asking for predictions from within the service, as a caller of POST /predict does: other protocols stand on it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import to_json

from vigie.ledger import Request
from vigie.serving.dataplane import Dataplane


async def ask(
    dataplane: Dataplane, rows: Sequence[Mapping[str, Any]], source: str, request: Request | None = None
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
    """
    # The bytes of a request, so that there is one way in, whoever asks: reading them is a small part of the work.
    if len(rows) == 1:
        return [json.loads(await dataplane.predict(to_json(rows[0]), source=source, request=request))]
    answer = json.loads(await dataplane.predict(to_json({"rows": rows}), source=source, request=request))
    predictions: list[dict[str, Any]] = answer["predictions"]
    return predictions

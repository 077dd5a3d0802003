"""Which addresses read other forms of body than Vigie's own JSON, and judge them themselves."""

from __future__ import annotations

INVOCATIONS = "/invocations"
PROTOCOL = "/v2"


def has_own_form(path: str) -> bool:
    """Say whether the route at `path` reads other forms than JSON: tensors in binary, or a CSV.

    Examples
    --------
    >>> has_own_form("/v2/models/tiny/infer"), has_own_form("/invocations"), has_own_form("/predict")
    (True, True, False)
    """
    return path == INVOCATIONS or (path.startswith(f"{PROTOCOL}/models/") and path.endswith("/infer"))

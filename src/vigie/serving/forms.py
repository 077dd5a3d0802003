"""Which addresses read other forms of body than Vigie's own JSON, and judge them themselves."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request

from vigie.core.errors import PayloadFormError

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


def declared_form(request: Request, read: Sequence[str], default: str = "") -> str:
    """Return the content type that a request declares, one of `read`.

    Parameters
    ----------
    default
        What a request that declares nothing is.

    Raises
    ------
    PayloadFormError
        If it is none of them, or the body is compressed.
    """
    declared = request.headers.get("content-type", default).partition(";")[0].strip().lower()
    if declared not in read:
        raise PayloadFormError(read)
    if request.headers.get("content-encoding", "identity") != "identity":
        raise PayloadFormError(("identity",), "content-encoding")
    return declared

"""Which address needs which scope. What is not named here needs a key with `admin`, so that a new route is closed."""

from __future__ import annotations

import re
from typing import TypeAlias

from vigie.core.keys import Scope

Scopes: TypeAlias = frozenset[Scope]

PUBLIC = frozenset({
    "/health", "/ready", "/ping", "/v2", "/v2/health/live", "/v2/health/ready", "/docs", "/docs/oauth2-redirect",
    "/openapi.json",
})  # fmt: skip
"""What supervisors ask, and what says how to ask. They tell nothing of any prediction."""

PREDICT: Scopes = frozenset({"predict"})
_VERDICT: Scopes = frozenset({"verdict"})
_READ: Scopes = frozenset({"read"})
_FORM: Scopes = frozenset({"predict", "read"})
_ADMIN: Scopes = frozenset({"admin"})

# Whoever may predict may know the form of a row and whether the model is there.
_ABOUT_THE_MODEL = re.compile(r"/model|/v2/models/[^/]+(/versions/[^/]+)?(/ready)?")
_ASKING = re.compile(r"/predict|/invocations|/v2/models/[^/]+(/versions/[^/]+)?/infer")


def scopes_for(method: str, path: str) -> Scopes | None:
    """Return the scopes of which a key needs one for this request, None if it needs no key.

    Examples
    --------
    >>> sorted(scopes_for("GET", "/model")), scopes_for("GET", "/health"), scopes_for("DELETE", "/anything")
    (['predict', 'read'], None, frozenset({'admin'}))
    """
    if method in ("GET", "HEAD"):
        if path in PUBLIC:
            return None
        return _FORM if _ABOUT_THE_MODEL.fullmatch(path) else _READ
    if method == "POST" and path in ("/verdicts", "/verdicts/import"):
        return _VERDICT
    return PREDICT if method == "POST" and _ASKING.fullmatch(path) else _ADMIN

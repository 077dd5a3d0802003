"""Requests: who may ask, what is asked, and whether there is an answer."""

from __future__ import annotations

import math
from collections.abc import Sequence

from vigie.core.errors.base import VigieError


class AccessError(VigieError, PermissionError):
    """Whoever asks may not, or not now. No text says which keys there are."""

    __str__ = Exception.__str__


class KeyRequiredError(AccessError):
    def __init__(self, given: bool) -> None:
        self.given = given
        what = "This key is unknown, expired or revoked" if given else "A key is needed here"
        super().__init__(f"{what}: send 'authorization: Bearer vigie_…'.", remedy="'vigie keys create NAME' makes one.")


class ScopeError(AccessError):
    def __init__(self, key_id: str, needed: Sequence[str]) -> None:
        self.key_id, self.needed = key_id, tuple(needed)
        super().__init__(f"The key {key_id} may not do this: it needs the scope {' or '.join(map(repr, needed))}.")


class RateLimitError(AccessError):
    def __init__(self, wait_s: float) -> None:
        self.wait_s = wait_s
        super().__init__(f"Too many requests: the next is answered in {max(1, math.ceil(wait_s))} s.")


class BusyError(AccessError):
    def __init__(self) -> None:
        super().__init__("Too many large requests are arriving at once.", remedy="Try again shortly.")


class PayloadError(VigieError, ValueError):
    """A request that cannot be answered. `details` pairs a path in the payload with the reason."""

    def __init__(self, message: str, details: Sequence[tuple[str, str]] = (), *, remedy: str | None = None) -> None:
        self.details = tuple(details)
        super().__init__(message, remedy=remedy)


class PayloadTooLargeError(PayloadError):
    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(
            f"The request is larger than {limit:,} bytes, the most that is read.",
            remedy="Send fewer rows at a time; whoever runs the service can raise service.max_body_bytes.",
        )


class PayloadFormError(PayloadError):
    def __init__(self, read: Sequence[str] = (), header: str = "content-type") -> None:
        self.read, self.header = tuple(read) or ("application/json",), header
        said = f"of a form that is read here ({', '.join(read)})" if read else "JSON"
        super().__init__(f"The request is not declared to be {said}: send the header '{header}: {self.read[0]}'.")


class NotReadyError(VigieError):
    """The service is alive and has no model to answer with."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class NotServedError(VigieError, LookupError):
    def __init__(self, what: str, served: str) -> None:
        self.what, self.served = what, served
        super().__init__(f"There is no {what} of this name here: '{served}' is the one that answers.")


class ServiceError(VigieError):
    """The service refused a request: `status` and `code` say how."""

    def __init__(
        self, message: str, *, status: int = 0, code: str = "", details: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.status, self.code, self.details = status, code, tuple(details)
        super().__init__(message)


class ServiceUnavailableError(ServiceError):
    """Nobody answered, or the service said that it cannot answer now."""

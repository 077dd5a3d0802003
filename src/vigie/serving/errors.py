"""The only map from an error to what the caller sees: a status, a code, and one JSON shape."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json

from vigie.core.errors import (
    AlertNotFoundError,
    BusyError,
    KeyRequiredError,
    LedgerRefusedError,
    LedgerUnavailableError,
    NotReadyError,
    NotServedError,
    PayloadError,
    PayloadFormError,
    PayloadTooLargeError,
    PredictionNotFoundError,
    RateLimitError,
    RequestConflictError,
    ReviewConflictError,
    ReviewNotFoundError,
    ReviewTakenError,
    ScopeError,
    VerdictConflictError,
    VigieError,
)

_log = logging.getLogger(__name__)

RETRY_AFTER_S = 1

STATUSES: dict[str, int] = {
    "bad_request": 400,
    "key_required": 401,
    "key_not_allowed": 403,
    "not_found": 404,
    "prediction_not_found": 404,
    "alert_not_found": 404,
    "review_not_found": 404,
    "method_not_allowed": 405,
    "request_timeout": 408,
    "verdict_conflict": 409,
    "review_conflict": 409,
    "review_taken": 409,
    "request_conflict": 409,
    "payload_too_large": 413,
    "unsupported_media_type": 415,
    "invalid_payload": 422,
    "busy": 429,
    "rate_limited": 429,
    "headers_too_large": 431,
    "internal_error": 500,
    "ledger_unavailable": 503,
    "not_ready": 503,
}
"""Every code the service answers with, and its HTTP status."""

REFUSALS = (401, 403, 404, 405, 409, 413, 415, 422, 429, 503)
"""What any address may answer instead, so that the contract says it of each."""

_CODES: tuple[tuple[type[VigieError], str], ...] = (
    (PayloadTooLargeError, "payload_too_large"),
    (PayloadFormError, "unsupported_media_type"),
    (PayloadError, "invalid_payload"),
    (LedgerRefusedError, "invalid_payload"),
    (LedgerUnavailableError, "ledger_unavailable"),
    (NotReadyError, "not_ready"),
    (NotServedError, "not_found"),
    (PredictionNotFoundError, "prediction_not_found"),
    (AlertNotFoundError, "alert_not_found"),
    (ReviewNotFoundError, "review_not_found"),
    (ReviewConflictError, "review_conflict"),
    (ReviewTakenError, "review_taken"),
    (VerdictConflictError, "verdict_conflict"),
    (RequestConflictError, "request_conflict"),
    (KeyRequiredError, "key_required"),
    (ScopeError, "key_not_allowed"),
    (RateLimitError, "rate_limited"),
    (BusyError, "busy"),
)


class ErrorDetail(BaseModel):
    path: str
    """Where in the request, such as `rows.3.text`."""
    reason: str


class ErrorFacts(BaseModel):
    code: str
    message: str
    details: list[ErrorDetail] = []


class ErrorAnswer(BaseModel):
    """The one shape of every failing answer."""

    error: ErrorFacts


def described(form: type[BaseModel], statuses: Iterable[int], words: str = "") -> dict[int | str, dict[str, Any]]:
    """Return what a route's `responses` say of refusals in this form, which `describe_forms` adds to the document.

    Named, and not given as `model`: for every route and status the framework would build a validator that nobody asks.
    """
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{form.__name__}"}}}
    return {status: {"description": words or HTTPStatus(status).phrase, "content": content} for status in statuses}


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal, ready to be sent. Never holds values of the caller's rows."""

    code: str
    message: str
    details: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 0
    """By default what `STATUSES` says."""

    @property
    def http_status(self) -> int:
        return self.status or STATUSES[self.code]

    @property
    def body(self) -> bytes:
        details = [{"path": path, "reason": reason} for path, reason in self.details]
        return to_json({"error": {"code": self.code, "message": self.message, "details": details}})


def problem_of(error: Exception) -> Problem:
    """Return what the caller is told about `error`; what nobody foresaw is logged, and told without particulars."""
    code = next((code for kind, code in _CODES if isinstance(error, kind)), None)
    if code is None:
        _log.error("A request failed", exc_info=error)
        return Problem("internal_error", "The service failed on this request; the reason is in its log.")
    details = error.details if isinstance(error, PayloadError) else ()
    return Problem(code, str(error), details, _headers(error, STATUSES[code]))


def _headers(error: Exception, status: int) -> dict[str, str]:
    if isinstance(error, RateLimitError):
        return {"retry-after": str(max(1, math.ceil(error.wait_s)))}
    if status == HTTPStatus.UNAUTHORIZED:
        return {"www-authenticate": "Bearer"}
    again = (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS)
    return {"retry-after": str(RETRY_AFTER_S)} if status in again else {}


def problem_of_status(status: int, method: str, headers: Mapping[str, str]) -> Problem:
    """Return what the caller is told when the framework itself refuses a request."""
    if status == HTTPStatus.NOT_FOUND:
        return Problem("not_found", "There is nothing at this address; /docs lists what there is.", headers=headers)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = headers.get("allow", headers.get("Allow", "other methods"))
        return Problem("method_not_allowed", f"{method} is not for this address: use {allowed}.", headers=headers)
    words = HTTPStatus(status).phrase if status in set(HTTPStatus) else "The request was refused"
    return Problem("bad_request", f"{words}.", headers=headers, status=status)

"""From the service's answer to a typed result, or to the error that it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import httpx
from pydantic import ValidationError

from vigie.client.calls import Call
from vigie.client.retries import AGAIN
from vigie.core.errors import ServiceError, ServiceUnavailableError

T = TypeVar("T")


def read(response: httpx.Response, call: Call[T]) -> T:
    """Return the result of `call`.

    Raises
    ------
    ServiceUnavailableError
        The service cannot answer now.
    ServiceError
        It refused, with its own code and details, or its answer is none of Vigie's.
    """
    if not response.is_success:
        raise refusal(response)
    answer = _json(response)
    if call.entry:
        answer = answer.get(call.entry) if isinstance(answer, Mapping) else None
    try:
        return call.adapter.validate_python(answer)
    except ValidationError as error:
        raise ServiceError("The answer has an unknown form: are client and service of one version?") from error


def refusal(response: httpx.Response) -> ServiceError:
    """Return the error that the service's one JSON error shape says."""
    status = response.status_code
    kind = ServiceUnavailableError if status in AGAIN else ServiceError
    try:
        error = response.json()["error"]
        details = [(str(entry["path"]), str(entry["reason"])) for entry in error["details"]]
        return kind(str(error["message"]), status=status, code=str(error["code"]), details=details)
    except (ValueError, KeyError, TypeError):
        return kind(f"The service answered {status} {response.reason_phrase}.", status=status)


def silence(base_url: str, error: httpx.TransportError) -> ServiceUnavailableError:
    """Return the error of a call that got no answer at all."""
    if isinstance(error, httpx.TimeoutException):
        reason = "it took too long"
    else:
        reason = str(error).rstrip(".") or type(error).__name__
    return ServiceUnavailableError(f"No answer from {base_url}: {reason}.")


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError as error:
        raise ServiceError(
            "The answer is no JSON: is this address a Vigie service?", status=response.status_code
        ) from error

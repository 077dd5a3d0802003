"""Who is told outside, as the environment says in the words of OpenTelemetry and of Azure; by default nobody."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

_OTLP = "OTEL_EXPORTER_OTLP_ENDPOINT"
_AZURE = "APPLICATIONINSIGHTS_CONNECTION_STRING"


@dataclass(frozen=True, slots=True)
class Targets:
    """Where traces and verdicts go."""

    otlp_traces: bool = False
    otlp_events: bool = False
    """To a collector that speaks OTLP over HTTP; where it is, its keys and its certificates OpenTelemetry's own library
    reads from the environment."""
    azure: str = field(default="", repr=False)
    """Connection string of Application Insights, which holds a key."""

    def __bool__(self) -> bool:
        return bool(self.otlp_traces or self.otlp_events or self.azure)


def read_targets(environment: Mapping[str, str] | None = None) -> Targets:
    """Return who is to be told, from `environment` (by default the process's own).

    Examples
    --------
    >>> bool(read_targets({}))
    False
    >>> read_targets({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"})
    Targets(otlp_traces=True, otlp_events=True)
    >>> bool(read_targets({"OTEL_SDK_DISABLED": "true", "APPLICATIONINSIGHTS_CONNECTION_STRING": "…"}))
    False
    """
    given = os.environ if environment is None else environment
    if given.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return Targets()
    both = bool(given.get(_OTLP, "").strip())
    return Targets(
        otlp_traces=both or bool(given.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "").strip()),
        otlp_events=both or bool(given.get("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "").strip()),
        azure=given.get(_AZURE, "").strip(),
    )

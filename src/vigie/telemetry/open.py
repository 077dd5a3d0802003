"""Opening what the environment asks for: OpenTelemetry is imported when somebody is to be told, and not before."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from vigie.core.errors import MissingPartError
from vigie.telemetry.sink import Sink
from vigie.telemetry.span_queue import Form
from vigie.telemetry.targets import Targets

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """Everybody who is told, and how requests become spans."""

    sinks: tuple[Sink, ...]
    form: Form


def open_sinks(targets: Targets, project: str) -> Opened | None:
    """Return who is told, or None where nobody is.

    A library that is missing is said in the log and leaves its sink out: whoever is to be told must not stop the
    service, and clusters set these variables for everybody.
    """
    if not targets:
        return None
    try:
        from vigie.telemetry.records import SpanForm, resource
    except ImportError:
        _log.error("Nobody is told: %s", MissingPartError("OpenTelemetry", "pip install 'vigie[telemetry]'"))
        return None
    who = resource(project)

    def otlp() -> Sink:
        from vigie.telemetry.otlp import OtlpSink

        return OtlpSink(who, spans=targets.otlp_traces, events=targets.otlp_events)

    def azure() -> Sink:
        from vigie.telemetry.azure import AzureSink

        return AzureSink(who, targets.azure)

    wanted = [(otlp, "telemetry")] if targets.otlp_traces or targets.otlp_events else []
    wanted += [(azure, "azure")] if targets.azure else []
    sinks = tuple(sink for opener, extra in wanted if (sink := _open(opener, extra)) is not None)
    return Opened(sinks, SpanForm(who)) if sinks else None


def _open(opener: Callable[[], Sink], extra: str) -> Sink | None:
    try:
        return opener()
    except ImportError:
        _log.error("Not told: %s", MissingPartError(f"The exporter of '{extra}'", f"pip install 'vigie[{extra}]'"))
    except ValueError as error:  # a connection string without a key, an address that is none
        _log.error("Not told: the address for '%s' cannot be used: %s", extra, error)
    return None

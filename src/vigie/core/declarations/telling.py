"""What may be told outside of people's rows, by traces and events."""

from __future__ import annotations

from vigie.core.schema import Declaration


class Telemetry(Declaration):
    """Whom it is told to, the environment says: OTEL_EXPORTER_OTLP_ENDPOINT, APPLICATIONINSIGHTS_CONNECTION_STRING."""

    texts: bool = False
    """Whether the texts of a row, and the comment of whoever judged its answer, go with the event of a verdict."""

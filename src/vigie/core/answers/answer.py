"""What every answer of the service is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """Frozen, and open to fields of a newer service."""

    # "model_version" is a word of the service, and Pydantic would keep "model_" for itself.
    model_config = ConfigDict(frozen=True, extra="ignore", protected_namespaces=())

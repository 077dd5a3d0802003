"""What a servable says about itself: where it comes from, what it answers, and the digests of its files."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import ConfigDict, Field, field_validator

from vigie.core.schema import Declaration, Schema

FORMAT: Literal[1] = 1


class Proof(Declaration):
    """How far the servable's probabilities were from the estimator's, on rows neither was fitted on."""

    max_difference: float
    tolerance: float
    rows: int


class Rendition(Declaration):
    """A network in one precision."""

    size_bytes: int
    answer_ms: float
    """Median of single answers, on the machine where it was made."""
    score: float
    """The deciding metric on the validation rows, its sign turned where lower is better."""


class Precision(Declaration):
    """Which of two renditions of a network is served, and what the other would have been."""

    kept: Literal["fp32", "int8"]
    allowed_fall: float
    """How much lower the score of eight bits was allowed to be."""
    max_difference: float
    """Between the probabilities of the two."""
    fp32: Rendition
    int8: Rendition


class Provenance(Declaration):
    """Everything needed to make the servable again."""

    run_id: str = ""
    dataset_version: int | None = None
    dataset_hash: str = ""
    created_at: int = 0
    """Microseconds since the epoch, UTC."""
    code_version: str = ""
    packages: dict[str, str] = {}
    seed: int = 0
    rows: dict[str, int] = {}
    """Split → rows of it: those that were learned from, and those it was compared on."""


class Facts(Declaration):
    """What the training side knows of a candidate and the servable repeats."""

    name: str
    """Of the candidate in the project."""
    recipe: str
    project: str
    provenance: Provenance = Provenance()
    metrics: dict[str, float] = {}
    """On the validation rows; those that could not be computed are left out."""


class Manifest(Facts):
    """The servable's own page, `manifest.json`."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    format: Literal[1] = FORMAT
    kind: str
    """Of the runtime; looked up in `servable.kinds`, never imported by name."""
    version: str | None = None
    """Given at publication."""
    schema_: Schema = Field(alias="schema")
    schema_fingerprint: str
    spec: dict[str, Any]
    files: dict[str, str]
    """File name → SHA-256 in hex."""
    proof: Proof | None = None
    """Of a network in eight bits: of the same in 32 bits; `precision` has the way from there."""
    precision: Precision | None = None
    """Of a network whose weights may be of eight bits."""
    golden_rows: int
    """How many rows are recomputed before the servable is used."""

    @field_validator("files")
    @classmethod
    def _files_lie_in_the_folder(cls, given: dict[str, str]) -> dict[str, str]:
        for name in given:
            if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
                raise ValueError(f"'{name}' is no plain file name")
        return given

    @field_validator("schema_", mode="before")
    @classmethod
    def _json_has_no_tuples(cls, given: Any) -> Any:
        return _lists_to_tuples(given)


def _lists_to_tuples(value: Any) -> Any:
    # The schema's declarations hold tuples, and strict validation takes no list for one.
    if isinstance(value, dict):
        return {key: _lists_to_tuples(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return tuple(_lists_to_tuples(entry) for entry in value)
    return value
